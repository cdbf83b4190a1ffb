"""`check --data`: what only the rows show, in places and counts, never in values."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gestand.diagnostics import Diagnostic
from gestand.execute.context import Opened
from gestand.execute.survey import check_data
from gestand.policy.check import check

from .conftest import TODAY

Open = Callable[..., Opened]
PEOPLE = [
    (1, "Anna de Vries", "anna@canary.example"),
    (2, "Bob Smit", "bob@canary.example"),
    (3, "Bob Smit", " BOB@canary.example"),
    (4, "Eva Ruiz", "eva@canary.example"),
]

SHOP = """
```sql
create table notes (id integer primary key, owner integer, note text, at timestamp not null);
create index notes_owner on notes (owner);
create table letters (id integer primary key, email varchar(100), at timestamp);
create index letters_email on letters (lower(trim(email)));
create table chat_logs (id integer primary key, sender_email varchar(100), body text);
```
```yaml
data:
  shop:
    notes: {whose: customer by owner, content: note, plain: at}
    letters: {whose: customer by email, contact: email, plain: at}
activities:
  noting:
    purpose: {en: noting what was agreed}
    basis: {public task: Notes Act art. 1}
    for: letters
    uses: {letters: all, notes: all}
    keep: 2 years after at
```
"""


@pytest.fixture
def surveyed(opened: Open, tmp_path: Path) -> Callable[..., dict[str, Diagnostic]]:
    def survey(*scripts: str) -> dict[str, Diagnostic]:
        one = opened(SHOP)
        database = sqlite3.connect(next(tmp_path.rglob("shop.db")))
        database.executemany(
            "insert into customers (id, name, email, created_at) values (?, ?, ?, '2020-01-01 00:00:00')", PEOPLE
        )
        for script in scripts:
            database.execute(script)
        database.commit()
        database.close()
        return {f"{d.code} {d.about}": d for d in check_data(one.policy, one.stores, TODAY)}

    return survey


def test_pointers_to_nobody_are_counted(surveyed: Callable[..., dict[str, Diagnostic]]) -> None:
    found = surveyed(
        "insert into notes (owner, note, at) values (1, 'x', '2026-01-01'), (99, 'y', '2026-01-01'), (98, "
        "'y', '2026-01-01'), (null, 'z', '2026-01-01')"
    )
    assert (
        found["GS441 shop.notes.owner"].message
        == "2 rows of `shop.notes` (67 %) point by `customer by owner` to rows of `shop.customers` that are not there"
    )
    assert found["GS447 shop.notes"].message == "3 rows of `shop.notes` (75 %) lead to nobody"


def test_an_identifier_of_two_people_and_where_it_leads(surveyed: Callable[..., dict[str, Diagnostic]]) -> None:
    found = surveyed(
        "insert into letters (email, at) values ('Bob@canary.example ', '2026-01-01'), ('anna@canary.example', '2026-01-01')"
    )
    shared = found["GS443 customer.email"]
    assert shared.message == "1 value of `shop.customers.email` is shared by 2 people (customer)"
    assert shared.help[1] == "1 of these values differs only in letter case or outer space"
    assert (
        found["GS444 shop.letters.email"].message
        == "1 row of `shop.letters` leads by `customer by email` to more than one person"
    )


def test_a_period_that_never_began(surveyed: Callable[..., dict[str, Diagnostic]]) -> None:
    found = surveyed("insert into letters (email, at) values ('anna@canary.example', null), ('eva@canary.example', '2026-01-01')")
    assert found["GS442 noting"].message.startswith("1 row of `shop.letters` (50 %) has no `shop.letters.at`")


@pytest.mark.parametrize(("texts", "finding"), [
    (["his number is 111222333", "123456782"], "GS445 shop.orders.note"),
    (["pay to NL91ABNA0417164300 please"], "GS445 shop.orders.note"),
    (["123456789", "order 987654321", "call 0612345678", "NL00ABNA0417164300"], ""),
    (["111222333 and 123456789 and 987654322"], ""),
])  # fmt: skip
def test_numbers_that_pass_their_test(texts: list[str], finding: str, surveyed: Callable[..., dict[str, Diagnostic]]) -> None:
    rows = ", ".join(f"(1, '2026-01-01 00:00:00', '{text}')" for text in texts)
    found = surveyed(f"insert into orders (customer_id, ordered_at, note) values {rows}")
    assert [name for name in found if name.startswith("GS445")] == ([finding] if finding else [])


def test_an_undeclared_link_is_evidence_for_the_undeclared_table(
    opened: Open, surveyed: Callable[..., dict[str, Diagnostic]], tmp_path: Path
) -> None:
    rows = ", ".join(["('ANNA@canary.example', 'x')"] * 30 + ["('nobody@canary.example', 'y')"])
    data = surveyed(f"insert into chat_logs (sender_email, body) values {rows}")
    link = data["GS446 shop.chat_logs.sender_email"]
    assert link.message == (
        "1 of 2 values of `shop.chat_logs.sender_email` are in `shop.customers.email`; the names say nothing, the values do"
    )
    one = opened(SHOP)
    found = {d.code: d for d in check(one.policy, [*one.findings, *data.values()], TODAY)}
    assert "GS446" not in found
    assert found["GS412"].help[-1] == link.message + ": say so: `whose: customer by sender_email = email`"


def test_no_value_stands_in_a_finding(surveyed: Callable[..., dict[str, Diagnostic]]) -> None:
    chats = ", ".join(["('anna@canary.example', '111222333 canary')", "('eva@canary.example', '123456782')"] * 10)
    found = surveyed(
        f"insert into chat_logs (sender_email, body) values {chats}",
        "insert into letters (email) values ('bob@canary.example')",
        "insert into notes (owner, note, at) values (99, 'canary', '2026-01-01')",
    )
    assert {name[:5] for name in found} == {"GS441", "GS442", "GS443", "GS444", "GS445", "GS446", "GS447"} - (
        {"GS442"} - {n[:5] for n in found}
    )
    for d in found.values():
        assert "canary" not in repr(d) and "111222333" not in repr(d)
