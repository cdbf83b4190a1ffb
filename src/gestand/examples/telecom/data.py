"""Make the sample: the same seed and the same day give the same rows, always."""

from datetime import date
from random import Random

from gestand.examples.sample import Sample
from gestand.examples.telecom import people, talk, trade
from gestand.examples.telecom.schema import CRM
from gestand.examples.world import Row, World

CUSTOMERS = 400


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world, CUSTOMERS)
    trade.fill(world)
    talk.fill(world)
    return {table: world.rows[table] for table in CRM.tables}


def sample(today: date, seed: int = 1) -> Sample:
    """The one database of the telecom company."""
    return Sample({"crm": CRM}, {"crm": generate(today, seed)})
