"""Make the sample: the same seed and the same day give the same rows, always."""

from datetime import date
from random import Random

from sqlalchemy import Connection, create_engine, text

from . import people, talk, trade
from .schema import CRM
from .world import Row, World

CUSTOMERS = 400


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world, CUSTOMERS)
    trade.fill(world)
    talk.fill(world)
    return {table: world.rows[table] for table in CRM.tables}


def load(url: str, today: date, seed: int = 1) -> int:
    """Create the tables in the database at `url` and fill them. It must not have them yet. Returns the number of rows."""
    rows = generate(today, seed)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            CRM.create_all(connection, checkfirst=False)
            _insert(connection, rows)
    finally:
        engine.dispose()
    return sum(len(listed) for listed in rows.values())


def _insert(connection: Connection, rows: dict[str, list[Row]]) -> None:
    homes = [{"home": row["default_address_id"], "customer": row["id"]} for row in rows["customers"] if row["default_address_id"]]
    bare = {**rows, "customers": [{**row, "default_address_id": None} for row in rows["customers"]]}
    for table in CRM.sorted_tables:
        connection.execute(table.insert(), bare[table.name])
    # A customer and the address point at each other, so one of the two comes later.
    connection.execute(text("UPDATE customers SET default_address_id = :home WHERE id = :customer"), homes)
    if connection.dialect.name == "postgresql":
        for name, table in CRM.tables.items():
            if "id" in table.c and table.c.id.type.python_type is int:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))
