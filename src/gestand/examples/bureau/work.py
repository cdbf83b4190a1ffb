"""Agreements, projects, clients' files and the people in them, and what was done with them."""

import csv
import io
from datetime import datetime, timedelta

from gestand.examples import fakes, words
from gestand.examples.bureau import texts
from gestand.examples.bureau.people import SANNE, TEUN, name_of, specialists
from gestand.examples.world import Row, World, back

FREQUENT = "wilma.woutcroes@example.nl"  # stands in the files of three clients
WILMAS = (1, 3, 4)  # these


def fill(world: World) -> None:
    for client in world.rows["clients"]:
        _agreement(world, client)
        _accounts(world, client)
        _projects(world, client)
    _sub_processors(world)
    for number in range(150):
        _delivery(world, number)
    _loose_ends(world)
    _incidents(world)


def _contacts(world: World, client: Row) -> list[Row]:
    return [row for row in world.rows["contacts"] if row["client_id"] == client["id"]]


def _agreement(world: World, client: Row) -> None:
    rng, contact = world.rng, _contacts(world, client)[0]
    started = client["created_at"].date()
    own = texts.CLIENTS[client["id"] - 1][3] if client["id"] <= len(texts.CLIENTS) else None
    for version in range(1, rng.choice([1, 1, 2]) + 1):
        agreement = world.add(
            "agreements",
            client_id=client["id"],
            version=version,
            signed_on=min(started + timedelta(days=200 * (version - 1)), world.today),
            signed_by_id=contact["id"],
            signed_by_name=name_of(contact),
            retention_days=own,
            breach_hours=24,
            return_method=rng.choice(["portal", "sftp"]),
            pdf_path=f"/srv/overeenkomsten/{client['client_no']}-{version}.pdf",
            ended_on=client["ended_on"],
        )
        for field in texts.MEMBER_FIELDS:
            world.put("agreed_fields", agreement_id=agreement["id"], field=field, why="nodig voor segmenten en verzending")
    receivers = [contact] if contact["id"] == SANNE or world.chance(0.8) else []
    for receiver in receivers:
        _receiver(world, client, receiver["id"], name_of(receiver), receiver["email"], started)
    if world.chance(0.25):  # a mailing house or a printer that the client named: nobody we know otherwise
        first, infix, last = world.name()
        name = " ".join(filter(None, (first, infix, last)))
        _receiver(world, client, None, name, world.email(first, infix, last, "mailhuis.example"), started)


def _receiver(world: World, client: Row, contact: int | None, name: str, email: str, since: object) -> None:
    until = client["ended_on"] or (world.spread(years=1, overdue=0.3) if world.chance(0.15) and contact != SANNE else None)
    world.add(
        "authorised_receivers",
        client_id=client["id"],
        contact_id=contact,
        name=name,
        email=world.other_case(email) if contact == SANNE else email,
        key_fingerprint=f"SHA256:{world.rng.randbytes(20).hex()}" if world.chance(0.4) else None,
        recorded_by=world.rng.randrange(2, 12),
        since=since,
        until=until,
    )


def _accounts(world: World, client: Row) -> None:
    rng, contact = world.rng, _contacts(world, client)[0]
    team = specialists(world)
    for platform in rng.sample(texts.PLATFORMS, rng.choice([1, 2, 2, 3])):
        opened = min(client["created_at"].date() + timedelta(days=rng.randint(1, 40)), world.today)
        ended = client["ended_on"]
        account = world.add(
            "client_accounts",
            client_id=client["id"],
            platform=platform,
            login_name=contact["email"] if world.chance(0.4) else client["invoice_email"],
            opened_on=opened,
            service_ended_on=ended,
            client_told_at=world.at(ended) if ended else None,
            password_changed_on=ended + timedelta(days=1) if ended and world.chance(0.8) else None,
            confirmed_by_id=contact["id"] if ended else None,
        )
        named = [world.rows["employees"][TEUN - 1]] if client["id"] in (1, 3) else []
        for employee in [*named, *rng.sample(team, 2)]:
            _grant(world, account, employee["id"], None, opened, ended)
        if world.chance(0.2):
            _grant(world, account, None, rng.randrange(1, 10), opened, ended)


def _grant(world: World, account: Row, employee: int | None, freelancer: int | None, opened: object, ended: object) -> None:
    world.add(
        "account_grants",
        client_account_id=account["id"],
        employee_id=employee,
        freelancer_id=freelancer,
        granted_on=opened,
        revoked_on=ended,
        reason="lid van het klantteam",
    )


def _projects(world: World, client: Row) -> None:
    rng, team = world.rng, specialists(world)
    for _ in range(rng.choice([1, 2, 2, 3])):
        title, kind = rng.choice(texts.PROJECTS)
        last = client["ended_on"] or world.today
        started = world.between(max(client["created_at"].date(), back(last, years=3)), last)
        ended = client["ended_on"] or (world.between(started, last) if world.chance(0.5) else None)
        project = world.add(
            "projects",
            client_id=client["id"],
            title=title,
            kind=kind,
            started_on=started,
            ended_on=ended,
            budget=rng.randrange(8, 90) * 250,
        )
        for role, employee in zip(["eerste", "tweede", "derde"], rng.sample(team, rng.choice([2, 2, 3])), strict=False):
            world.put(
                "project_specialists",
                project_id=project["id"],
                employee_id=employee["id"],
                role=role,
                since=started,
                until=ended,
            )
        if world.chance(0.35):
            giver, taker = rng.sample(team, 2)
            if client["id"] <= 3:
                giver = world.rows["employees"][TEUN - 1]
            day = back(world.today, months=1) if client["id"] <= 3 else world.spread(years=2)
            world.add(
                "handovers",
                project_id=project["id"],
                people={"from": giver["id"], "to": taker["id"]},
                remark=rng.choice(texts.HANDOVER_REMARKS),
                handed_on=day,
                confirmed_at=world.at(day + timedelta(days=1)) if world.chance(0.9) and day < world.today else None,
            )


def _sub_processors(world: World) -> None:
    rng = world.rng
    for company, service, country, safeguard in texts.SUB_PROCESSORS:
        since = back(world.today, years=4)
        row = world.add(
            "sub_processors", company=company, service=service, country=country, safeguard=safeguard, since=since, ended_on=None
        )
        for client in world.rows["clients"]:
            if client["ended_on"] is None:
                objects = world.chance(0.06)
                world.put(
                    "sub_processor_approvals",
                    sub_processor_id=row["id"],
                    client_id=client["id"],
                    asked_on=since,
                    approved_on=None if objects else since + timedelta(days=rng.randint(1, 25)),
                    approved_by_id=None if objects else _contacts(world, client)[0]["id"],
                    objection="Liever geen bedrijf buiten de Europese Unie." if objects else None,
                )


def _period(client: Row) -> int:
    own = texts.CLIENTS[client["id"] - 1][3] if client["id"] <= len(texts.CLIENTS) else None
    return own or 30


def _delivery(world: World, number: int) -> None:
    rng = world.rng
    client = world.rows["clients"][number % 8] if number < 48 else rng.choice(world.rows["clients"])
    projects = [row for row in world.rows["projects"] if row["client_id"] == client["id"]]
    contact = _contacts(world, client)[0]
    processed = world.spread(days=_period(client), overdue=0.12, nearly=0.15)
    if number in WILMAS:
        processed = world.today - timedelta(days=3)
    refused, waiting = number % 19 == 7, number % 13 == 5
    received = world.at((world.today if waiting else processed) - timedelta(days=rng.randint(2, 20)))
    file_name = f"{rng.choice(texts.FILES)}-{received:%Y%m%d}.csv"
    delivery = world.add(
        "deliveries",
        client_id=client["id"],
        project_id=rng.choice(projects)["id"],
        file_name=file_name,
        path=None,
        sha256=rng.randbytes(32).hex(),
        records=0,
        received_via=rng.choice(["portal", "portal", "sftp"]),
        uploaded_by=world.other_case(contact["email"]) if world.chance(0.3) else contact["email"],
        handled_by_id=rng.choice(specialists(world))["id"],
        received_at=received,
        state="refused" if refused else "received" if waiting else "processed",
        refused_because=None,
        processed_at=None if refused or waiting else world.at(processed),
        removed_at=None,
    )
    for column in texts.MEMBER_FIELDS:
        world.put("delivery_columns", delivery_id=delivery["id"], name=column, looks_like="agreed", verdict="accepted")
    if refused:  # not stored: only that it was refused, and why
        column, looks, because = texts.REFUSED[number % len(texts.REFUSED)]
        world.put("delivery_columns", delivery_id=delivery["id"], name=column, looks_like=looks, verdict="refused")
        delivery["refused_because"], delivery["processed_at"] = because, received
        return
    delivery["path"] = f"{client['id']}/{received:%Y-%m-%d}-{delivery['id']}.csv"
    _members(world, delivery, number)
    if delivery["state"] == "processed":
        _used(world, delivery, contact)


def _members(world: World, delivery: Row, number: int) -> None:
    rng = world.rng
    count = rng.randint(6, 14)
    for place in range(count):
        first, infix, last = world.name()
        email = world.email(first, infix, last)
        if place == 0 and number in WILMAS:  # in the files of three clients, each time written another way
            first, infix, last = "Wilma", "", "Wout-Croes"
            email = FREQUENT if number == 1 else world.other_case(FREQUENT)
        if place == 1 and number == 2:  # who deals with us for one client is a customer of another
            sanne = world.rows["contacts"][SANNE - 1]
            first, infix, last, email = "Sanne", "", "Vermeulen", sanne["email"]
        city = rng.choice(words.CITIES)
        world.add(
            "audience_members",
            delivery_id=delivery["id"],
            client_id=delivery["client_id"],
            client_ref=f"{rng.randrange(10**6):06d}",
            first_name=first,
            last_name=f"{infix} {last}".strip(),
            email=email,
            postal_code=fakes.postal_code(rng, city[1]),
            birth_year=rng.randrange(world.today.year - 85, world.today.year - 18),
            segment=rng.choice(texts.SEGMENTS),
            score=rng.randrange(100),
            extra={
                "laatste_bestelling": str(world.between(back(world.today, years=2), world.today)),
                "bron": rng.choice(texts.FILES),
            },
        )
    delivery["records"] = count


def _used(world: World, delivery: Row, contact: Row) -> None:
    """A campaign, what came of it, the file that went back, and a question about the work."""
    rng, processed = world.rng, delivery["processed_at"]
    members = [row for row in world.rows["audience_members"] if row["delivery_id"] == delivery["id"]]
    if world.chance(0.6):
        campaign = world.add(
            "campaigns",
            project_id=delivery["project_id"],
            client_id=delivery["client_id"],
            delivery_id=delivery["id"],
            platform="mailprogramma",
            subject=rng.choice(texts.SUBJECTS),
            proof_sent_to=contact["email"],
            sent_at=processed,
        )
        for member in members:
            for event in ["sent", "opened", "clicked"][: rng.choice([1, 1, 2, 3])]:
                world.put(
                    "campaign_events",
                    campaign_id=campaign["id"],
                    email=world.other_case(member["email"]) if world.chance(0.1) else member["email"],
                    event=event,
                    happened_at=processed + timedelta(hours=rng.randint(0, 20)) if event != "sent" else processed,
                    ip_address=fakes.ip_address(rng) if event != "sent" else None,
                    user_agent=rng.choice(words.AGENTS)[0] if event != "sent" else None,
                )
    if world.chance(0.15):
        key = (delivery["client_id"], members[0]["email"])
        if key not in {(row["client_id"], row["email"]) for row in world.rows.get("do_not_mail", [])}:
            world.put("do_not_mail", client_id=key[0], email=key[1], reason="afgemeld", added_at=processed)
    receivers = [row for row in world.rows["authorised_receivers"] if row["client_id"] == delivery["client_id"]]
    if receivers:
        receiver = rng.choice(receivers)
        world.add(
            "returned_files",
            delivery_id=delivery["id"],
            receiver_id=receiver["id"],
            method=rng.choice(["portal", "sftp"]),
            sent_by_id=delivery["handled_by_id"],
            sent_at=processed,
            confirmed_at=processed + timedelta(hours=rng.randint(1, 30)) if world.chance(0.9) else None,
        )
    if world.chance(0.3) or contact["id"] == SANNE:
        question, answer = rng.choice(texts.QUESTIONS)
        asked = min(processed + timedelta(days=rng.randint(1, 5)), datetime.combine(world.today, processed.time()))
        world.add(
            "processing_questions",
            delivery_id=delivery["id"],
            asked_by_id=contact["id"],
            answered_by_id=delivery["handled_by_id"],
            question=question,
            answer=answer,
            asked_at=asked,
            answered_at=asked + timedelta(hours=3),
        )
    for action in ["opened", "segmented", "returned"]:
        actor = rng.choice([f"employee:{delivery['handled_by_id']}", f"freelancer:{rng.randrange(1, 10)}", f"employee:{TEUN}"])
        world.add(
            "work_log",
            actor=actor,
            action=action,
            object=f"delivery:{delivery['id']}",
            ip_address=fakes.ip_address(rng),
            happened_at=processed - timedelta(minutes=rng.randint(1, 600)),
        )


def _loose_ends(world: World) -> None:
    """Rows of a file whose line in the register was thrown away by hand, and log lines about things that are gone."""
    rng = world.rng
    for member in world.rows["audience_members"][40:44]:
        member["delivery_id"] = 99999
    for _ in range(300):
        kind, count = rng.choice([("employee", len(world.rows["employees"])), ("freelancer", 9)])
        world.add(
            "work_log",
            actor=f"{kind}:{rng.randrange(1, count + 1)}",
            action=rng.choice(["opened", "exported", "login", "revoked"]),
            object=f"{rng.choice(['delivery', 'account'])}:{rng.randrange(1, 60)}",
            ip_address=fakes.ip_address(rng),
            happened_at=world.at(world.spread(years=2, overdue=0.1)),
        )


def _incidents(world: World) -> None:
    rng, teun = world.rng, world.rows["employees"][TEUN - 1]
    for number, story in enumerate(texts.INCIDENTS):
        found = world.at(back(world.today, months=2 + 14 * number))
        who = teun if number == 0 else rng.choice(specialists(world))
        world.add(
            "incidents",
            client_id=number + 1,
            discovered_at=found,
            client_told_at=found + timedelta(hours=rng.randint(2, 22)),
            told_by_id=1,
            description=story.format(name=name_of(who)),
            people_concerned=rng.choice([0, 12, 340]),
            closed_at=found + timedelta(days=rng.randint(5, 30)),
        )


def files(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """The clients' files, by their path: each with the people of one delivery."""
    made = {}
    for delivery in rows["deliveries"]:
        if delivery["path"]:
            sheet = io.StringIO()
            lines = csv.DictWriter(sheet, texts.MEMBER_FIELDS, extrasaction="ignore", lineterminator="\r\n")
            lines.writeheader()
            lines.writerows(row for row in rows["audience_members"] if row["delivery_id"] == delivery["id"])
            made[delivery["path"]] = sheet.getvalue().encode("utf-8")
    return made
