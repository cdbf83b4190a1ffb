"""Promises: what the list says, when an attestation is over, and how the board shows what nobody can measure."""

from collections.abc import Callable
from datetime import date

import pytest

from databases import Maker
from gestand import retention
from gestand.cli import show
from gestand.diagnostics import Place
from gestand.policy.model import Promise
from gestand.policy.promises import good_until, order, state_on
from gestand.words import use

SHOP = "create table customers (id integer primary key, email varchar(80), ended_on date)"
POLICY = """
people: {{customer: {{found in: shop.customers, known by: {{email: email}}}}}}
data: {{shop: {{customers: {{contact: email, plain: ended_on}}}}}}
promises:
  C10: {{said: {{nl: Wij bewaren u twee jaar.}}}}
  C2: {{said: {{nl: Wij kijken elk jaar.}}, state: attested, by: directie, date: {day}, again: 1 year, evidence: verslag}}
  B1: {{said: {{nl: U krijgt een overzicht.}}, through: [identification, access]}}
  E3: {{said: {{nl: Wij kennen de keten.}}, state: unproven, because: {{nl: twee contracten ontbreken}}}}
activities:
  selling: {{basis: contract, for: customers, keep: 2 years after ended_on, promises: C10}}
"""


def attested(day: str, again: str) -> Promise:
    return Promise("I1", {}, "attested", (), "we", day, "papers", again, {}, Place("f", 1, 1))


@pytest.mark.parametrize(
    ("day", "again", "ends"),
    [
        ("2026-03-14", "1 year", date(2027, 3, 14)),
        ("2026-01-31", "1 month", date(2026, 3, 1)),
        ("2026-03-14", "", None),
        ("the ides of March", "1 year", None),
    ],
)
def test_how_long_an_attestation_is_good(day: str, again: str, ends: date | None) -> None:
    assert good_until(attested(day, again)) == ends


def test_what_is_not_attested_again_is_unproven() -> None:
    one = attested("2026-03-14", "1 year")
    assert (state_on(one, date(2027, 3, 14)), state_on(one, date(2027, 3, 15))) == ("attested", "unproven")


def test_c2_comes_before_c10_and_letters_in_their_order() -> None:
    assert sorted(["C10", "B1", "C2", "~", "C1"], key=order) == ["B1", "C1", "C2", "C10", "~"]


@pytest.mark.parametrize(("day", "state"), [("2026-03-14", "verklaard"), ("2025-03-14", "niet aangetoond")])
def test_the_board_shows_each_promise_once_by_its_id(house: Maker, day: str, state: str) -> None:
    context = house(POLICY.format(day=day), SHOP).context
    with use("nl"):
        lines = show.board(context, retention.board(context)).splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["B1", "C2", "C10", "E3"]
    assert "uitgevoerd" in lines[0]
    assert "door Gestand: identificatie en inzage" in lines[0]
    assert f"  {state}  " in lines[1]
    assert "directie: verslag" in lines[1]
    assert "nagekomen" in lines[2]
    assert "niet aangetoond" in lines[3]
    assert "twee contracten ontbreken" in lines[3]


def test_the_log_counts_what_was_not_measured(house: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    context = house(POLICY.format(day="2026-03-14"), SHOP).context
    kept: list[dict[str, int]] = []
    real: Callable[..., object] = retention.Entry
    monkeypatch.setattr(retention, "Entry", lambda *said: kept.append(said[5]) or real(*said))
    retention.prove(context)
    assert kept == [{"overdue selling": 0, "promises attested": 1, "promises enforced": 1, "promises unproven": 1}]
