"""What authorities asked, who was screened, what scans of the mail noticed, what customers post for all to see; and the files."""

from datetime import timedelta

from gestand.examples.telecom import texts
from gestand.examples.telecom.people import FATIMA, JOHAN
from gestand.examples.world import Row, World, back


def fill(world: World) -> None:
    _authorities(world)
    _screenings(world)
    _posts(world)
    _scans(world)


def _customers(world: World, *kinds: str) -> list[Row]:
    return [row for row in world.rows["customers"] if row["kind"] in kinds and row["id"] > FATIMA]


def _authorities(world: World) -> None:
    rng = world.rng
    for number, (authority, asked, ground, decision) in enumerate(texts.AUTHORITIES * 3):
        decided = world.spread(years=5, overdue=0.2, nearly=0.1) if number else None
        world.add(
            "authority_requests",
            authority=authority,
            reference=f"PV-{number + 4711}",
            customer_id=rng.choice(_customers(world, "private", "freelancer"))["id"],
            asked_for=asked,
            legal_ground=ground,
            received_at=world.at((decided or world.today) - timedelta(days=2)),
            decision=decision if decided else None,
            decided_by=JOHAN if decided else None,
            decided_on=decided,
        )


def _screenings(world: World) -> None:
    rng = world.rng
    for row in _customers(world, "company", "freelancer"):
        if world.chance(0.7):
            world.add(
                "screenings",
                customer_id=row["id"],
                list="sanctielijst EU",
                screened_on=row["created_at"].date(),
                outcome="gelijkenis, niet dezelfde" if rng.random() < 0.04 else "niets gevonden",
                screened_by=JOHAN,
            )


def _posts(world: World) -> None:
    rng = world.rng
    for number in range(90):
        customer = world.rows["customers"][FATIMA - 1] if number < 3 else rng.choice(_customers(world, "private"))
        posted = world.spread(years=2, overdue=0.15) if number > 2 else back(world.today, months=4 + number)
        title, body = rng.choice(texts.POSTS)
        world.add(
            "forum_posts",
            customer_id=customer["id"] if number % 17 != 9 else None,  # somebody who has no account any more
            nickname=f"{(customer['first_name'] or 'gast').lower()}{customer['id']}",
            title=title,
            body=body,
            posted_at=world.at(posted, 7, 23),
        )


def _scans(world: World) -> None:
    rng = world.rng
    staff = [row for row in world.rows["employees"] if row["left_on"] is None]
    for number in range(120):
        sender = rng.choice(world.rows["contacts"])["email"] if number % 4 == 0 else f"noreply{number}@vreemd.example"
        world.add(
            "mail_scans",
            sender_email=sender,
            employee_id=rng.choice(staff)["id"],
            verdict=rng.choice(["phishing", "phishing", "virus", "reclame"]),
            scanned_at=world.at(world.spread(days=30, overdue=0.15), 1, 23),
        )


def recordings(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """The recorded calls, by their path: a head and silence."""
    return {row["path"]: b"RIFF" + bytes(row["seconds"] % 48) for row in rows["call_recordings"]}


def camera_images(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """What the cameras at the door saw when somebody came in or left, by camera, day and hour."""
    seen = {}
    for row in rows["visitors"]:
        for camera, moment in (("ingang", row["arrived_at"]), ("parkeerplaats", row["left_at"])):
            if moment is not None:
                seen[f"{camera}/{moment:%Y%m%d}/{moment:%H%M%S}.jpg"] = b"\xff\xd8\xff" + row["id"].to_bytes(2, "big")
    return seen
