"""C1: call recordings are kept for 30 days, unless the law or a claim demands longer."""

from promises.desk import Desk

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120));
create table recordings (id integer primary key, customer_id integer not null references customers (id),
                         started_at timestamp not null, path varchar(200) not null, about varchar(20) not null);
create index recordings_customer on recordings (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email}
    recordings: {voice: path, plain: [started_at, about], from: observed}
activities:
  helping customers:
    purpose: {en: helping customers}
    basis: {contract: while email is not empty}
    for: customers
    keep: as long as the row exists
  call quality:
    purpose: {en: listening to calls again to learn from them}
    basis: {legitimate interest: {en: better calls}, balancing: quality.md}
    for: recordings
    keep: 30 days after started_at
    promises: [C1]
  proof of orders by telephone:                  # the law demands longer: BW 6:236
    purpose: {en: proving what was agreed by telephone}
    basis: {legal obligation: BW 6:236}
    for: recordings
    when: about is sale
    keep: 1 year after started_at
"""
CALLS = [  # all times in UTC, which is an hour behind Amsterdam in November
    (1, "2026-10-31 22:59:59", "question"),  # 31 October, 23:59:59
    (2, "2026-10-31 23:00:00", "question"),  # 1 November, midnight
    (3, "2026-11-01 22:59:59", "question"),  # 1 November, the last second
    (4, "2026-11-01 23:00:00", "question"),  # 2 November, midnight
    (5, "2026-10-31 23:30:00", "sale"),
    (6, "2027-01-05 09:00:00", "question"),
]


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    desk.database.insert(
        "customers", [{"id": i, "name": n, "email": f"{n.lower()}@example.nl"} for i, n in ((1, "Anna"), (2, "Bert"))]
    )
    desk.database.insert(
        "recordings",
        [{"id": i, "customer_id": 1, "started_at": at, "path": f"/audio/{i}.wav", "about": about} for i, at, about in CALLS],
    )
    return desk.at("2026-11-22").writes(POLICY, quality="We weighed it.")


def left(desk: Desk) -> list[int]:
    return [i for (i,) in desk.database.rows("select id from recordings order by id")]


def test_c1_each_day_takes_the_recordings_of_thirty_days_before(desk: Desk) -> None:
    made(desk)
    desk.at("2026-11-29 23:59").sweep()
    assert left(desk) == [1, 2, 3, 4, 5, 6]
    desk.at("2026-11-30 00:00").sweep()
    assert left(desk) == [2, 3, 4, 5, 6]
    desk.at("2026-11-30 23:59").sweep()
    assert left(desk) == [2, 3, 4, 5, 6]
    desk.at("2026-12-01 00:00").sweep()
    assert left(desk) == [4, 5, 6], "all of 1 November, and what the law demands stays"
    desk.at("2026-12-02 00:00").sweep()
    assert left(desk) == [5, 6]
    assert desk.database.one("select count(*) from customers") == 2


def test_c1_the_board_counts_what_is_overdue_and_ends_so(desk: Desk) -> None:
    made(desk).at("2026-12-01")
    before = desk.board("C1", exits=1)
    assert (before["state"], before["overdue"], before["oldest"], before["proved"]) == ("overdue", "3", "2026-10-31", "–")
    desk.sweep()
    after = desk.board("C1")
    assert (after["state"], after["overdue"]) == ("kept", "0") and "1 December 2026" in after["proved"]


def test_c1_a_hold_keeps_them_and_nobody_elses(desk: Desk) -> None:
    made(desk)
    desk.database.insert(
        "recordings",
        [{"id": 9, "customer_id": 2, "started_at": "2026-10-01 10:00:00", "path": "/audio/9.wav", "about": "question"}],
    )
    desk.run(
        "hold",
        "add",
        "customer",
        "email=anna@example.nl",
        "--reason",
        "claim",
        "--responsible",
        "J. Vermeer",
        "--review",
        "2027-03-01",
    )
    desk.at("2027-01-15").sweep()
    assert left(desk) == [1, 2, 3, 4, 5, 6], "Bert's is gone"


def test_c1_the_oldest_row_is_of_the_day_it_was_in_the_organisations_zone(desk: Desk) -> None:
    made(desk).at("2026-12-01").run("board", exits=1)
    desk.database.run("delete from recordings where id in (1, 5)")
    assert desk.board("C1", exits=1)["oldest"] == "2026-11-01", "23:00 in UTC is midnight in Amsterdam"
