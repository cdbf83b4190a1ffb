"""The rows of the sample: always the same, whole, and with the people of the demonstration."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, func, make_url, select, text
from stdnum import iban
from stdnum.nl import bsn

from gestand.examples.sample import load
from gestand.examples.telecom.data import generate
from gestand.examples.telecom.schema import CRM
from gestand.examples.world import Row, back

TODAY = date(2026, 11, 2)
SERVER = os.environ.get("GESTAND_TEST_POSTGRESQL")
ROWS = generate(TODAY)


def compared(value: str) -> str:
    return value.strip().lower()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'crm.db'}"
        return
    if not SERVER:
        pytest.skip("GESTAND_TEST_POSTGRESQL is not set")
    name = f"telecom_{uuid4().hex[:12]}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    load(url, CRM, ROWS)
    engine = create_engine(url)
    yield engine
    engine.dispose()


def test_loads_every_row_and_every_key_is_whole(engine: Engine) -> None:
    with engine.connect() as connection:
        for name, table in CRM.tables.items():
            assert connection.scalar(select(func.count()).select_from(table)) == len(ROWS[name])
            for key in table.foreign_key_constraints:
                child, parent = key.elements[0].parent.table, key.referred_table.alias()
                pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
                dangling = select(child).where(
                    *(column.is_not(None) for column, _ in pairs),
                    ~select(parent).where(*(column == other for column, other in pairs)).exists(),
                )
                assert connection.execute(dangling).first() is None, f"{name}: {key.column_keys}"


def test_a_new_row_gets_a_new_number(engine: Engine) -> None:
    """The rows are made with their numbers: a sequence that was not told would give number 1 again."""
    with engine.begin() as connection:
        values = {"sku": "NEW", "title": "New", "kind": "mobile", "active": True}
        result = connection.execute(CRM.tables["products"].insert().values(values))
    assert result.inserted_primary_key == (len(ROWS["products"]) + 1,)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        load(f"sqlite:///{tmp_path / name}", CRM, generate(TODAY, seed))
        dumps.append((tmp_path / name).read_bytes())
    assert dumps[0] == dumps[1]
    assert dumps[0] != dumps[2]


@pytest.mark.parametrize("seed", range(2, 8))
@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31)])
def test_any_seed_and_day(seed: int, today: date) -> None:
    rows = generate(today, seed)
    assert sum(map(len, rows.values())) > 10_000
    for table in CRM.tables.values():
        for key in table.columns:
            if key.unique:
                values = [row[key.name] for row in rows[table.name] if row[key.name] is not None]
                assert len(values) == len(set(values)), key
            if not key.nullable and not key.primary_key:
                assert all(row[key.name] is not None for row in rows[table.name]), key
    moments = [value for table in rows.values() for row in table for name, value in row.items() if name != "due_on"]
    assert max(value.date() if isinstance(value, datetime) else value for value in moments if isinstance(value, date)) <= today
    assert fatima_has_what_the_demonstration_needs(rows, today)


def fatima_has_what_the_demonstration_needs(rows: dict[str, list[Row]], today: date) -> bool:
    fatima = rows["customers"][0]
    maria = next(row for row in rows["customers"] if row["email"] == "maria.jansen@example.nl")
    assert (fatima["first_name"], fatima["last_name"], fatima["email"]) == ("Fatima", "El Amrani", "fatima.el-amrani@example.nl")
    hers = {name: [row for row in rows[name] if row["customer_id"] == 1] for name in ("invoices", "call_recordings", "tickets")}
    assert [row["issued_on"].year > today.year - 7 for row in hers["invoices"]] == [True, True]
    assert len(hers["call_recordings"]) == 3
    assert min(row["started_at"].date() for row in hers["call_recordings"]) > today - timedelta(days=30)
    assert len(hers["tickets"]) == 12
    shared = [row for row in hers["tickets"] if row["co_reporter_id"] == maria["id"]]
    assert len(shared) == 1
    authors = {(row["author_type"], row["author_id"]) for row in rows["ticket_messages"] if row["ticket_id"] == shared[0]["id"]}
    assert {("customer", 1), ("customer", maria["id"])} < authors
    letters = [row["email"] for row in rows["newsletter_subscriptions"] if compared(row["email"]) == fatima["email"]]
    assert len(letters) == 1
    assert letters != [fatima["email"]]
    johan = rows["employees"][1]
    assert (johan["first_name"], johan["last_name"]) == ("Johan", "Vermeer")
    return any(
        row["record_type"] == "Customer" and row["record_id"] == 1 and "Johan Vermeer" in row["note"]
        for row in rows["audit_notes"]
    )


def test_people_who_are_hard_to_get_right() -> None:
    customers = {compared(row["email"]) for row in ROWS["customers"]}
    assert [row["last_name"] for row in ROWS["applicants"] if compared(row["email"]) in customers] == ["Boer"]
    ordered = {row["customer_id"] for row in ROWS["orders"]}
    assert any(row["customer_id"] not in ordered for row in ROWS["accounts"])
    unanswered = [row for row in ROWS["web_contact_questions"] if row["answered_at"] is None]
    assert [row["received_at"].date() for row in unanswered] == [back(TODAY, years=3)]
    assert any(row["ordered_at"] is None for row in ROWS["orders"])
    assert any(row["started_at"] is None for row in ROWS["call_recordings"])
    assert sum(row["first_name"][0] == "M" and row["last_name"] == "Jansen" for row in ROWS["customers"] if row["first_name"]) > 1
    staff = sorted(row["ticket_id"] for row in ROWS["ticket_messages"] if row["author_type"] == "staff")
    assert max(len(list(group)) for _, group in groupby(staff)) == 1
    links = [row["email"] for row in ROWS["newsletter_subscriptions"] if compared(row["email"]) in customers]
    assert any(link != compared(link) for link in links)


@pytest.mark.parametrize(
    ("table", "column", "edge", "soon"),
    [
        ("call_recordings", "started_at", TODAY - timedelta(days=30), 8),
        ("visitors", "arrived_at", TODAY - timedelta(weeks=4), 8),
        ("page_visits", "visited_at", TODAY - timedelta(days=14), 8),
        ("sessions", "last_seen_at", TODAY - timedelta(days=30), 8),
        ("applicants", "closed_on", TODAY - timedelta(weeks=4), 8),
        ("web_contact_questions", "satisfied_on", back(TODAY, months=6), 8),
        ("call_detail_records", "started_at", back(TODAY, months=3), 30),
        ("tickets", "closed_at", back(TODAY, years=2), 8),
        ("audit_notes", "written_at", back(TODAY, years=2), 8),
        ("crm_interactions", "happened_at", back(TODAY, years=2), 8),
        ("contacts", "left_on", back(TODAY, years=2), 60),
        ("supplier_contacts", "left_on", back(TODAY, years=2), 60),
        ("employees", "left_on", back(TODAY, years=2), 60),
        ("contracts", "ended_on", back(TODAY, years=2), 200),
        ("consents", "withdrawn_at", back(TODAY, years=5), 8),
        ("accounts", "last_login_at", back(TODAY, years=7), 30),
        ("contracts", "ended_on", date(2019, 1, 1), 365),
        ("orders", "ordered_at", date(2019, 1, 1), 365),
        ("invoices", "issued_on", date(2019, 1, 1), 365),
        ("employees", "left_on", date(2019, 1, 1), 365),
    ],
)
def test_each_period_has_rows_past_it_near_it_and_inside_it(table: str, column: str, edge: date, soon: int) -> None:
    days = [row[column].date() if isinstance(row[column], datetime) else row[column] for row in ROWS[table] if row[column]]
    assert any(day < edge for day in days)
    assert any(edge <= day < edge + timedelta(days=soon) for day in days)
    assert any(day >= edge + timedelta(days=soon) for day in days)


def test_nothing_is_anybodys() -> None:
    for table in ROWS.values():
        for row in table:
            for name, value in row.items():
                if "email" in name and value:
                    assert compared(value).endswith(("@example.nl", ".example")), value
                if name in ("phone", "caller_number", "called_number", "phone_number", "ported_number") and value:
                    assert value.startswith("+3160"), value
                if "iban" in name and value:
                    assert iban.is_valid(value), value
                if name == "bsn":
                    assert bsn.is_valid(value), value
