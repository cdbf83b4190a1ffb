"""Meetings and events, and per event and tool what was agreed to keep of it."""

from datetime import date, timedelta
from typing import Any

from gestand.examples import fakes, words
from gestand.examples.meetings import texts
from gestand.examples.meetings.community import members_of
from gestand.examples.meetings.people import NADIA, PIETER
from gestand.examples.world import Row, World, back, full_name

TOOLS = ("registrations_until", "attendance_until", "chat_until", "polls_until", "recording_until")


def fill(world: World) -> None:
    for organisation in world.rows["organisations"]:
        for number in range(5):
            _event(world, organisation, number)
    _nadia_elsewhere(world)


def _agreed(world: World, ended: date) -> dict[str, Any]:
    """The days until which each tool's data is kept. Nothing agreed: nothing is kept."""
    rng = world.rng
    if world.chance(0.15):
        return {"agreed_on": None, **dict.fromkeys(TOOLS)}
    kept = {
        "registrations_until": ended + timedelta(days=rng.choice([7, 30, 90])),
        "attendance_until": ended + timedelta(days=rng.choice([7, 30, 365])),
        "chat_until": ended + timedelta(days=rng.choice([0, 1, 14])),
        "polls_until": ended + timedelta(days=rng.choice([0, 30])),
        "recording_until": ended + timedelta(days=rng.choice([30, 180, 365])) if world.chance(0.6) else None,
    }
    return {"agreed_on": ended - timedelta(days=rng.randint(3, 40)), **kept}


def _event(world: World, organisation: Row, number: int) -> None:
    rng, people = world.rng, members_of(world, organisation)
    host = people[0] if organisation["id"] == 1 else rng.choice(people)
    kind, title = rng.choice(texts.EVENTS)
    held = (
        world.today - timedelta(days=rng.randint(2, 45)) if number < 2 else world.between(back(world.today, years=1), world.today)
    )
    if number == 4 and organisation["id"] > 2:
        held = world.today + timedelta(days=rng.randint(5, 40))  # still to come: only registrations
    starts = world.at(held, 9, 16)
    contact = next(row for row in world.rows["organisation_contacts"] if row["organisation_id"] == organisation["id"])
    agreed = _agreed(world, held)
    event = world.add(
        "events",
        organisation_id=organisation["id"],
        kind=kind,
        title=title,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=rng.choice([45, 60, 90])),
        host_id=host["id"],
        join_code=f"{rng.randrange(10**9):09d}",
        agreed_with=contact["id"] if agreed["agreed_on"] else None,
        **agreed,
    )
    present = [host, *rng.sample([row for row in people if row is not host], min(6, len(people) - 1))]
    if organisation["id"] == 1 and people[PIETER - 1] not in present:
        present.append(people[PIETER - 1])
    guests = [_guest(world) for _ in range(rng.randint(1, 4))] if kind != "meeting" else []
    for person in present:
        _registration(world, event, person, None)
    for guest in guests:
        _registration(world, event, None, guest)
    if held < world.today:
        _held(world, event, present, guests)


def _guest(world: World) -> dict[str, str]:
    first, infix, last = world.name()
    return {"first_name": first, "last_name": " ".join(filter(None, (infix, last))), "email": world.email(first, infix, last)}


def _registration(world: World, event: Row, member: Row | None, guest: dict[str, str] | None) -> None:
    rng = world.rng
    registered = event["starts_at"] - timedelta(days=rng.randint(1, 20))
    food = event["kind"] == "conference" and world.chance(0.4)
    world.add(
        "registrations",
        organisation_id=event["organisation_id"],
        event_id=event["id"],
        account_id=member["id"] if member else None,
        email=guest["email"] if guest else None,
        first_name=guest["first_name"] if guest else None,
        last_name=guest["last_name"] if guest else None,
        company=rng.choice(words.TRADES) if guest and world.chance(0.4) else None,
        answers={"workshop": rng.choice(["A", "B"])} if event["kind"] == "conference" else {},
        diet=rng.choice(texts.DIETS) if food else None,
        registered_at=min(registered, world.at(world.today)),
        cancelled_at=None,
    )


def _attendance(world: World, event: Row, member: Row | None, guest: dict[str, str] | None) -> Row:
    rng = world.rng
    agent, _ = rng.choice(words.AGENTS)
    joined = event["starts_at"] + timedelta(minutes=rng.randint(0, 12))
    return world.add(
        "attendances",
        organisation_id=event["organisation_id"],
        event_id=event["id"],
        account_id=member["id"] if member else None,
        guest_email=(world.other_case(guest["email"]) if world.chance(0.3) else guest["email"]) if guest else None,
        display_name=full_name(member) if member else f"{guest['first_name']} {guest['last_name']}" if guest else "Gast",
        device={"agent": agent, "camera": world.chance(0.7), "network": rng.choice(["wifi", "4g", "cable"])},
        ip_address=fakes.ip_address(rng),
        joined_at=joined,
        left_at=event["ends_at"] if world.chance(0.9) else None,
    )


def _held(world: World, event: Row, members: list[Row], guests: list[dict[str, str]]) -> None:
    rng = world.rng
    there = [_attendance(world, event, row, None) for row in members] + [_attendance(world, event, None, row) for row in guests]
    about = {"organisation_id": event["organisation_id"], "event_id": event["id"]}
    for person in rng.sample(there, min(4, len(there))):
        sent = event["starts_at"] + timedelta(minutes=rng.randint(5, 40))
        who = {"attendance_id": person["id"], "sender_name": person["display_name"]}
        world.add("chat_messages", **about, **who, body=rng.choice(texts.CHAT), sent_at=sent)
    if event["kind"] != "meeting":
        question, options = rng.choice(texts.POLLS)
        poll = world.add("poll_questions", event_id=event["id"], question=question, options=options)
        for person in there:
            answered = event["ends_at"] - timedelta(minutes=rng.randint(1, 10))
            choice = {"poll_id": poll["id"], "attendance_id": person["id"], "choice": rng.choice(options)}
            world.add("poll_answers", **about, **choice, answered_at=answered)
    if event["recording_until"]:
        started = event["starts_at"] + timedelta(minutes=2)
        recording = world.add(
            "recordings", **about, started_by=event["host_id"], seconds=rng.randrange(900, 5000), started_at=started
        )
        for person in there[:4]:
            world.add(
                "recording_tracks",
                **about,
                recording_id=recording["id"],
                attendance_id=person["id"],
                speaker_name=person["display_name"],
                storage_path=f"{event['id']:05d}/{recording['id']:05d}-{person['id']:06d}.opus",
                spoken=rng.choice(texts.SPOKEN),
            )


def _nadia_elsewhere(world: World) -> None:
    """Nadia is a guest at another customer's webinar, under her address as she typed it there."""
    nadia = world.rows["accounts"][NADIA - 1]
    event = next(
        row
        for row in world.rows["events"]
        if row["organisation_id"] not in (1, 11, 12) and row["kind"] != "meeting" and row["ends_at"].date() < world.today
    )
    later = world.today + timedelta(days=60)
    event.update(
        agreed_on=event["ends_at"].date() - timedelta(days=9), registrations_until=later, attendance_until=later, chat_until=later
    )
    guest = {"first_name": "Nadia", "last_name": "Haddad", "email": "Nadia.Haddad@Waterschap.example"}
    _registration(world, event, None, guest)
    there = _attendance(world, event, None, {**guest, "email": nadia["email"]})
    world.add(
        "chat_messages",
        organisation_id=event["organisation_id"],
        event_id=event["id"],
        attendance_id=there["id"],
        sender_name="Nadia Haddad",
        body="Bij het waterschap doen wij het anders.",
        sent_at=event["starts_at"] + timedelta(minutes=20),
    )
