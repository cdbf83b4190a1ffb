"""Make the sample: the same seed and the same day give the same rows, always."""

from datetime import date
from random import Random

from gestand.examples.reseller import people, portal, trade
from gestand.examples.reseller.schema import DATABASES
from gestand.examples.sample import Sample
from gestand.examples.world import Row, World


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows of both databases by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world)
    trade.fill(world)
    portal.fill(world)
    return world.rows


def sample(today: date, seed: int = 1) -> Sample:
    """The books, the portal, and the folder of recorded calls."""
    rows = generate(today, seed)
    recordings = {row["recording_file"]: b"RIFF a voice of the sample" for row in rows["calls"] if row["recording_file"]}
    tables = {store: {table: rows[table] for table in schema.tables} for store, schema in DATABASES.items()}
    return Sample(DATABASES, tables, {"recordings": recordings})
