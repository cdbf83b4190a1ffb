"""Make the sample: the same seed and the same day give the same rows, always."""

from datetime import date
from random import Random

from gestand.examples.meetings import community, gatherings, office, people
from gestand.examples.meetings.schema import PLATFORM
from gestand.examples.sample import Sample
from gestand.examples.world import Row, World


def generate(today: date, seed: int = 1) -> dict[str, list[Row]]:
    """All rows by table, as they are on `today`."""
    world = World(Random(seed), today)
    people.fill(world)
    community.fill(world)
    gatherings.fill(world)
    office.fill(world)
    return {table: world.rows[table] for table in PLATFORM.tables}


def sample(today: date, seed: int = 1) -> Sample:
    """The one database of the platform, the folder of its documents and that of what people said in meetings."""
    rows = generate(today, seed)
    archive = {row["storage_path"]: b"%PDF-1.4 a page of the sample\n" for row in rows["document_versions"]}
    tracks = {row["storage_path"]: b"OggS a voice of the sample" for row in rows["recording_tracks"]}
    return Sample({"platform": PLATFORM}, {"platform": rows}, {"archive": archive, "tracks": tracks})
