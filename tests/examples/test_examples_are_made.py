"""`gestand example`: an organisation made in a folder of its own, and never over anything of somebody's."""

import stat
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from gestand.diagnostics import GestandError
from gestand.examples import sample

TODAY = date(2026, 11, 22)


def test_every_example_has_a_readme_a_policy_and_rows() -> None:
    assert "telecom" in sample.names()
    for name in sample.names():
        assert len(sample.title(name)) > 5
        assert list((sample.folder_of(name) / "policy").glob("*.yaml"))
        assert f"gestand example {name}" in (sample.folder_of(name) / "README.md").read_text("utf-8")


def test_what_is_made_can_be_made_again_and_the_note_is_nobody_elses_to_read(tmp_path: Path) -> None:
    made = sample.make("telecom", tmp_path / "t", TODAY)
    again = sample.make("telecom", tmp_path / "t", TODAY)
    assert made == again
    assert (tmp_path / "t" / "policy" / "data.yaml").is_file()
    note = tmp_path / "t" / "environment"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert f"export CRM_URL={made.environment['CRM_URL']}" in note.read_text()


def test_a_folder_of_somebodys_is_left_alone(tmp_path: Path) -> None:
    """A policy and a state look like ours; without our note they are somebody's."""
    (tmp_path / "policy").mkdir()
    (tmp_path / ".gestand").mkdir()
    (tmp_path / "crm.db").write_text("mine")
    with pytest.raises(GestandError, match="GS530"):
        sample.make("telecom", tmp_path, TODAY)
    assert (tmp_path / "crm.db").read_text() == "mine"


def test_a_database_with_tables_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'theirs.db'}"
    with create_engine(url).begin() as connection:
        connection.exec_driver_sql("create table customers (id integer primary key)")
    with pytest.raises(GestandError, match="GS534"):
        sample.make("telecom", tmp_path / "t", TODAY, url)
    assert inspect(create_engine(url)).get_table_names() == ["customers"]


def test_a_name_that_does_not_exist_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(GestandError, match="telekom"):
        sample.make("telekom", tmp_path / "t", TODAY)
    assert not (tmp_path / "t").exists()


def test_several_databases_need_several_urls(tmp_path: Path) -> None:
    with pytest.raises(GestandError, match="GS533"):
        sample.make("reseller", tmp_path / "r", TODAY, f"sqlite:///{tmp_path}/one.db")
    made = sample.make("reseller", tmp_path / "r", TODAY, f"sqlite:///{tmp_path}/r_{{store}}.db")
    assert made.environment["ERP_URL"] == f"sqlite:///{tmp_path}/r_erp.db"
    assert (tmp_path / "r_portal.db").is_file()
    assert made.files == len(list((tmp_path / "r" / "recordings").rglob("*.wav")))


@pytest.mark.parametrize("name", sorted(set(sample.names()) - {"telecom"}))
def test_the_same_seed_and_day_give_the_same_and_nothing_is_anybodys(name: str) -> None:
    one, again, other = sample.sample(name, TODAY), sample.sample(name, TODAY), sample.sample(name, TODAY, seed=2)
    assert one == again
    assert one.rows != other.rows
    for tables in one.rows.values():
        for row in (row for rows in tables.values() for row in rows):
            for column, value in row.items():
                if isinstance(value, str) and "@" in value:
                    for word in (w.strip(" .,").lower() for w in value.split() if "@" in w):
                        assert word.endswith((".example", "@example.nl")), value
                if column.lower() in ("phone", "telefoon") and value:
                    assert value.startswith("+3160"), value


@pytest.mark.parametrize("name", sorted(set(sample.names()) - {"telecom"}))
@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1)])
def test_any_day_gives_whole_rows(name: str, today: date) -> None:
    """No moment lies after today but for what is still to come, and what must be there and unique is."""
    made = sample.sample(name, today, seed=3)
    for store, schema in made.stores.items():
        for table in schema.tables.values():
            rows = made.rows[store][table.name]
            assert rows, table.name
            for column in table.columns:
                values = [row[column.name] for row in rows]
                if not column.nullable:
                    assert None not in values, column
                if column.unique or table.primary_key.columns.keys() == [column.name]:
                    assert len(set(values)) == len(values), column
