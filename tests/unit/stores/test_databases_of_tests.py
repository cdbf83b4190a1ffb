"""The fixtures themselves: a server of our own starts, and each test has an empty database."""

import sqlalchemy as sa

from databases import Database, started


def test_each_test_has_an_empty_database_of_each_kind(database: Database) -> None:
    database.run("create table a (id integer primary key)")
    database.insert("a", [{"id": 1}])
    assert database.rows("select * from a") == [(1,)]


def test_a_server_starts_from_the_programs_on_this_machine() -> None:
    with started() as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("show fsync").scalar() == "off"
