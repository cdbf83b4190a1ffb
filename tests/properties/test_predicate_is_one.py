"""The predicate is read as SQL by three databases and as Python: the three agree, of every row."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from databases import Clock, Database, House
from gestand.holding.predicate import (
    Among,
    Chain,
    Compare,
    Either,
    Every,
    Gone,
    Join,
    Missing,
    Next,
    Predicate,
    Related,
    World,
    evaluate,
    negate,
)
from gestand.policy.grammar import InJson, InText, Way
from gestand.policy.model import Name
from gestand.stores.render import goes
from gestand.stores.work import Work

POLICY = """
people:
  customer: {found in: shop.people, known by: {email: email}}
data:
  shop:
    people: {contact: email, plain: [n, flag, day, moment, zoned, number], online identifier: {ip: then network}, content: [data, words], mentions: customer by data->user id}
    things: {whose: customer by owner, plain: rest}
"""
TABLES = {
    "sqlite": (
        "create table people (id integer primary key, email text, n integer, flag boolean, day date, moment timestamp, zoned timestamp, number numeric, ip text, data json, words text)",
        "create table things (id integer primary key, owner integer, email text, n integer, data json)",
    ),
    "mariadb": (
        "create table people (id integer primary key, email varchar(80), n integer, flag boolean, day date, moment timestamp, zoned timestamptz, number numeric(10, 2), ip varchar(80), data json, words text)",
        "create table things (id integer primary key, owner integer, email varchar(80), n integer, data json)",
    ),
    "postgresql": (
        "create table people (id integer primary key, email text, n integer, flag boolean, day date, moment timestamp, zoned timestamptz, number numeric, ip text, data json, words text)",
        "create table things (id integer primary key, owner integer, email text, n integer, data jsonb)",
    ),
}
PEOPLE, THINGS = Name("shop", "people"), Name("shop", "things")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(scope="module")
def houses(server: Any, mariadb_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[House]]:
    """The same policy on each kind of database."""
    folder = tmp_path_factory.mktemp("predicate")
    (folder / "store.db").touch()
    url, maria = server.make(), mariadb_server.make()
    made = []
    for at in (f"sqlite:///{folder}/store.db", url, maria):
        database = Database(at)
        database.run(*TABLES[database.kind])
        made.append(House(folder / database.kind, {"shop": database}, Clock()).write(POLICY))
        _ = made[-1].context
    yield made
    for one in made:
        one.close()
    server.drop(url)
    mariadb_server.drop(maria)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


# around midnight in Amsterdam, the two days that have 23 and 25 hours, month and year ends
_DAYS = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 22), date(2026, 1, 1), date(2024, 2, 29)]
_NEAR = st.builds(
    lambda day, minutes: datetime.combine(day, datetime.min.time(), AMSTERDAM).astimezone(UTC) + timedelta(minutes=minutes),
    st.sampled_from(_DAYS),
    st.sampled_from([-61, -60, -1, 0, 1, 59, 60, 61, 119, 120, 121, 181, 23 * 60, 24 * 60, 25 * 60]),
)
MOMENTS = _NEAR | st.builds(lambda m: m + timedelta(microseconds=1), _NEAR)
DAYS = st.builds(lambda day, n: day + timedelta(days=n), st.sampled_from(_DAYS), st.integers(-2, 2))
EMAILS = st.sampled_from(["a@x.nl", "A@X.nl", " a@x.nl", "a@X.NL  ", "b@x.nl", "B@x.NL ", "", " ", "7", "7 "])
NUMBERS = st.integers(-1, 8)
JSONS = maybe(
    st.fixed_dictionaries(
        {},
        optional={
            "user id": maybe(
                st.integers(0, 3)
                | st.booleans()
                | st.just(1.5)
                | st.just([1])
                | st.sampled_from(["1", "2", " A@x.nl", "a@x.nl", "b"])
            ),
            "deep": st.fixed_dictionaries({}, optional={"key": maybe(st.sampled_from(["1", "a@x.nl"]))}),
        },
    )
)
PATTERNS = [
    InText("user:{}:*"),
    InText("*mail=<{}>*"),
    InText("u-{}"),
    InText("{}.*.end"),
    InText("a*b*c{}d"),
    InText("[{}]"),
    InText("^*\\{}\\$"),
    InText("*-{}-*"),
]
PIECES = [
    "1",
    "3",
    "01",
    "12",
    "a@x.nl",
    "A@X.nl ",
    "user:",
    ":",
    "mail=<",
    ">",
    "u-",
    ".",
    "end",
    "a",
    "b",
    "c",
    "d",
    "[",
    "]",
    "^",
    "\\",
    "$",
    "-",
    "\n",
    "é",
    " ",
]
WORDS = st.sampled_from(
    [
        "user:1:x",
        "user:12:",
        "user:1",
        "user:01:",
        "user:1:3:",
        "x mail=<a@x.nl> y mail=<b>",
        "u-3",
        "u-3\n",
        "1.x.end",
        "[1]",
        "a-b-c1d",
    ]
) | st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
ADDRESSES = st.sampled_from(
    [
        "10.1.2.3",
        "10.1.2.0",
        "255.255.255.255",
        "999.1.1.1",
        "1.2.3",
        "2001:db8:1:2::3",
        "2001:DB8:1::",
        "::1",
        "::",
        "fe80::1%eth0",
        "::ffff:1.2.3.4",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "not an address",
        "",
        " 10.1.2.3",
        "010.1.2.3",
        "10.1.2.3\n",
        ":::",
        "1::2::3",
        "12345::",
        "10.1.2.256",
        "gone.0",
        "1:2:3:4:5:6:7:8:9",
    ]
)
PERSON = st.fixed_dictionaries(
    {
        "email": maybe(EMAILS),
        "n": maybe(NUMBERS),
        "flag": maybe(st.booleans()),
        "day": maybe(DAYS),
        "moment": maybe(MOMENTS),
        "zoned": maybe(MOMENTS),
        "number": maybe(NUMBERS),
        "ip": maybe(ADDRESSES),
        "data": JSONS,
        "words": maybe(WORDS),
    }
)
THING = st.fixed_dictionaries({"owner": maybe(st.integers(1, 4)), "email": maybe(EMAILS), "n": maybe(NUMBERS), "data": JSONS})

WAYS = {
    "email": [Way("region"), Way("empty"), Way("stand-in"), Way("stand-in address"), Way("text", "weg"), Way()],
    "n": [Way("number", "0"), Way()],
    "number": [Way("number", "0")],
    "day": [Way("year"), Way("month")],
    "moment": [Way("year"), Way("month")],
    "ip": [Way("network")],
}
LEAVES = st.one_of(
    st.builds(Missing, st.sampled_from(["email", "n", "day", "moment", "data"]), st.booleans()),
    st.builds(Compare, st.sampled_from(["day", "moment", "zoned"]), st.sampled_from(["<", ">="]), DAYS, st.booleans()),
    st.builds(
        Compare, st.sampled_from(["n", "number"]), st.sampled_from(["=", "!=", "<", ">="]), NUMBERS.map(str), st.booleans()
    ),
    st.builds(Compare, st.just("email"), st.sampled_from(["=", "!="]), EMAILS, st.booleans()),
    st.builds(
        Compare, st.just("email"), st.sampled_from(["in", "not in"]), st.lists(EMAILS, max_size=3).map(tuple), st.booleans()
    ),
    st.builds(Compare, st.just("flag"), st.sampled_from(["=", "!="]), st.sampled_from(["yes", "no"]), st.booleans()),
    st.sampled_from([(c, w) for c, ways in WAYS.items() for w in ways]).flatmap(
        lambda p: st.builds(Gone, st.just(p[0]), st.just(p[1]), st.booleans())
    ),
    st.builds(Among, st.just(("id",)), st.sampled_from(["ids", "nobody"]), st.booleans()),
    st.builds(Among, st.just(("id", "n")), st.sampled_from(["pairs", "no pairs"]), st.booleans()),
    st.builds(Among, st.just(("email",)), st.sampled_from(["folded", "no texts"]), st.booleans(), st.just(True)),
    st.builds(
        Among,
        st.just(("data",)),
        st.sampled_from(["ids", "nobody"]),
        st.booleans(),
        st.just(False),
        st.sampled_from([InJson(("user id",)), InJson(("deep", "key"))]),
    ),
    st.builds(
        Among,
        st.just(("data",)),
        st.sampled_from(["folded", "no texts"]),
        st.booleans(),
        st.just(True),
        st.sampled_from([InJson(("user id",)), InJson(("deep", "key"))]),
    ),
    st.builds(
        Among,
        st.just(("words",)),
        st.sampled_from(["ids", "folded", "nobody"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(PATTERNS),
    ),
    st.builds(
        Among,
        st.just(("n",)),
        st.sampled_from(["number texts", "no texts"]),
        st.booleans(),
        st.just(False),
        st.none(),
        st.just(True),
    ),
)
_JOINS = st.sampled_from(
    [
        Join(THINGS, (("id", "owner"),)),
        Join(THINGS, (("email", "email"),), True),
        Join(THINGS, (("id", "owner"), ("n", "n"))),
        Join(THINGS, (("data", "id"),), False, InJson(("user id",)), "from"),
        Join(THINGS, (("id", "data"),), False, InJson(("user id",)), "to"),
        Join(THINGS, (("words", "owner"),), False, PATTERNS[0], "from"),
        Join(THINGS, (("words", "email"),), True, PATTERNS[1], "from"),
        Join(THINGS, (("data", "email"),), True, InJson(("user id",)), "from"),
    ]
)
_BELOW = st.one_of(
    st.just(Every(())),
    st.builds(Missing, st.sampled_from(["email", "n"]), st.booleans()),
    st.builds(Compare, st.just("n"), st.sampled_from(["=", "<"]), NUMBERS.map(str), st.booleans()),
    st.builds(
        Related, st.just(Join(PEOPLE, (("owner", "id"),))), st.builds(Missing, st.just("email"), st.booleans()), st.booleans()
    ),
)
_ANY = st.just(Every(()))
_NEXTS = st.builds(  # from people to people: circles are ordinary
    Next,
    st.sampled_from(
        [
            Join(PEOPLE, (("n", "id"),)),
            Join(PEOPLE, (("id", "n"),)),
            Join(PEOPLE, (("n", "number"),)),
            Join(PEOPLE, (("email", "email"),), True),
            Join(PEOPLE, (("data", "id"),), False, InJson(("user id",)), "from"),
            Join(PEOPLE, (("id", "data"),), False, InJson(("user id",)), "to"),
            Join(PEOPLE, (("id", "words"),), False, PATTERNS[0], "to"),
        ]
    ),
    _ANY | st.builds(Missing, st.just("email"), st.booleans()),
    _ANY | st.builds(Compare, st.just("n"), st.sampled_from(["=", "<"]), NUMBERS.map(str), st.booleans()),
)
CHAINS = st.builds(
    Chain,
    st.just(("id",)),
    st.lists(_NEXTS, min_size=1, max_size=2).map(tuple),
    LEAVES | st.builds(Related, _JOINS, _BELOW, st.booleans()),
    st.booleans(),
)
PREDICATES = st.recursive(
    LEAVES | st.builds(Related, _JOINS, _BELOW, st.booleans()) | CHAINS,
    lambda parts: (
        st.builds(Every, st.lists(parts, max_size=3).map(tuple)) | st.builds(Either, st.lists(parts, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
SETS: dict[str, tuple[list[tuple[Any, ...]], dict[str, list[str]]]] = {
    "ids": ([(1,), (3,)], {"types": ["INTEGER"]}),
    "nobody": ([], {"types": ["INTEGER"]}),
    "pairs": ([(1, 1), (2, 2), (3, 0)], {"types": ["INTEGER", "INTEGER"]}),
    "no pairs": ([], {"types": ["INTEGER", "INTEGER"]}),
    "folded": ([("a@x.nl",), ("",)], {"types": ["TEXT"]}),
    "no texts": ([], {"types": ["TEXT"]}),
    "number texts": ([("1",), ("03",)], {"types": ["TEXT"]}),
}


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": i, **r} for i, r in enumerate(rows, 1)]


def stored(row: dict[str, Any], zones: bool) -> dict[str, Any]:
    """A row as this database takes it; a moment without a zone is in UTC."""
    said = dict(row)
    for column in ("moment", "zoned"):
        if said.get(column) is not None and (column == "moment" or not zones):
            said[column] = said[column].replace(tzinfo=None)
    if said.get("data") is not None:
        said["data"] = json.dumps(said["data"])
    return said


def fill(house: House, people: list[dict[str, Any]], things: list[dict[str, Any]]) -> None:
    database = house.database
    database.run("delete from people", "delete from things")
    database.insert("people", [stored(r, database.kind != "sqlite") for r in people])
    database.insert("things", [stored(r, database.kind != "sqlite") for r in things])


def world(people: list[dict[str, Any]], things: list[dict[str, Any]], text_keys: bool = False) -> World:
    """What Python needs to answer. JSON says texts, so keys inside it are compared as texts."""
    keys = {name: {tuple(k) for k in listed} for name, (listed, _) in SETS.items()}
    for name in ("ids", "nobody"):
        keys[name] |= {(str(k),) for (k,) in keys[name]}

    def begin(day: date, value: Any) -> Any:
        return datetime.combine(day, datetime.min.time(), AMSTERDAM) if isinstance(value, datetime) else day

    def left(value: Any, way: Way, row: Any) -> Any:
        return goes(value, way, row, ("id",))

    return World(lambda name: people if name == PEOPLE else things, keys, left, begin)


def typed(p: Predicate) -> Predicate:
    """The written values as the columns have them: what the database does with the type of the column."""
    match p:
        case Compare(column, op, value, null) if column in ("n", "number"):
            return Compare(column, op, int(value), null)
        case Compare("flag", op, value, null):
            return Compare("flag", op, value == "yes", null)
        case Every(parts):
            return Every(tuple(map(typed, parts)))
        case Either(parts):
            return Either(tuple(map(typed, parts)))
        case Related(join, where, negated):
            return Related(join, typed(where), negated)
        case Chain(key, links, where, negated):
            return Chain(key, tuple(Next(n.join, typed(n.here), typed(n.there)) for n in links), typed(where), negated)
    return p


def in_sql(house: House, p: Predicate, tables: bool = False) -> set[int]:
    store = house.context.stores["shop"]
    with store.session() as connection:
        work = Work(house.context.policy, store, connection)
        for name, (keys, said) in SETS.items():
            work.bind(name, keys, said["types"], many=tables)
        found = {k[0] for k in work.keys(PEOPLE, p)}
        work.close()
    return found


@given(
    st.lists(PERSON, min_size=1, max_size=8),
    st.lists(THING, max_size=6),
    st.lists(PREDICATES, min_size=1, max_size=12),
    st.booleans(),
)
@settings(max_examples=max(60, settings.default.max_examples))
def test_every_reading_of_a_predicate_gives_the_same_rows_and_negate_is_its_complement(
    houses: list[House], rows: list[dict[str, Any]], other: list[dict[str, Any]], predicates: list[Predicate], tables: bool
) -> None:
    people, things = numbered(rows), numbered(other)
    everybody = {r["id"] for r in people}
    for house in houses:
        fill(house, people, things)
    for p in predicates:
        python = {r["id"] for r in people if evaluate(typed(p), r, world(people, things))}
        assert {r["id"] for r in people if evaluate(negate(typed(p)), r, world(people, things))} == everybody - python, (
            "negate, in Python"
        )
        for house in houses:
            assert in_sql(house, p, tables) == python, house.database.kind
            assert in_sql(house, negate(p), tables) == everybody - python, f"negate, {house.database.kind}"


@given(st.lists(PERSON, min_size=1, max_size=10))
@example(
    [
        {
            "email": "A BC",
            "n": 1,
            "flag": None,
            "day": None,
            "moment": None,
            "zoned": None,
            "number": None,
            "ip": None,
            "data": None,
            "words": None,
        }
    ]
)
@settings(max_examples=max(40, settings.default.max_examples))
def test_what_is_left_of_a_value_is_the_same_in_sql_and_python_and_stays_so(
    houses: list[House], rows: list[dict[str, Any]]
) -> None:
    people = numbered(rows)
    for house in houses:
        fill(house, people, [])
        store, pg = house.context.stores["shop"], house.database.pg
        for column, ways in WAYS.items():
            for way in ways:
                with store.session(write=True) as connection:
                    work = Work(house.context.policy, store, connection)
                    source = work.sql.table(PEOPLE)
                    for r in people:
                        once = goes(
                            r[column] if r[column] is None or column != "moment" else r[column].replace(tzinfo=None),
                            way,
                            r,
                            ("id",),
                        )
                        assert goes(once, way, r, ("id",)) == once, "f(f(x)) = f(x) in Python"
                    first = dict(
                        connection.execute(
                            sa.select(source.c.id, work.sql.goes(PEOPLE, column, way)).where(source.c[column].is_not(None))
                        ).all()
                    )
                    connection.execute(
                        sa.update(source)
                        .values({column: work.sql.goes(PEOPLE, column, way)})
                        .where(source.c[column].is_not(None))
                    )
                    again = dict(
                        connection.execute(
                            sa.select(source.c.id, work.sql.goes(PEOPLE, column, way)).where(source.c[column].is_not(None))
                        ).all()
                    )
                    assert all(again[i] == first[i] for i in again), f"f(f(x)) = f(x) in {house.database.kind}: {column} {way}"
                    for r in people:
                        if r[column] is not None:
                            value = r[column].replace(tzinfo=None) if column == "moment" else r[column]
                            assert _same(first[r["id"]], goes(value, way, r, ("id",)), pg), (
                                f"{house.database.kind} {column} {way} {value!r}"
                            )
                    connection.get_transaction().rollback()  # type: ignore[union-attr]


def _same(left: Any, right: Any, pg: bool) -> bool:
    if isinstance(right, datetime) and isinstance(left, str):
        return datetime.fromisoformat(left) == right
    if isinstance(right, date) and isinstance(left, str):
        return date.fromisoformat(left) == right
    return bool(left == right)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/New_York"])
def test_the_year_of_a_moment_with_a_zone_does_not_depend_on_the_session(houses: list[House], zone: str) -> None:
    for house in houses[1:]:
        _half_past_midnight(house, zone)


def _half_past_midnight(house: House, zone: str) -> None:
    fill(
        house,
        numbered(
            [
                {
                    "email": None,
                    "n": None,
                    "flag": None,
                    "day": None,
                    "moment": None,
                    "zoned": datetime(2025, 12, 31, 23, 30, tzinfo=UTC),
                    "number": None,
                    "ip": None,
                    "data": None,
                    "words": None,
                }
            ]
        ),
        [],
    )
    store = house.context.stores["shop"]
    with store.session() as connection:
        if house.database.pg:
            connection.exec_driver_sql(f"set time zone '{zone}'")
        work = Work(house.context.policy, store, connection)
        left = connection.execute(sa.select(work.sql.goes(PEOPLE, "zoned", Way("year")))).scalar_one()
    left = left if left.tzinfo else left.replace(tzinfo=UTC)
    assert left == datetime(2026, 1, 1, tzinfo=AMSTERDAM)  # half past midnight in Amsterdam, where the organisation is
