"""Days and moments: a day begins at midnight where the organisation is, whatever the zone of the store, also on days of 23 and 25 hours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from shapes import people, policy

from databases import Database, Maker

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# moments on the clock of Amsterdam; those of 25 October 2026 (25 hours) go from the 26th on, with a period of one day
MOMENTS = {
    1: datetime(2026, 10, 24, 23, 59, 59, 999999, AMSTERDAM),
    2: datetime(2026, 10, 25, 0, 0, 0, 0, AMSTERDAM),
    3: datetime(2026, 10, 25, 2, 30, 0, 0, AMSTERDAM),  # the first time, in summer
    4: datetime(2026, 10, 25, 2, 30, 0, 0, AMSTERDAM, fold=1),  # and again an hour later
    5: datetime(2026, 10, 25, 23, 59, 59, 999999, AMSTERDAM),
    6: datetime(2026, 10, 26, 0, 0, 0, 0, AMSTERDAM),
    7: datetime(2026, 10, 26, 0, 30, 0, 0, AMSTERDAM),
}
SPRING = {
    1: datetime(2026, 3, 28, 23, 59, 59, 0, AMSTERDAM),
    2: datetime(2026, 3, 29, 0, 30, 0, 0, AMSTERDAM),
    3: datetime(2026, 3, 29, 3, 30, 0, 0, AMSTERDAM),
    4: datetime(2026, 3, 29, 23, 30, 0, 0, AMSTERDAM),
    5: datetime(2026, 3, 30, 0, 0, 0, 0, AMSTERDAM),
}


def filled(database: Database, moments: dict[int, datetime], times: str) -> list[str]:
    """Per kind of column a table with a row per moment, written as a program in that zone would."""
    zoned = {"postgresql": "timestamptz", "mariadb": "timestamp(6) null"}.get(database.kind, "timestamp")
    made = people()
    for name, kind in (("moments", "timestamp"), ("zoned", zoned), ("days", "date")):
        made.append(
            f"create table {name} (id integer primary key, customer_id integer references customers (id), said text, at {kind})"
        )
    for n, at in moments.items():
        here = at.astimezone(ZoneInfo(times)).replace(tzinfo=None).isoformat(" ", "microseconds")
        there = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds") + ("+00" if database.pg else "")
        made.append(f"insert into moments values ({n}, 1, 'x', '{here}')")
        made.append(f"insert into zoned values ({n}, 1, 'x', '{here if database.kind == 'sqlite' else there}')")
        made.append(f"insert into days values ({n}, 1, 'x', '{at.date().isoformat()}')")
    return made


@pytest.mark.parametrize("times", ["UTC", "Europe/Amsterdam", "America/New_York"])
@pytest.mark.parametrize(
    ("moments", "today", "stay"),
    [(MOMENTS, date(2026, 10, 26), {6, 7}), (MOMENTS, date(2026, 10, 25), {2, 3, 4, 5, 6, 7}), (SPRING, date(2026, 3, 30), {5})],
    ids=["25 hours", "the day before", "23 hours"],
)
def test_a_day_is_a_day_of_the_organisation(
    house: Maker, database: Database, times: str, moments: dict[int, datetime], today: date, stay: set[int]
) -> None:
    tables = ("moments", "zoned", "days")
    lines = "\n".join(f"    {t}: {{whose: customer by customer_id, content: said, plain: at}}" for t in tables)
    uses = "".join(f"\n  {t} kept:\n    basis: contract\n    for: {t}\n    keep: 1 day after at" for t in tables)
    one = house(policy(lines) + uses, *filled(database, moments, times), times=times)
    one.clock.at = datetime.combine(today, datetime.min.time(), AMSTERDAM)  # the first moment of the day
    one.do("sweep")
    left = {t: {n for (n,) in database.rows(f"select id from {t}")} for t in tables}
    assert left == dict.fromkeys(tables, stay)
    assert not sum(one.do("sweep").counts.values())
