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
