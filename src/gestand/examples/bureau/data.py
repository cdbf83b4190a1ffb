"""Make the bureau: the same seed and the same day give the same rows and files, always."""

from datetime import date
from random import Random

from gestand.examples.bureau import office, people, work
from gestand.examples.bureau.schema import BUREAU
from gestand.examples.sample import Sample
from gestand.examples.world import Row, World

CLIENTS = 44


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world, CLIENTS)
    work.fill(world)
    office.fill(world)
    return {table: world.rows.get(table, []) for table in BUREAU.tables}


def sample(today: date, seed: int = 1) -> Sample:
    """The database, and the clients' files that still lie in their folders."""
    rows = generate(today, seed)
    return Sample({"bureau": BUREAU}, {"bureau": rows}, {"client_files": work.files(rows)})
