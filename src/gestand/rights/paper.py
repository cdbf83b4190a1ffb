"""The letter that goes with an act, to print and post, in the person's language. Nothing of the person stands in it: it outlives what it
tells of, and lies in our state until somebody posts it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gestand.documents import letters
from gestand.documents.letters.summary import summarise
from gestand.execute.context import Context
from gestand.execute.people import language_of
from gestand.execute.preview import Preview
from gestand.plan.questions import Key
from gestand.words import addressing, speaking

SINGLE = 3  # so many persons (the same human as customer and as reader) get one letter


def single(people: Mapping[str, Sequence[Key]]) -> bool:
    """It is about one human being, found as one kind of people or another."""
    return all(len(keys) == 1 for keys in people.values()) and 0 < len(people) <= SINGLE


def words(context: Context, people: Mapping[str, Sequence[Key]], seen: Preview) -> dict[str, Any]:
    """What the letter will say, known before anything is done: afterwards what is gone can't be counted."""
    language = language_of(context, people)
    with speaking(language, context.policy.organisation.form_of_address):
        return {"language": language, **summarise(context.policy, seen.counted, seen.staying).as_dict()}


def write(context: Context, folder: Path, number: str, kind: str, said: Mapping[str, Any]) -> tuple[Path, ...]:
    """The letter of an act that was done, as PDF and as text, in `folder`."""
    organisation = context.policy.organisation
    language = str(said["language"])
    with speaking(language, organisation.form_of_address):
        letter = letters.done(organisation, number, kind, said["gone"], said["stays"], said["told"])
        return _files(context, folder, f"{number}.{language}", letter, number)


def answer(context: Context, folder: Path, number: str, kind: str, withheld: bool) -> tuple[Path, ...]:
    """The letter that goes with an answer on paper, in the language of the moment, which is that of the answer."""
    organisation = context.policy.organisation
    with addressing(organisation.form_of_address):
        letter = letters.answer(organisation, number, kind, withheld=withheld)
        return _files(context, folder, "letter", letter, number, text=False)


def _files(context: Context, folder: Path, name: str, letter: letters.Letter, number: str, text: bool = True) -> tuple[Path, ...]:
    organisation = context.policy.organisation
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    contents = {"pdf": letters.as_pdf(letter, organisation, letters.Sheet(context.today(), (), number))}
    if text:  # to paste into a mail
        contents["txt"] = f"{letter.subject}\n\n{letters.as_text(letter, organisation)}".encode()
    made = []
    for form, content in contents.items():
        path = folder / f"{name}.{form}"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        made.append(path)
    return tuple(made)
