"""Make the supplier of helpdesk software: the same seed and the same day give the same rows and files, always."""

from datetime import date
from random import Random

from gestand.examples.helpdesk import desk, office, people, website
from gestand.examples.helpdesk.schema import DESK, OFFICE
from gestand.examples.sample import Sample
from gestand.examples.world import Row, World


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, of both databases, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world)
    desk.fill(world)
    website.fill(world)
    office.fill(world)
    return {table: world.rows.get(table, []) for schema in (OFFICE, DESK) for table in schema.tables}


def sample(today: date, seed: int = 1) -> Sample:
    """Both databases, what people sent along, and what they said by telephone."""
    rows = generate(today, seed)
    stores = {"office": OFFICE, "desk": DESK}
    return Sample(
        stores,
        {store: {table: rows[table] for table in schema.tables} for store, schema in stores.items()},
        {"sent_files": desk.sent_files(rows), "voices": desk.voices(rows)},
    )
