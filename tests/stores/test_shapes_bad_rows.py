"""One bad row stops nothing: what no program expects in a column is shown, searched and acted upon like the rest, or said."""

import io
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from shapes import ANNA, WORDS, Town, mail, people, policy

from databases import Clock, Database, House, Maker, Server
from gestand import rights
from gestand.execute import access, lines

NOTES = "    notes: {content: note}"


def notes(kind: str = "text") -> list[str]:
    return [*people(), f"create table notes (id integer primary key, customer_id integer references customers (id), note {kind})"]


def bad(house: Maker, database: Database, kind: str, *values: str, more: str = NOTES) -> Town:
    """A table of notes: everybody has a good one and each of the bad ones, in which {word} stands for the person."""
    made = notes(kind)
    number = 0
    for n, word in WORDS.items():
        for value in (f"'{word} good'" if kind in ("text", "varchar(80)") else "", *values):
            if value:
                number += 1
                made.append(
                    f"insert into notes values ({number}, {n}, {value.replace('{word}', word).replace('{hex}', word.encode().hex())})"
                )
    return Town(house(policy(more, "notes: all"), *made))


def acts(town: Town) -> None:
    """Everything, and the answer for many people too."""
    town.access()
    out = io.BytesIO()
    lines.write(town.house.context, {"customer": [(n,) for n in WORDS]}, out)
    rows = [row for line in out.getvalue().splitlines()[1:] for row in json.loads(line)["rows"]]
    assert len(rows) == sum(len(r) for t, r in town.counted().items() if t in ("customers", "notes"))
    before = town.look()
    town.house.do("restriction", ANNA, ground="unlawful")
    town.house.do("lifting", ANNA)
    assert town.look() == before
    town.findings()
    town.erase()
    town.sweep()
    assert town.holding(2)


def test_text_that_is_no_utf8(house: Maker, database: Database) -> None:
    """SQLite keeps any bytes as text, a NUL too; in the others a text is of its encoding, and all characters of that are good."""
    odd = ("cast(x'{hex}ff80fe' as text)", "cast(x'00{hex}00' as text)", "'{word}' || char(0) || 'b'", "x'{hex}ff'")
    acts(bad(house, database, "text", *(odd if database.kind == "sqlite" else ("'{word} \U0010ff80\ufffe'",))))


def test_a_key_that_is_no_utf8(house: Maker, database: Database) -> None:
    if database.kind != "sqlite":
        return
    made = ["create table customers (id text primary key, email text, name text, ended_on date)"]
    made.append("create table notes (id text primary key, customer_id text, note text)")
    for n, word in WORDS.items():
        key = f"cast(x'ff0{n}' as text)"
        end = "'2020-01-01'" if n == 3 else "null"
        made += [f"insert into customers values ({key}, '{mail(n)}', '{word}', {end})"]
        made += [f"insert into notes values (cast(x'fe0{n}' as text), {key}, '{word} note')"]
    one = Town(house(policy("    notes: {whose: customer by customer_id, content: note}", "notes: all"), *made))
    anna = one.house.person(email=mail(1))
    assert one.words_shown(1, anna) == 3
    before = one.look()
    one.house.do("restriction", anna, ground="unlawful")
    one.house.do("lifting", anna)
    assert one.look() == before
    one.erase(anna)
    one.sweep()
    assert one.holding(2) == {"customers": 2, "notes": 1}


def test_json_that_json_refuses(house: Maker, database: Database) -> None:
    r"""\u0000, half of a pair, numbers that no program can hold."""
    values = [
        r"""'{"a": "{word}\u0000b"}'""",
        *([r"""'{"a": "{word}\ud800"}'"""] if database.kind != "mariadb" else []),
        """'{"a": "{word}", "n": 123456789012345678901234567890}'""",
        *(["""'["{word}", 1e400]'"""] if database.kind != "mariadb" else []),
    ]
    said = [v.replace("\\", "\\\\") if database.kind == "mariadb" else v for v in values]
    acts(bad(house, database, "json", *said))


def test_days_that_no_calendar_has(house: Maker, database: Database) -> None:
    """Infinity, the year 10000, the time before our era; a day of zeros; a day that is text."""
    odd = {
        "postgresql": ("'infinity'", "'-infinity'", "'10000-01-01'", "'0044-03-15 BC'"),
        "mariadb": ("'0000-00-00'", "'2020-00-00'", "'2020-02-31'"),
        "sqlite": ("'soon'", "1600000000", "'0000-00-00'", "x'00ff'", "''"),
    }[database.kind]
    made = people()
    if database.kind == "mariadb":
        made.append("set session sql_mode = 'ALLOW_INVALID_DATES,ANSI_QUOTES'")
    made.append(
        "create table notes (id integer primary key, customer_id integer references customers (id), note text, day date, at timestamp)"
    )
    number = 0
    for n, word in WORDS.items():
        for value in ("'2026-01-01'", *odd):
            number += 1
            made.append(f"insert into notes values ({number}, {n}, '{word}', {value}, {value})")
    acts(Town(house(policy("    notes: {content: note, profile: [day, at]}", "notes: all"), *made)))


def test_a_day_that_is_none_is_no_past(house: Maker, database: Database) -> None:
    """What can't be read as a day has not begun: it is held, and the check says so. It never counts as long ago."""
    odd = {
        "postgresql": ("'infinity'", "'10000-01-01'"),
        "mariadb": ("'0000-00-00'", "'2020-00-01'"),
        "sqlite": ("'soon'", "1600000000", "'0000-00-00'", "''", "x'00'", "'01-02-2015'"),
    }[database.kind]
    made = people()
    if database.kind == "mariadb":
        made.append("set session sql_mode = 'ALLOW_INVALID_DATES,ANSI_QUOTES'")
    made.append(
        "create table visits (id integer primary key, customer_id integer references customers (id), page text, day date, at timestamp null)"
    )
    values = ("'2015-01-01'", *odd)
    made += [f"insert into visits values ({i}, 2, 'bertqz', {value}, {value})" for i, value in enumerate(values)]
    visits = """
  learning:
    basis: contract
    for: visits
    when: id is not 100
    keep: {}
"""
    for clause in ("30 days after day", "30 days after at"):
        one = Town(
            house(
                policy("    visits: {behaviour: page, plain: [day, at]}") + visits.format(clause),
                *(made if clause.endswith("day") else ()),
            )
        )
        if database.kind != "postgresql":
            assert any(f.startswith(f"GS442 {len(odd)} rows of `shop.visits`") for f in one.findings()), one.findings()
        one.house.do("sweep")
        assert database.rows("select id from visits order by id") == [(i,) for i in range(1, len(values))]
        for event in one.house.preview("sweep").counted:
            assert event.rows == 0


def test_moments_as_programs_write_them(folder: Path, sqlite_url: str) -> None:
    """SQLite keeps moments as the texts that a program wrote: with a T, with a zone, with fractions. A day begins for all of them at midnight."""
    database = Database(sqlite_url)
    gone = [
        "2026-10-20T21:59:59Z",
        "2026-10-20 21:59:59",
        "2026-10-20T23:59:59.999+02:00",
        "2026-10-20T17:59:59-0400",
        "2026-10-20T21:59",
        "2026-10-20",
    ]
    stay = [
        "2026-10-20T22:00:00Z",
        "2026-10-20 22:00:00",
        "2026-10-21T00:00:00+02:00",
        "2026-10-20T18:00:00-04:00",
        "2026-10-20T22:00",
        "2026-10-21",
    ]
    made = people()
    made.append(
        "create table visits (id integer primary key, customer_id integer references customers (id), page text, at timestamp)"
    )
    made += [f"insert into visits values ({i}, 2, 'x', '{at}')" for i, at in enumerate([*gone, *stay])]
    database.run(*made)
    one = House(folder, {"shop": database}, Clock())
    one.write(
        policy("    visits: {behaviour: page, plain: at}")
        + "\n  learning:\n    basis: contract\n    for: visits\n    keep: 30 days after at\n"
    )
    one.clock.at = one.clock.at.replace(month=11, day=19, hour=12)
    try:
        one.do("sweep")
        left = [stay[i - len(gone)] if i >= len(gone) else gone[i] for (i,) in database.rows("select id from visits order by id")]
        assert left == stay
    finally:
        one.close()


def test_times_that_no_clock_shows(house: Maker, database: Database) -> None:
    odd: dict[str, Any] = {
        "postgresql": ("time", ("'24:00:00'",)),
        "mariadb": ("time", ("'-838:59:59'", "'30:00:00'")),
        "sqlite": ("time", ("'25:61'", "99")),
    }
    kind, values = odd[database.kind]
    made = [
        *people(),
        f"create table notes (id integer primary key, customer_id integer references customers (id), note text, at {kind})",
    ]
    number = 0
    for n, word in WORDS.items():
        for value in ("'10:00:00'", *values):
            number += 1
            made.append(f"insert into notes values ({number}, {n}, '{word}', {value})")
    acts(Town(house(policy("    notes: {content: note, profile: at}", "notes: all"), *made)))


def test_intervals_keep_their_months(folder: Path, postgresql_url: str) -> None:
    database = Database(postgresql_url)
    made = [
        *people(),
        "create table notes (id integer primary key, customer_id integer references customers (id), note interval)",
    ]
    made.append("insert into notes values (1, 1, '1 mon 2 days 03:00'), (2, 2, '14 mons -1 day'), (3, 3, '100 years')")
    database.run(*made)
    one = House(folder, {"shop": database}, Clock()).write(policy(NOTES, "notes: all"))
    try:
        before = database.rows("select note::text from notes order by id")
        one.do("restriction", ANNA, ground="unlawful")
        assert database.rows("select note from notes where id = 1") == [(None,)]
        one.do("lifting", ANNA)
        assert database.rows("select note::text from notes order by id") == before
    finally:
        one.close()


def test_a_database_that_checks_no_encoding(folder: Path, server: Server) -> None:
    name = f"{server.prefix}_ascii"
    server.sql(f"create database {name} template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'")
    url = sa.make_url(server.url).set(database=name)
    said = url.update_query_dict({"client_encoding": "utf8"})  # a test that writes and counts
    database, plain = (Database(u.render_as_string(hide_password=False)) for u in (said, url))
    made = notes()
    for n, word in WORDS.items():
        made.append(f"insert into notes values ({n * 2}, {n}, '{word}')")
        made.append(f"insert into notes values ({n * 2 + 1}, {n}, '{word} ' || convert_from('\\xff80'::bytea, 'SQL_ASCII'))")
    one = House(folder, {"shop": plain}, Clock())
    try:
        database.run(*made)
        one.write(policy(NOTES, "notes: all"))
        _, digest = rights.ask(one.context, "erasure", ANNA)
        out = io.BytesIO()
        access.write_json(one.context, ANNA, out)
        assert out.getvalue().decode().count(WORDS[1]) == 4
        found = rights.do(one.context, digest).found
        assert found is not None and found.complete
        assert database.one("select count(*) from notes") == 4
    finally:
        one.close()
        server.drop(database.url)


def test_very_long_texts(house: Maker, database: Database) -> None:
    """An address at the end of five million letters is found; it is not what other texts are made to wait for."""
    long = {"sqlite": "replace(hex(zeroblob(2500000)), '0', 'x')"}.get(database.kind, "repeat('x', 5000000)")
    joined = "concat({}, {})" if database.kind != "sqlite" else "({} || {})"
    made = notes("longtext" if database.kind == "mariadb" else "text")
    made += [f"insert into notes values ({n}, {n}, {joined.format(long, repr(' ' + WORDS[n]))})" for n in WORDS]
    kind = "longtext" if database.kind == "mariadb" else "text"
    made.append(f"create table loose (id integer primary key, said {kind})")
    one = Town(house(policy(NOTES, "notes: all"), *made))
    one.access()
    database.run(f"insert into loose values (1, {joined.format(long, repr(' ' + mail(1)))})")
    _, digest = rights.ask(one.house.context, "erasure", ANNA)
    found = rights.do(one.house.context, digest).found
    assert found is not None and [(h.table.table, h.column) for h in found.hits] == [("loose", "said")]
    assert one.holding(1) == {"loose": 1}
