"""The migrations make exactly the tables that the code knows."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gestand.state import State, tables


def test_the_migrations_make_the_tables_of_the_code(folder: Path) -> None:
    state = State(folder / "home")
    with state.engine.connect() as connection:
        known = {table for metadata in tables.everything for table in metadata.tables}
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda o, name, kind, reflected, other: kind != "table" or name in known,
            },
        )
        for metadata in tables.everything:
            differences = compare_metadata(context, metadata)
            mine = [
                d
                for d in differences
                if not (d[0] == "remove_table" or d[0] == "remove_index" and d[1].table.name not in metadata.tables)
            ]
            assert mine == []
