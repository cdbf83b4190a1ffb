"""A1, A4, A6, A7: the statement says what GDPR art. 13 and 14 ask, in each language, and nothing that the policy does not carry."""

import re
from dataclasses import replace

import pytest

from gestand import words
from gestand.documents import sentences
from gestand.documents.statement import statement, tree
from gestand.documents.statement.parts import people_of
from gestand.execute.context import Opened
from gestand.policy.check import check, failing
from gestand.words import said

from .conftest import EXAMPLES, TODAY, in_language

LANGUAGES = ("nl", "en", "es")
# law.md A7, by the ids of what the statement says
CHECKLIST = {
    "controller": "who who.address who.contact",
    "officer": "who.officer",
    "rights 15-18, 20": "rights.access rights.rectification rights.erasure rights.restriction rights.portability",
    "right to object": "rights.objection",
    "withdrawal": "rights.withdrawal",
    "complaint": "complaint.us complaint.authority complaint.court",
    "automated decisions": "decisions.none|decisions.intro",
    "recipients": "recipients.intro|recipients.none",
    "transfers": "transfers.intro|transfers.none",
    "sources": "sources.person.",
}


def said_in(one: Opened, language: str) -> dict[str, tree.Said]:
    return {s.id: s for s in tree.said(in_language(one, language))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_policy_is_complete(name: str, examples: dict[str, Opened]) -> None:
    one = examples[name]
    about = [d for d in failing(check(one.policy, one.findings, TODAY)) if "GS340" <= d.code <= "GS361"]
    assert [(d.code, d.about) for d in about] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_the_checklist_is_said(language: str, examples: dict[str, Opened]) -> None:
    there = said_in(examples["telecom"], language)
    for item, ids in CHECKLIST.items():
        for id in ids.split():
            assert any(there[one].text.strip() for one in id.split("|") if one in there), (item, id)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_use_says_why_which_data_how_long_and_who(name: str, language: str, examples: dict[str, Opened]) -> None:
    policy, there = examples[name].policy, said_in(examples[name], language)
    for activity in policy.activities.values():
        assert there[f"{activity.name}.basis"].text
        assert there[f"{activity.name}.period"].text
        if any(activity.uses.values()):
            assert there[f"{activity.name}.data"].text
        for recipient in activity.recipients:
            kept = recipient in {s.kept_by for s in policy.stores.values()}
            with words.use(language):
                name_ = said(policy.recipients[recipient].called)
            assert kept or name_.lower() in there[f"{activity.name}.recipients"].text.lower()
        if activity.basis == "legitimate interest":
            assert activity.reference_texts[language] in there[f"{activity.name}.basis"].text
        assert set(people_of(policy, activity)) == set(there[f"{activity.name}.basis"].people)


def test_the_period_is_the_one_that_acts(examples: dict[str, Opened]) -> None:
    policy, there = examples["telecom"].policy, said_in(examples["telecom"], "nl")
    with words.use("nl"):
        kept = sentences.kept(policy, policy.activities["call quality"])
    assert there["call quality.period"].text.lower() == f"{kept}.".lower() == "tot 30 dagen na het gesprek."


def test_the_right_to_object_stands_apart(examples: dict[str, Opened]) -> None:
    made = in_language(examples["telecom"], "en")
    notices = [b for s in made.sections for b in s.blocks if isinstance(b, tree.Notice)]
    assert [p.id for n in notices for p in n.paragraphs] == ["rights.objection.marketing", "rights.objection"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_leads_somewhere(language: str, examples: dict[str, Opened]) -> None:
    for one in examples.values():
        made = in_language(one, language)
        there = tree.headings(made)
        assert set(made.short.links) <= set(there)
        ids = [s.id for s in tree.said(made)]
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
        pending = list(made.sections)
        while pending:
            section = pending.pop()
            pending += section.sections
            for block in section.blocks:
                if isinstance(block, tree.Points):
                    assert all(link in there for link in block.links)


def test_kept_and_read_again_it_is_the_same(examples: dict[str, Opened]) -> None:
    made = in_language(examples["telecom"], "es")
    assert tree.from_dict(tree.as_dict(made)) == made


def test_what_nothing_keeps_yet_is_not_promised(examples: dict[str, Opened]) -> None:
    from gestand.policy.model import Promise

    policy = examples["telecom"].policy
    place = policy.statement.place if policy.statement else None
    assert place
    declared = {
        id: Promise(id, {"nl": text}, state, (), "A", "2026-01-01", "E", "", {"nl": "B"}, place)
        for id, text, state in (
            ("X1", "Wij kunnen vliegen.", "not yet"),
            ("X2", "Wij doen de deur dicht.", "attested"),
            ("X3", "Wij weten het niet.", "unproven"),
        )
    }
    with words.use("nl"):
        texts = " ".join(s.text for s in tree.said(statement(replace(policy, promises=declared), TODAY)))
    assert "vliegen" not in texts
    assert "Wij doen de deur dicht." in texts and "Wij weten het niet." in texts


def test_an_address_becomes_a_link_and_nothing_else_does() -> None:
    text = "Zie https://a.example/x?y=1, schrijf naar jan@b.example of javascript:alert(1)."
    links = [p for p in tree.pieces(text) if isinstance(p, tree.Link)]
    assert [(link.text, link.to) for link in links] == [
        ("a.example/x?y=1", "https://a.example/x?y=1"),
        ("jan@b.example", "mailto:jan@b.example"),
    ]
    assert "".join(p if isinstance(p, str) else p.to.removeprefix("mailto:") for p in tree.pieces(text)) == text
    assert re.search(r"javascript:alert", "".join(p for p in tree.pieces(text) if isinstance(p, str)))
