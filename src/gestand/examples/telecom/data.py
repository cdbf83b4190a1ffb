"""Make the sample: the same seed and the same day give the same rows, always."""

from datetime import date
from random import Random

from gestand.examples.sample import Sample
from gestand.examples.telecom import guard, people, talk, trade, website
from gestand.examples.telecom.schema import CRM
from gestand.examples.world import Row, World

CUSTOMERS = 400


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world, CUSTOMERS)
    trade.fill(world)
    talk.fill(world)
    guard.fill(world)
    return {table: world.rows[table] for table in CRM.tables}


def sample(today: date, seed: int = 1) -> Sample:
    """The one database of the telecom company, its recorded calls, what the cameras at the door saw, and the logs of its web server."""
    rows = generate(today, seed)
    files = {
        "recordings": guard.recordings(rows),
        "cameras": guard.camera_images(rows),
        "web_logs": website.logs(rows, today, seed),
    }
    return Sample({"crm": CRM}, {"crm": rows}, files, {"web_logs": website.moments(today)})
