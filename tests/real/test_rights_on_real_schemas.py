"""J1, B2: on the tables of two applications that nobody designed for us, a person gets everything, loses everything that nothing holds,
and nobody else loses anything. The policies are ours (`policies/`); the tables and the people lie beside the repository."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from databases import Clock, Database
from gestand import retention, rights
from gestand.execute.context import Context, open_policy
from gestand.policy.check import check
from gestand.state import State

from . import truth
from .world import Cell, Person, World, text

HERE = Path(__file__).parent
LATER = datetime(2035, 1, 1, 9, 0, tzinfo=UTC)

# the loader that lies with the schemas leaves its file to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass(frozen=True)
class Application:
    """What a test must know of one: which kind of people is a row of which table, the mark in their texts, the statement with which
    somebody's contract ends, and what stays of them after an erasure: the columns that still hold their texts."""

    name: str
    kinds: dict[str, tuple[str, str]]  # kind → (table, mark)
    ends: str
    stays: dict[str, set[str]]
    findings: set[str]


LISTMONK = Application(
    "listmonk",
    {"subscriber": ("subscribers", "zq"), "editor": ("users", "zr")},
    "update users set status = 'disabled' where id = {user}",
    {},
    {"GS340", "GS423"},
)
INVOICEPLANE = Application(
    "invoiceplane",
    {"client": ("ip_clients", "zq"), "member of staff": ("ip_users", "zr")},
    "update ip_clients set client_active = 0 where client_id = {person}; update ip_users set user_active = 0 where user_id = {user}",
    {
        "ip_clients": {
            *("client_name", "client_surname", "client_company", "client_vat_id"),
            *("client_address_1", "client_address_2", "client_city", "client_state", "client_zip", "client_country"),
        },
        "ip_invoices": {"invoice_number", "invoice_terms"},
        "ip_invoice_items": {"item_name", "item_description"},
        "ip_payments": {"payment_note"},
        "ip_merchant_responses": {"merchant_response", "merchant_response_reference"},
    },
    {"GS308", "GS340", "GS423", "GS424"},
)
both = pytest.mark.parametrize("application", [LISTMONK, INVOICEPLANE], ids=lambda a: a.name)


@dataclass
class Place:
    """An application with its people in a database, and our policy opened on it."""

    application: Application
    database: Database
    context: Context
    shared: Path
    folder: Path

    def look(self) -> World:
        return World(self.shared, self.application.name, self.database.url)

    def end_contract(self, person: int, user: int) -> None:
        self.database.run(*(s for s in self.application.ends.format(person=person, user=user).split("; ")))

    def ask(self, whose: dict[str, list[tuple[int]]]) -> tuple[Any, rights.Outcome]:
        seen, digest = rights.ask(self.context, "erasure", whose)
        return seen, rights.do(self.context, digest)


@pytest.fixture
def place(
    application: Application, shared: Path, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    truth.load(shared, application.name, database.url)
    monkeypatch.setenv("MAIN_URL", database.url)
    opened = open_policy(HERE / "policies" / application.name)
    clock = Clock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    context = Context(opened.policy, opened.stores, State(folder / "home"), clock=clock)
    wrong = {d.code for d in check(opened.policy, opened.findings, context.today())}
    assert wrong <= application.findings, "the policy says what the database has"
    retention.sign_off(context, "a test")
    yield Place(application, database, context, shared, folder)
    for store in context.stores.values():
        store.engine.dispose()
    context.state.engine.dispose()


def _shown(world: World, answer: Path) -> tuple[dict[Cell, str], set[tuple[str, str]]]:
    """What an answer says in each cell, and the columns that it withholds with a reason."""
    cells, withheld = {}, set()
    for part in json.loads((answer / "access.json").read_text("utf-8"))["tables"]:
        table = part["table"].split(".")[1]
        withheld |= {(table, column) for column, reason in part["withheld"].items() if reason}
        for row in part["rows"]:
            said = dict(zip(part["columns"], row, strict=True))
            key = tuple(text(said.get(c)) for c in world.keys[table])
            cells |= {(table, key, column): text(value) for column, value in said.items()}
    return cells, withheld


@both
def test_the_export_has_every_value(place: Place) -> None:
    world = place.look()
    for kind, (table, mark) in place.application.kinds.items():
        for person in (1, 17):
            folder = place.folder / f"{kind} {person}"
            rights.answer(place.context, {kind: [(person,)]}, folder)
            shown, withheld = _shown(world, folder)
            mine = world.marked(f"{mark}{person:04d}")
            assert len(mine) > 5, "there is something to show"
            for cell in mine:
                assert cell in shown or (cell[0], cell[2]) in withheld, cell
            marks = set(re.findall(r"z[qr]\d{4}", "".join(shown.values())))
            assert marks <= {f"{mark}{person:04d}"}, "of others nothing is shown"
            for cell in world.true_cells((table, person)):  # what has no mark: days, amounts, keys
                assert cell in shown or (cell[0], cell[2]) in withheld, cell


@both
def test_an_erasure_leaves_what_was_listed_and_nobody_else_changes(place: Place) -> None:
    first, second = place.application.kinds
    tables = {kind: table for kind, (table, _) in place.application.kinds.items()}
    for whose in ({second: [(2,)]}, {first: [(5,), (30,)], second: [(7,)]}):
        for kind, keys in whose.items():
            for (key,) in keys:
                place.end_contract(key if kind == first else 0, key if kind == second else 0)
        before = place.look()
        seen, outcome = place.ask(whose)
        after = place.look()
        assert outcome.found
        assert outcome.found.complete, outcome.found.hits
        people = {(tables[kind], key) for kind, keys in whose.items() for (key,) in keys}
        marks = [f"{place.application.kinds[kind][1]}{key:04d}" for kind, keys in whose.items() for (key,) in keys]
        _only_what_was_listed(place, seen, after, marks)
        _nobody_else(before, after, people, marks)
        assert after.dangling() <= before.dangling(), "KEYS-WHOLE"
    _, again = place.ask(whose)
    assert not sum(again.done.counts.values()), "SAME-TWICE"
    assert place.look().rows == after.rows


def _only_what_was_listed(place: Place, seen: Any, after: World, marks: list[str]) -> None:
    left: dict[str, set[str]] = {}
    for mark in marks:
        for table, _, column in after.marked(mark):
            left.setdefault(table, set()).add(column)
    listed = {(s.table.table, c) for s in seen.staying for c in s.columns}
    assert {(t, c) for t, columns in left.items() for c in columns} <= listed
    assert left == (place.application.stays if any(m.startswith("zq") for m in marks) else {})


def _nobody_else(before: World, after: World, people: set[Person], marks: list[str]) -> None:
    changed = before.changed(after)
    assert changed
    for table, key, column in changed:
        owners = before.owners(table, key)
        assert owners & people, (table, key, column, owners)
    others = {cell: said for cell, said in before.cells.items() if re.search(r"z[qr]\d{4}", said)}
    for cell, said in others.items():
        if not any(mark in said for mark in marks):
            assert after.cells.get(cell) == said, cell
    assert not set(after.rows) - set(before.rows), "no row appears"


@pytest.mark.parametrize("application", [INVOICEPLANE], ids=["invoiceplane"])
def test_who_has_a_contract_keeps_what_it_needs(place: Place) -> None:
    """A client who is being treated stays known as one; the reason is said."""
    before = place.look()
    seen, outcome = place.ask({"client": [(3,)]})
    assert {s.activity for s in seen.staying} == {"treating clients", "bookkeeping"}
    gone = {cell[0] for cell in before.changed(place.look())}
    assert gone == {
        *("ip_quotes", "ip_quote_amounts", "ip_quote_items", "ip_quote_item_amounts", "ip_quote_tax_rates", "ip_quote_custom"),
        *("ip_invoices", "ip_invoice_sumex"),
    }
    assert outcome.found
    assert outcome.found.complete


@pytest.mark.parametrize("application", [INVOICEPLANE], ids=["invoiceplane"])
def test_a_session_leads_to_who_is_logged_in(place: Place) -> None:
    """Their number stands inside what PHP wrote, as bytes."""
    texts = [f'__last|i:17{n:02d};user_type|s:1:"1";user_id|s:{len(str(n))}:"{n}";name|s:9:"zr{n:04d}_se";' for n in (4, 14, 44)]
    rows = [{"id": f"s{n}", "ip_address": f"192.0.2.{n}", "timestamp": n, "data": said.encode()} for n, said in enumerate(texts)]
    place.database.insert("ip_sessions", rows)
    people = {"member of staff": [(4,)]}
    _, counts, _ = rights.answer(place.context, people, place.folder / "answer")
    assert counts["books.ip_sessions"] == 1
    place.end_contract(0, 4)
    place.ask(people)
    assert {row[0] for row in place.database.rows("select id from ip_sessions")} == {"s1", "s2"}


@pytest.mark.parametrize("application", [INVOICEPLANE], ids=["invoiceplane"])
def test_the_books_go_when_their_period_ends(place: Place) -> None:
    """Of who was erased everything is gone then; of who is still treated nothing but the books."""
    place.end_contract(8, 0)
    place.ask({"client": [(8,)]})
    assert place.look().marked("zq0008")
    place.context.clock.at = LATER  # type: ignore[attr-defined]
    _, digest = retention.plan(place.context)
    retention.sweep(place.context, digest, beyond_brake="all books are old")
    after = place.look()
    assert not after.marked("zq0008")
    assert {cell[0] for cell in after.marked("zq0009")} == {
        *("ip_clients", "ip_client_notes", "ip_projects", "ip_tasks", "ip_uploads"),
        *("ip_quotes", "ip_quote_items"),  # they have no date: their period has not begun
    }
