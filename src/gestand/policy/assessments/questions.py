"""What a balancing test, a DPIA and a transfer assessment ask. The questions are the headings of the file, in any language of ours."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache

from gestand.words import LANGUAGES, mark, t, use


@dataclass(frozen=True)
class Question:
    """`asks` is the heading; `hint` says what belongs in the answer."""

    asks: str
    hint: str


@dataclass(frozen=True)
class Kind:
    """A kind of assessment. `name` and `folder` as on the command line; `about`: what its head names; `setting`: where the policy names
    the file; `years`: until it is looked at again, where nobody says otherwise."""

    name: str
    title: str
    folder: str
    about: str
    setting: str
    law: str
    years: int
    questions: tuple[Question, ...]

    def question(self, heading: str) -> Question | None:
        """The question that a heading asks, in whatever language, with a number before it or a word changed; None for another one."""
        said = _bare(heading)
        for question in self.questions:
            if said in _spoken(question.asks):
                return question
        found = max(self.questions, key=lambda q: _nearness(said, q))
        return found if _nearness(said, found) > 0.8 else None


def short(name: str) -> str:
    """A name as that of a file: letters and digits with dashes between them, so that it leads nowhere else."""
    return "-".join("".join(c if c.isalnum() else " " for c in name).split()).lower() or "assessment"


def _nearness(said: str, question: Question) -> float:
    return max(difflib.SequenceMatcher(None, said, known).ratio() for known in _spoken(question.asks))


@cache
def _spoken(text: str) -> tuple[str, ...]:
    """A heading in each language."""
    found = []
    for language in LANGUAGES:
        with use(language):
            found.append(_bare(t(text)))
    return tuple(found)


def _bare(heading: str) -> str:
    """A heading without number, letter case and signs."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"^\s*\d+\s*[.)]", "", heading).casefold()))


BALANCING = Kind(
    "balancing",
    mark("Balancing test"),
    "balancing",
    "activities",
    "balancing",
    "GDPR art. 6(1)(f)",
    2,
    (
        Question(
            mark("What is the interest, and whose is it?"),
            mark("Say who gains by it, and what goes wrong without it. The law must allow it, and it must be real today."),
        ),
        Question(
            mark("Why is this data needed for it?"),
            mark("Say why less data, a shorter time or another way does not do."),
        ),
        Question(
            mark("What does it mean for the people?"),
            mark("Do they expect it? What may harm or annoy them? Think of children, staff, illness, belief and money."),
        ),
        Question(
            mark("What do we do to limit that?"),
            mark("Say who may see the data, how long it stays, what is left out, and what people hear beforehand."),
        ),
        Question(
            mark("What happens if somebody objects?"),
            mark("Say what stops, who weighs it again, and which reason could weigh more than theirs."),
        ),
        Question(
            mark("What weighs more, and why?"),
            mark("Answer for all people together, and say when the answer would be another one."),
        ),
    ),
)

DPIA = Kind(
    "dpia",
    mark("Data protection impact assessment (DPIA)"),
    "dpia",
    "activities",
    "dpia",
    "GDPR art. 35",
    3,
    (
        Question(
            mark("What do we do with which data, and what for?"),
            mark("Follow the data from where it comes to where it goes: who, what, how much, how long."),
        ),
        Question(
            mark("Which systems and which others take part?"),
            mark("Name the programs, the suppliers, the countries, and who of us can reach the data."),
        ),
        Question(
            mark("Why is it needed, and why not with less?"),
            mark("Name other ways that you looked at, and say why they do not do."),
        ),
        Question(
            mark("Why may we do it, and how do people hear of it?"),
            mark("Name the legal basis, and how people can see, correct and stop it."),
        ),
        Question(
            mark("What can go wrong for people, how likely is it, and how bad?"),
            mark("Look from their side: shame, loss, being treated otherwise. One line a risk."),
        ),
        Question(
            mark("What do we do about each risk?"),
            mark("Say who does it, by when, and how you see that it works."),
        ),
        Question(
            mark("What do the people themselves say about it?"),
            mark("Ask them or those who speak for them, such as a works council. If you did not ask, say why."),
        ),
        Question(
            mark("What does the data protection officer advise?"),
            mark("Write the advice, and what you did with it. Is there no officer? Say who looked at it instead."),
        ),
        Question(
            mark("Which risk is left, and must the authority be asked first?"),
            mark("If a high risk is left, the authority is asked before you begin (GDPR art. 36)."),
        ),
        Question(
            mark("Do we do it, and on which conditions?"),
            mark("Write the decision, who took it, and what would make you look again sooner."),
        ),
    ),
)

TRANSFER = Kind(
    "transfer",
    mark("Transfer assessment"),
    "transfers",
    "recipients",
    "assessment",
    "GDPR art. 46",
    1,
    (
        Question(
            mark("Which data goes to whom, where and how?"),
            mark("Say whether it lies there or can be looked at from there, and to whom they pass it on."),
        ),
        Question(
            mark("Which safeguard covers it?"),
            mark("Name the decision, and of standard clauses the module; or the binding rules and who approved them."),
        ),
        Question(
            mark("Which law there can break that safeguard?"),
            mark("Say which authority may demand the data, whether it must be necessary, and whether people can go to court."),
        ),
        Question(
            mark("How likely is that with this recipient and this data?"),
            mark("Ask the recipient: which demands came in, and what they answered. Look at the kind of data too."),
        ),
        Question(
            mark("What do we add to protect the data?"),
            mark("Think of encryption with a key that stays here, of stand-ins, of clauses, of who may look."),
        ),
        Question(
            mark("What do we do when the safeguard falls away?"),
            mark("Say who notices it, how the data comes back, and within which time."),
        ),
        Question(
            mark("May the data go, and on which conditions?"),
            mark("Write the decision and who took it."),
        ),
    ),
)

CHECKLIST = Kind(
    "checklist",
    mark("Checklist of a processor agreement"),
    "agreements",
    "recipients",
    "checklist",
    "GDPR art. 28(3)",
    2,
    (
        Question(
            mark("What is it about, how long, with which data and of whom?"),
            mark("Say where the agreement names subject, duration, nature, purpose, kinds of data and of people."),
        ),
        Question(
            mark("Does the processor work on written instructions only? (a)"),
            mark("Also for sending data outside Europe. It says so beforehand if a law obliges it to do something else."),
        ),
        Question(
            mark("Have the people who see the data promised confidentiality? (b)"),
            mark("Say which clause binds them, and whether that goes on after their work."),
        ),
        Question(
            mark("Which security does it promise? (c)"),
            mark("Name the measures, or the annex where they stand, and say whether they suit this data."),
        ),
        Question(
            mark("On which conditions may other processors join? (d)"),
            mark(
                "Say whether you must agree or can object, how long before you hear of it, and whether they have the same duties."
            ),
        ),
        Question(
            mark("How does it help when people ask something? (e)"),
            mark("Say within which time a request is passed on, and what it does to find and correct data."),
        ),
        Question(
            mark("How does it help with security, breaches and impact assessments? (f)"),
            mark("Say within how many hours a breach is told, and with what in it."),
        ),
        Question(
            mark("Does the data go back or go away at the end? (g)"),
            mark("Say who chooses, within which time, and what happens with copies."),
        ),
        Question(
            mark("Can you see that all this is kept? (h)"),
            mark("Say how you may audit, and whether it warns when an instruction breaks the law."),
        ),
    ),
)

KINDS = {kind.name: kind for kind in (BALANCING, DPIA, TRANSFER, CHECKLIST)}
