"""Memory stays flat, however many rows one person has."""

import tracemalloc
from pathlib import Path
from typing import IO, Any

import pytest
from shop import POLICY, fill

from databases import Database, House
from gestand.execute import access

ROWS = 300_000


class Counted:
    """A file that keeps nothing."""

    def __init__(self) -> None:
        self.octets = 0

    def write(self, data: bytes) -> int:
        self.octets += len(data)
        return len(data)


@pytest.fixture
def house(database: Database, folder: Path) -> Any:
    fill(database)
    body = "lpad('', 60, 'x')" if database.pg else "'" + "x" * 60 + "'"
    numbers = (
        f"generate_series(10, {ROWS + 9}) as s(n)"
        if database.pg
        else f"(select seq as n from seq_10_to_{ROWS + 9}) as s"
        if database.kind == "mariadb"
        else f"(with recursive s(n) as (select 10 union all select n + 1 from s where n < {ROWS + 9}) select n from s)"
    )
    database.run(f"insert into tickets select n, 1, {body}, '2026-11-01' from {numbers}")
    one = House(folder / "house", {"shop": database}).write(POLICY)
    yield one
    one.close()


def test_the_export_of_a_person_with_300000_rows_takes_a_few_megabytes(house: House) -> None:
    context = house.context
    out = Counted()
    file: IO[bytes] = out  # type: ignore[assignment]
    access.write_json(context, {"customer": [(2,)]}, file)  # what is built once
    tracemalloc.start()
    try:
        counts = access.write_json(context, {"customer": [(1,)]}, file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counts["shop.tickets"] == ROWS + 1
    assert out.octets > 60 * ROWS
    assert peak < 24_000_000, f"{peak / 1e6:.0f} MB"
