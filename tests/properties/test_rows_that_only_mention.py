"""A row that is nobody's and merely mentions people, such as an event with its host: it stays, and lets go of who leaves (KEYS-WHOLE)."""

from databases import Maker

SCHEMA = (
    "create table members (id integer primary key, email varchar(80), left_on date)",
    "create table events (id integer primary key, title varchar(80), host_id integer references members (id))",
    "insert into members values (1, 'anna@example.nl', null), (2, 'bert@example.nl', '2020-01-01'), (3, 'cor@example.nl', null)",
    "insert into events values (1, 'breakfast', 1), (2, 'lunch', 2), (3, 'dinner', 3), (4, 'nobody''s', null)",
)
POLICY = """
people: {member: {found in: shop.members, known by: {email: email}}}
data:
  shop:
    members: {contact: email, plain: left_on}
    events: {mentions: member by host_id, plain: rest}
activities:
  membership: {basis: contract, for: members, keep: while left_on is empty and 1 year after left_on}
"""


def test_erasing_the_host_leaves_the_event_without_one(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.do("erasure", one.person("member", email="anna@example.nl"))
    assert one.database.rows("select * from events order by id") == [
        (1, "breakfast", None), (2, "lunch", 2), (3, "dinner", 3), (4, "nobody's", None),
    ]  # fmt: skip
    assert one.database.rows("select id from members order by id") == [(2,), (3,)]


def test_the_sweep_lets_go_of_a_host_who_left(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.do("sweep")
    assert one.database.rows("select id, host_id from events order by id") == [(1, 1), (2, None), (3, 3), (4, None)]
    assert one.database.rows("select id from members order by id") == [(1,), (3,)]
