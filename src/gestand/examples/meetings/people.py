"""Customers and their contacts, the members of their platforms, and those who work for, at or with the company itself."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.meetings import texts
from gestand.examples.world import Row, World, back, full_name

NADIA, PIETER, SANNE = 1, 2, 3  # the members with a story
JORIS = 2  # the member of staff with one
OURS = "voorbeeldplein.example"
ENDED, JUST_ENDED = 11, 12  # customers whose agreement ended


def fill(world: World) -> None:
    _staff(world)
    _suppliers(world)
    _applicants(world)
    _customers(world)
    _named_members(world)
    for organisation in world.rows["organisations"]:
        for _ in range(world.rng.randint(14, 24)):
            member(world, organisation, world.name())
        _robot(world, organisation)


def _customers(world: World) -> None:
    rng, today = world.rng, world.today
    for number, (name, slug) in enumerate(texts.ORGANISATIONS, 1):
        started = world.between(back(today, years=6), back(today, years=1, months=6))
        ended = {ENDED: today - timedelta(days=40), JUST_ENDED: today - timedelta(days=10)}.get(number)
        row = world.add(
            "organisations",
            name=name,
            slug=slug,
            country="BE" if slug == "kompas" else "NL",
            plan=rng.choice(["klein", "midden", "groot"]),
            privacy_url=f"https://{slug}.example/privacy" if world.chance(0.8) else None,
            agreement_version="2024-1" if number % 5 else None,
            agreement_signed_on=started if number % 5 else None,
            contract_started_on=started,
            contract_ended_on=ended,
        )
        for role in ("agreement", "invoices", "privacy"):
            first, infix, last = world.name()
            world.add(
                "organisation_contacts",
                organisation_id=row["id"],
                first_name=first,
                infix=infix or None,
                last_name=last,
                job_title=rng.choice(words.JOBS),
                email=world.email(first, infix, last, f"{slug}.example"),
                phone=fakes.mobile(rng),
                role=role,
                left_on=world.spread(years=2, overdue=0.4, nearly=0.3) if world.chance(0.3) else None,
            )


def member(world: World, organisation: Row, name: tuple[str, str, str], seen: int | None = None) -> Row:
    """An account of somebody at a customer; `seen` days ago for the last time."""
    rng, today = world.rng, world.today
    first, infix, last = name
    email = world.email(first, infix, last, f"{organisation['slug']}.example")
    created = world.between(organisation["contract_started_on"], today - timedelta(days=60))
    last_seen = today - timedelta(days=rng.randint(1, 300) if seen is None else seen)
    deleted = world.at(world.spread(days=30, overdue=0.3, nearly=0.3)) if seen is None and world.chance(0.1) else None
    return world.add(
        "accounts",
        organisation_id=organisation["id"],
        kind="member",
        username=email.partition("@")[0] + f"-{organisation['id']}",
        email=email,
        first_name=first,
        infix=infix or None,
        last_name=last,
        display_name=" ".join(filter(None, name)),
        bio=rng.choice(texts.BIOS) if world.chance(0.3) else None,
        avatar_path=f"avatars/{organisation['slug']}/{len(world.rows.get('accounts', [])) + 1}.jpg"
        if world.chance(0.4)
        else None,
        password_hash=fakes.password_hash(rng),
        totp_secret=rng.randbytes(10).hex() if world.chance(0.4) else None,
        settings={"mail": rng.choice(["direct", "daily", "never"]), "blur_background": world.chance(0.5)},
        language=rng.choices(["nl", "en", "es"], [88, 10, 2])[0],
        last_ip=fakes.ip_address(rng),
        created_at=world.at(created),
        last_seen_at=world.at(max(last_seen, created)),
        deleted_at=deleted,
    )


def _named_members(world: World) -> None:
    first, second = world.rows["organisations"][:2]
    member(world, first, ("Nadia", "", "Haddad"), seen=2)
    member(world, first, ("Pieter", "", "Smit"), seen=4)
    member(world, second, ("Sanne", "de", "Vries"), seen=9)


def _robot(world: World, organisation: Row) -> None:
    """The account that imports members: nobody."""
    row = member(world, organisation, ("Import", "", organisation["slug"].title()), seen=1)
    name = f"import-{organisation['slug']}"
    row.update(kind="robot", first_name=None, last_name=None, bio=None, avatar_path=None, totp_secret=None, display_name="Import")
    row.update(username=name, email=f"{name}@{OURS}", last_ip="192.0.2.1", deleted_at=None)


def _staff(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(1, 27):
        first, infix, last = world.name()
        department, job = rng.choice(texts.DEPARTMENTS)
        if number == 1:
            department, job = "directie", "directeur"
        elif number == JORIS:
            first, infix, last, department, job = "Joris", "", "Dekker", "ondersteuning", "medewerker ondersteuning"
        left = world.spread(years=2, overdue=0.4, nearly=0.3) if number > 20 else None
        if number > 24:
            left = date(today.year - 8 + number - 25, rng.randrange(1, 13), 28)
        hired = world.between(back(left or today, years=6), back(left or today, months=3))
        row = world.add(
            "employees",
            staff_no=f"P{number:03d}",
            first_name=first,
            infix=infix or None,
            last_name=last,
            work_email=world.email(first, infix, last, OURS),
            phone=fakes.mobile(rng),
            private_email=world.email(first, infix, last),
            birth_date=world.between(date(today.year - 60, 1, 1), date(today.year - 24, 12, 31)),
            bsn=fakes.bsn(rng),
            iban=fakes.iban(rng),
            job_title=job,
            department=department,
            salary=rng.randrange(2600, 5600),
            manager_id=None if number == 1 else 1,
            confidentiality_signed_on=hired,
            hired_on=hired,
            left_on=left,
        )
        for year in range(2):
            done = back(left or today, months=rng.randint(1, 11), years=year)
            if done > hired:
                course = rng.choice(texts.COURSES)
                path = f"certificaten/{row['staff_no']}-{done.year}.pdf"
                world.add("trainings", employee_id=row["id"], course=course, completed_on=done, certificate_path=path)


def _suppliers(world: World) -> None:
    rng, today = world.rng, world.today
    for number, (company, role, country, behind) in enumerate(texts.SUPPLIERS, 1):
        signed = world.between(back(today, years=4), back(today, years=1))
        row = world.add(
            "suppliers",
            company=f"{company} B.V.",
            role=role,
            country=country,
            supplied_by=behind,
            agreement_signed_on=signed if number not in (4, 8) else None,
            reviewed_on=world.between(back(today, years=1), today) if number != 8 else None,
            ended_on=world.spread(years=2, overdue=1) if role == "office" else None,
        )
        for _ in range(2):
            first, infix, last = world.name()
            world.add(
                "supplier_contacts",
                supplier_id=row["id"],
                first_name=first,
                infix=infix or None,
                last_name=last,
                job_title=rng.choice(words.JOBS),
                email=world.email(first, infix, last, f"{company.lower().replace(' ', '-')}.example"),
                phone=fakes.mobile(rng),
                left_on=world.spread(years=2, overdue=0.4, nearly=0.2) if world.chance(0.3) else None,
            )


def _applicants(world: World) -> None:
    rng = world.rng
    for number in range(24):
        first, infix, last = world.name()
        pool = world.chance(0.35)
        closed = world.spread(years=1, nearly=0.2) if pool else world.spread(days=28, overdue=0.25, nearly=0.2)
        closed_on = None if number % 8 == 7 else closed
        world.add(
            "applicants",
            first_name=first,
            infix=infix or None,
            last_name=last,
            email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            position=rng.choice(texts.POSITIONS),
            motivation=rng.choice(texts.MOTIVES),
            cv_path=f"sollicitaties/{number + 1:04d}/cv.pdf",
            assessment="Fijn gesprek, nog weinig ervaring." if closed_on else None,
            assessed_by=rng.randint(1, 20),
            applied_on=(closed_on or world.today) - timedelta(days=rng.randint(8, 40)),
            closed_on=closed_on,
            pool=pool and closed_on is not None,
        )


def name_of(row: Row) -> str:
    return full_name(row)
