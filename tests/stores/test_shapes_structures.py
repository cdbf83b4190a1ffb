"""Tables that are more, or less, than a table: partitions, inheritance, views and what they keep, triggers, engines, full-text indexes."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from shapes import ANNA, WORDS, Town, mail, people, policy

from databases import Clock, Database, House, Maker
from gestand import rights
from gestand.diagnostics import GestandError

NOTES = "    notes: {whose: customer by customer_id, content: note}"


def rows(table: str, n: int = 2, day: bool = False) -> list[str]:
    """Rows of each person in two years."""
    return [
        f"insert into {table} values ({p * 10 + i}, {p}, '{word} {i}'{f', {chr(39)}{2024 + i}-05-01{chr(39)}' if day else ''})"
        for p, word in WORDS.items()
        for i in range(1, n + 1)
    ]


def on(kind: str, database: Database, folder: Path, said: str, *made: str) -> Town:
    """A shape of one kind of database."""
    assert database.kind == kind
    database.run(*made)
    return Town(House(folder, {"shop": database}, Clock()).write(said))


# partitions


@pytest.mark.parametrize("how", ["range", "list", "two levels"])
def test_partitions_postgresql(folder: Path, postgresql_url: str, how: str) -> None:
    by, parts = {
        "range": ("range (day)", ["for values from ('2025-01-01') to ('2026-01-01')", "default"]),
        "list": ("list (customer_id)", ["for values in (1)", "for values in (2, 3)"]),
        "two levels": ("range (day)", ["for values from ('2025-01-01') to ('2026-01-01')", "default"]),
    }[how]
    made = people()
    made.append(
        f"create table notes (id integer, customer_id integer references customers (id), note varchar(60), day date, "
        f"primary key (id, {'customer_id' if how == 'list' else 'day'})) partition by {by}"
    )
    for i, values in enumerate(parts):
        two = how == "two levels" and i == 0
        made.append(f"create table notes_{i} partition of notes {values}" + (" partition by hash (id)" if two else ""))
        made += (
            [f"create table notes_{i}_{j} partition of notes_{i} for values with (modulus 2, remainder {j})" for j in (0, 1)]
            if two
            else []
        )
    made += rows("notes", day=True)
    one = on(
        "postgresql", Database(postgresql_url), folder, policy("    notes: {content: note, plain: day}", "notes: all"), *made
    )
    try:
        one.all()
    finally:
        one.house.close()


def test_partitions_mariadb(folder: Path, mariadb_url: str) -> None:
    made = people()
    made.append(
        "create table notes (id integer, customer_id integer, note varchar(60), day date, primary key (id, day), key (customer_id)) "
        "partition by range (year(day)) (partition p0 values less than (2026), partition p1 values less than maxvalue)"
    )
    made += rows("notes", day=True)
    lines = "    notes: {whose: customer by customer_id, content: note, plain: day}"
    one = on("mariadb", Database(mariadb_url), folder, policy(lines, "notes: all"), *made)
    try:
        one.all()
    finally:
        one.house.close()


def test_a_part_of_a_table_is_no_table(folder: Path, postgresql_url: str) -> None:
    made = people()
    made += ["create table notes (id integer, customer_id integer, note text) partition by list (customer_id)"]
    made += ["create table notes_1 partition of notes default"]
    said = policy("    notes_1: {whose: customer by customer_id, content: note}", "notes_1: all")
    one = on("postgresql", Database(postgresql_url), folder, said, *made)
    assert "GS401 `shop.notes_1` is a part of the table `shop.notes`" in one.findings()


def test_a_sweep_of_a_partitioned_table_in_small_batches(
    folder: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of different parts can have the same place."""
    monkeypatch.setattr("gestand.execute.run.BATCH", 2)
    made = people()
    made += ["create table notes (id integer, customer_id integer, note text, day date) partition by list (customer_id)"]
    made += [f"create table notes_{n} partition of notes for values in ({n})" for n in WORDS]
    made += rows("notes", 5, day=True)
    lines = "    notes: {whose: customer by customer_id, content: note, plain: day, key: id}"
    one = on("postgresql", Database(postgresql_url), folder, policy(lines, "notes: all"), *made)
    try:
        one.sweep()
        assert one.holding(2)["notes_2"] == 5
    finally:
        one.house.close()


# inheritance


def test_inheritance(folder: Path, postgresql_url: str) -> None:
    """Each table has its own rows: those of a table that inherits are not taken with the table that it inherits from."""
    made = people()
    made += ["create table notes (id integer primary key, customer_id integer references customers (id), note varchar(60))"]
    made += [
        "create table letters (sent varchar(60), foreign key (customer_id) references customers (id), primary key (id)) inherits (notes)"
    ]
    made += ["create table kept (reason varchar(60), primary key (id)) inherits (notes)"]
    made += rows("notes")
    made += [f"insert into letters values ({n + 100}, {n}, '{word} letter', '{word} sent')" for n, word in WORDS.items()]
    made += ["insert into kept values (200, null, 'of the books', 'nobody')"]
    lines = """    notes: {content: note}
    letters: {content: [note, sent]}
    kept: {rest: plain}"""
    one = on("postgresql", Database(postgresql_url), folder, policy(lines, "notes: all, letters: all"), *made)
    try:
        before = one.house.database.rows("select * from kept")
        one.erase()
        one.sweep()
        assert one.house.database.rows("select * from kept") == before
        assert one.holding(2) == {"customers": 2, "notes": 3, "letters": 2}  # a look at the one shows the rows of the other too
    finally:
        one.house.close()


# views, and what they keep


def viewed() -> list[str]:
    made = people()
    made += ["create table notes (id integer primary key, customer_id integer references customers (id), note varchar(60))"]
    return [*made, *rows("notes")]


def test_a_view_is_no_second_place(house: Maker, database: Database) -> None:
    """What a view shows is the rows of its tables: it needs no line, is not searched, not changed, and shows nothing twice."""
    one = Town(house(policy(NOTES, "notes: all"), *viewed(), "create view letters as select id, customer_id, note from notes"))
    one.all()


def test_a_declared_view_is_found(house: Maker, database: Database) -> None:
    """An updatable view looks like a table; acting on it would be acting on its tables twice."""
    said = policy(NOTES + "\n    letters: {whose: customer by customer_id, content: note}", "notes: all, letters: all")
    one = Town(house(said, *viewed(), "create view letters as select id, customer_id, note from notes"))
    assert [f for f in one.findings() if f.startswith("GS452")] == [
        "GS452 `shop.letters` is a view: its rows stand in other tables, and nothing is done to them here"
    ]


def test_materialised_views_are_made_anew(folder: Path, postgresql_url: str) -> None:
    """One on the table, one on the other, one over a view: after an erasure, a sweep, a correction and a restriction they show what is there."""
    made = viewed()
    made += ["create view between as select c.name, n.note from customers c join notes n on n.customer_id = c.id"]
    made += ['create materialized view "All notes" as select * from between']
    made += ['create materialized view counted as select name, count(*) as notes from "All notes" group by name']
    made += ["create materialized view words as select unnest(string_to_array(note, ' ')) as word from notes with no data"]
    made += ["create table other (id integer primary key, n integer)", "create materialized view others as select * from other"]
    said = policy(NOTES + "\n    other: {rest: plain}", "notes: all")
    one = on("postgresql", Database(postgresql_url), folder, said, *made)
    database = one.house.database

    def shown(n: int) -> bool:
        seen = database.rows('select name, note from "All notes"') + database.rows("select name, notes from counted")
        return any(WORDS[n] in str(row) for row in seen)

    try:
        one.check()
        plan, _ = one.house.made("erasure", ANNA)
        assert [s.table.table for s in plan.steps if type(s).__name__ == "RenewCopy"] == ["All notes", "counted"]
        assert all(map(shown, WORDS))
        one.house.do("restriction", ANNA, ground="unlawful")
        assert not shown(1)
        one.house.do("lifting", ANNA)
        assert shown(1)
        one.house.do("rectification", ANNA, corrections={"shop.customers.name": "Johanna annaqz"})
        assert database.one("select count(*) from counted where name = 'Johanna annaqz'") == 1
        one.erase()
        assert not shown(1) and shown(2) and shown(3)
        one.sweep()
        assert shown(2) and not shown(3)
    finally:
        one.house.close()


def test_a_materialised_view_of_somebody_else(folder: Path, postgresql_url: str) -> None:
    """Our user may not make it anew: said before anything is done, and no act is called done."""
    owner = Database(postgresql_url)
    role = f"clerk_{owner.one('select current_database()')}"
    made = [*viewed(), "create materialized view copied as select name from customers"]
    made += ["create schema reports", "create materialized view reports.copied as select name from customers"]
    made += [
        f"create role {role} login",
        f"grant all on schema public to {role}",
        f"grant all on all tables in schema public to {role}",
    ]
    owner.run(*made)
    url = sa.make_url(postgresql_url).set(username=role).render_as_string(hide_password=False)
    one = Town(House(folder, {"shop": Database(url)}, Clock()).write(policy(NOTES, "notes: all")))
    try:
        assert [f for f in one.findings() if f.startswith("GS453")] == [
            "GS453 `shop.copied` keeps a copy of rows about people, and our user may not make it anew",
            "GS453 `reports.copied` keeps a copy of rows of `shop.customers`, and that schema is in no store of the policy",
        ]
        _, digest = rights.ask(one.house.context, "erasure", ANNA)
        with pytest.raises(GestandError) as refused:
            rights.do(one.house.context, digest)
        assert refused.value.diagnostics[0].code == "GS602"
        owner.run(f"alter materialized view copied owner to {role}")
        outcome = rights.do(one.house.context, digest)  # the same call goes on
        assert outcome.found is not None and owner.rows("select name from copied where name like 'anna%'") == []
    finally:
        one.house.close()
        owner.run(f"drop owned by {role} cascade", f"drop role {role}")


def test_foreign_tables(folder: Path, postgresql_url: str) -> None:
    """Rows of another database: read, never changed, and that is said."""
    made = viewed()
    database = Database(postgresql_url)
    if not database.rows("select 1 from pg_available_extensions where name = 'file_fdw'"):
        return
    path = folder / "letters.csv"
    path.write_text("1,1,something\n", "utf-8")
    folder.chmod(0o755)
    made += ["create extension file_fdw", "create server files foreign data wrapper file_fdw"]
    made += [
        f"create foreign table letters (id integer, customer_id integer, note text) server files options (filename '{path}', format 'csv')"
    ]
    one = on("postgresql", database, folder / "house", policy(NOTES, "notes: all"), *made)
    message = "`shop.letters` is a foreign table: its rows are kept elsewhere, and nothing is done to them here"
    assert [f for f in one.findings() if f.startswith("GS452")] == [f"GS452 {message}"]
    said = policy(NOTES + "\n    letters: {whose: customer by customer_id, content: note}", "notes: all, letters: all")
    one.house.write(said)
    assert [f for f in one.findings() if f.startswith("GS452")] == [f"GS452 {message}"]
    one.house.write(policy(NOTES + "\n    letters: {rest: plain}", "notes: all"))
    try:
        one.all()
        assert path.read_text() == "1,1,something\n"
    finally:
        one.house.close()


# full-text indexes (SQLite)


def full_text(said: str) -> list[str]:
    made = people()
    made += ["create table notes (id integer primary key, customer_id integer references customers (id), note text)"]
    return [*made, said, *rows("notes")]


def words(database: Database, table: str) -> set[str]:
    """Every word that a full-text index of SQLite keeps, deleted ones too as long as they are in it."""
    database.run("drop table if exists temp_words", f"create virtual table temp_words using fts5vocab({table}, row)")
    found = {term for (term, *_) in database.rows("select term from temp_words")}
    database.run("drop table temp_words")
    return found | {
        w for w in WORDS.values() if any(w.encode() in bytes(b) for (b,) in database.rows(f"select block from {table}_data"))
    }


def test_a_full_text_index_of_a_table(folder: Path, sqlite_url: str) -> None:
    """An application that keeps it in step with triggers, and one that forgets: afterwards no word of theirs is in it."""
    made = full_text("create virtual table notes_words using fts5(note, content='notes', content_rowid='id')")
    made += ["insert into notes_words (notes_words) values ('rebuild')"]
    one = on("sqlite", Database(sqlite_url), folder, policy(NOTES, "notes: all"), *made)
    try:
        one.check()
        assert set(WORDS.values()) <= words(one.house.database, "notes_words")
        _, digest = rights.ask(one.house.context, "erasure", ANNA)
        rights.do(one.house.context, digest)
        assert WORDS[1] not in words(one.house.database, "notes_words")
        one.house.do("sweep")
        assert words(one.house.database, "notes_words") & set(WORDS.values()) == {WORDS[2]}
    finally:
        one.house.close()


def test_a_full_text_table_with_rows_of_its_own(folder: Path, sqlite_url: str) -> None:
    made = people()
    made += [
        "create virtual table notes using fts5(note, customer_id unindexed)",
        *(f"insert into notes values ('{w} note', {n})" for n, w in WORDS.items()),
    ]
    one = on("sqlite", Database(sqlite_url), folder, policy(NOTES, "notes: all"), *made)
    try:
        one.check("GS424")
        assert {n: one.words_shown(n) for n in WORDS} == {1: 3, 2: 3, 3: 3}
        _, digest = rights.ask(one.house.context, "erasure", ANNA)
        outcome = rights.do(one.house.context, digest)
        assert outcome.found is not None and outcome.found.complete
        one.house.do("sweep")
        assert one.house.database.rows("select note, customer_id from notes") == [("bertqz note", 2)]
        assert words(one.house.database, "notes") & set(WORDS.values()) == {WORDS[2]}
    finally:
        one.house.close()


def test_a_full_text_index_that_keeps_no_rows(folder: Path, sqlite_url: str) -> None:
    made = full_text("create virtual table notes_words using fts5(note, content='')")
    one = on("sqlite", Database(sqlite_url), folder, policy(NOTES, "notes: all"), *made)
    one.check("GS453")


# SQLite: tables without rowid, strict tables, columns that hold anything


@pytest.mark.parametrize("how", ["without rowid", "strict", "strict, without rowid"])
def test_tables_of_sqlite(folder: Path, sqlite_url: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.execute.run.BATCH", 1)
    made = people()
    made += [
        f"create table notes (id integer primary key, customer_id integer references customers (id), note text) {how}",
        *rows("notes"),
    ]
    one = on("sqlite", Database(sqlite_url), folder, policy(NOTES, "notes: all"), *made)
    try:
        one.all()
    finally:
        one.house.close()


def test_a_column_that_holds_anything(folder: Path, sqlite_url: str) -> None:
    """A column keeps what it was given: numbers as text, text in a number, bytes anywhere. A key written as text is the same key."""
    made = people()
    made += ["create table notes (id integer primary key, customer_id, note integer)"]
    made += ["create table loose (id, who varchar(9), said blob)"]
    for n, word in WORDS.items():
        made += [
            f"insert into notes values ({n}, {n}, '{word}'), ({n + 10}, {n}, x'00{word.encode().hex()}'), ({n + 20}, {n}, {n}.5)"
        ]
        made += [
            f"insert into loose values ('{n}', {n}, '{word}'), ({n}.0, '{n}', x'{word.encode().hex()}'), (null, x'3{n}', {n})"
        ]
    lines = """    notes: {whose: customer by customer_id, content: note}
    loose: {whose: customer by who, content: said, plain: id}"""
    one = on("sqlite", Database(sqlite_url), folder, policy(lines, "notes: all, loose: all"), *made)
    try:
        one.access()
        one.erase()
        one.sweep()
        assert one.holding(2) == {"customers": 2, "notes": 2, "loose": 2}
    finally:
        one.house.close()


# MariaDB: engines, versions, what is not seen


def test_system_versioning(folder: Path, mariadb_url: str) -> None:
    """What rows were is found by the search; with `history: delete` it goes with them, and nobody's present rows change."""
    made = people(more=") with system versioning --")
    made[0] = made[0].replace(" --)", "")
    made += [
        "create table notes (id integer primary key, customer_id integer, note varchar(60), key (customer_id)) with system versioning"
    ]
    made += [*rows("notes"), "update notes set note = concat(note, ' again')", "delete from notes where id = 31"]
    one = on("mariadb", Database(mariadb_url), folder, policy(NOTES, "notes: all"), *made)
    database = one.house.database

    def history(n: int) -> int:
        return sum(
            database.one(
                f"select count(*) from {table} for system_time all where {column} like '%{WORDS[n]}%' and row_end <= now(6)"
            )
            for table, column in (("customers", "email"), ("notes", "note"))
        )

    try:
        one.check("GS454")
        _, digest = rights.ask(one.house.context, "erasure", ANNA)
        found = rights.do(one.house.context, digest).found
        assert found is not None and not found.complete
        assert {(h.table.table, h.column, h.kind) for h in found.hits} == {("customers", "email FOR SYSTEM_TIME ALL", "left")}
        assert history(1) and history(2)
        forgetting = policy(NOTES.replace("content: note", "content: note, history: delete"), "notes: all")
        one.house.close()
        one.house.write(forgetting.replace("plain: ended_on", "plain: ended_on, history: delete"))
        one.check()
        one.house.do("sweep")
        assert not history(1) and not history(2) and not history(3)
        assert one.holding(2) and not one.holding(3)
        before = one.look()
        _, digest = rights.ask(one.house.context, "erasure", {"customer": [(2,)]})
        outcome = rights.do(one.house.context, digest)
        assert outcome.found is not None and outcome.found.complete and not history(2)
        one.untouched(before, 2)
    finally:
        one.house.close()


def test_myisam(folder: Path, mariadb_url: str) -> None:
    made = people()
    made += [
        "create table notes (id integer primary key, customer_id integer, note text, key (customer_id)) engine=MyISAM",
        *rows("notes"),
    ]
    one = on("mariadb", Database(mariadb_url), folder, policy(NOTES, "notes: all"), *made)
    try:
        one.check("GS455")
        one.access()
        one.erase()
        one.sweep()
    finally:
        one.house.close()


def test_invisible_columns(folder: Path, mariadb_url: str) -> None:
    made = people()
    made += [
        "create table notes (id integer primary key, customer_id integer references customers (id), note text, hidden text invisible)"
    ]
    made += [
        f"insert into notes (id, customer_id, note, hidden) values ({n}, {n}, '{w}', '{w} hidden')" for n, w in WORDS.items()
    ]
    one = on("mariadb", Database(mariadb_url), folder, policy(NOTES, "notes: all"), *made)
    try:
        one.check("GS411")
        one.house.write(policy(NOTES.replace("content: note", "content: [note, hidden]"), "notes: all"))
        assert {n: one.words_shown(n) for n in WORDS} == {1: 4, 2: 4, 3: 4}
        one.erase()
        assert one.house.database.rows("select id, hidden from notes where id = 2") == [(2, "bertqz hidden")]
    finally:
        one.house.close()


def test_sequences_and_temporary_tables_are_no_tables(folder: Path, store_url: str) -> None:
    database = Database(store_url)
    made = viewed()
    if database.kind != "sqlite":
        made += ["create sequence numbers"]
    one = on(database.kind, database, folder, policy(NOTES, "notes: all"), *made)
    other = sa.create_engine(store_url, poolclass=sa.NullPool)
    try:
        with other.connect() as connection:  # somebody's session is open
            connection.exec_driver_sql(f"create temporary table passing as select '{mail(1)}' as said")
            one.all()
    finally:
        other.dispose()
        one.house.close()
