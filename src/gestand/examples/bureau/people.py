"""The bureau's own people, its clients, and whom it deals with there."""

from datetime import date

from gestand.examples import fakes, words
from gestand.examples.bureau import texts
from gestand.examples.world import Row, World, back, full_name

SANNE, IMANE = 1, 2  # the first contact; the client who is a person
TEUN = 4  # the specialist who left, and whose access nobody ended
STAFF = 22
HOME = "voorbeeldmarketing.example"


def fill(world: World, clients: int) -> None:
    _staff(world)
    _freelancers(world)
    for number in range(1, clients + 1):
        _client(world, number)
    _logins(world)


def specialists(world: World) -> list[Row]:
    """Who work on clients' data now."""
    return [row for row in world.rows["employees"][1:] if row["left_on"] is None]


def _staff(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(1, STAFF + 1):
        first, infix, last = ("Teun", "de", "Graaf") if number == TEUN else world.name()
        left = back(today, months=1) if number == TEUN else None
        if number > 16:
            left = world.spread(years=2, overdue=0.4, nearly=0.3)
        if number > 20:
            left = date(today.year - 9 + number - 20, 6, 30)
        world.add(
            "employees",
            staff_no=f"VM{number:03d}",
            first_name=first,
            infix=infix or None,
            last_name=last,
            work_email=world.email(first, infix, last, HOME),
            private_email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            birth_date=world.between(date(today.year - 60, 1, 1), date(today.year - 24, 12, 31)),
            bsn=fakes.bsn(rng),
            iban=fakes.iban(rng),
            job_title=rng.choice(texts.POSITIONS) if number > 1 else "directeur",
            salary=rng.randrange(2600, 5400),
            assessment=rng.choice(["Sterk in cijfers.", "Werkt zorgvuldig met bestanden.", "Mag eerder om hulp vragen."]),
            id_document_path=f"/srv/personeel/{number:03d}.pdf",
            emergency_name=" ".join(filter(None, world.name())),
            emergency_phone=fakes.mobile(rng),
            locker=f"K{number:02d}",
            hired_on=world.between(back(left or today, years=8), back(left or today, months=4)),
            left_on=left,
        )


def _freelancers(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(9):
        first, infix, last = world.name()
        until = world.spread(years=2, overdue=0.4, nearly=0.2) if number > 4 else None
        world.add(
            "freelancers",
            name=" ".join(filter(None, (first, infix, last))),
            trade_name=f"{last} Teksten" if number % 2 else None,
            email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            kvk_no=f"{rng.randrange(10**8):08d}",
            iban=fakes.iban(rng),
            rate=rng.randrange(60, 110),
            remark="Alleen via het portaal, geen bestanden per mail." if number % 3 == 0 else None,
            since=back(until or today, years=2),
            until=until,
        )


def _client(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    named = number <= len(texts.CLIENTS)
    if named:
        name, form, sector, _ = texts.CLIENTS[number - 1]
    else:
        suffix, form = rng.choice(texts.FORMS)
        name = f"{rng.choice(texts.TRADES)} {rng.choice(words.LAST_NAMES)[1]} {suffix}".strip()
        sector = rng.choice(texts.SECTORS)
    started, ended = world.between(back(today, years=9), back(today, months=8)), None
    if not named and number % 4 == 0:  # gone, some for more than seven years
        ended = world.between(back(today, years=9), back(today, months=1))
        started = back(ended, months=rng.randint(6, 30))
    domain = fakes.ascii_only(name.lower().replace(" ", "").replace(".", "")) + ".example"
    city, region = rng.choice(words.CITIES)
    client = world.add(
        "clients",
        client_no=f"K{1000 + number * 3}",
        name=name,
        legal_form=form,
        kvk_no=f"{rng.randrange(10**8):08d}",
        street=rng.choice(words.STREETS),
        house_no=str(rng.randrange(1, 200)),
        postal_code=fakes.postal_code(rng, region),
        city=city,
        iban=fakes.iban(rng),
        invoice_email=world.email("administratie", "", str(number), domain),
        phone=fakes.mobile(rng),
        account_manager_id=rng.randrange(2, 12),
        sector=sector,
        remarks=rng.choice(texts.REMARKS) if world.chance(0.3) else None,
        created_at=world.at(started),
        ended_on=ended,
        deleted_at=world.at(ended) if ended and world.chance(0.5) else None,
    )
    for place in range(rng.choice([1, 2, 2, 3])):
        _contact(world, client, domain, place)


def _contact(world: World, client: Row, domain: str, place: int) -> None:
    rng, first_of_all = world.rng, not world.rows.get("contacts")
    first, infix, last = world.name()
    if first_of_all:
        first, infix, last = "Sanne", "", "Vermeulen"
    elif client["id"] == IMANE:
        first, infix, last = "Imane", "", "Haddad"
    left = world.spread(years=2, overdue=0.4, nearly=0.2) if place and world.chance(0.35) else None
    world.add(
        "contacts",
        client_id=client["id"],
        first_name=first,
        infix=infix or None,
        last_name=last,
        job_title="hoofd marketing" if first_of_all else rng.choice(texts.JOBS),
        email=world.email(first, infix, last, domain),
        phone=fakes.mobile(rng),
        created_at=client["created_at"],
        left_on=max(left, client["created_at"].date()) if left else None,
    )


def _logins(world: World) -> None:
    """Each person their own: our people, and those at clients who use the portal."""
    rng = world.rng
    owners = [("employee", row) for row in world.rows["employees"]] + [("freelancer", row) for row in world.rows["freelancers"]]
    owners += [("contact", row) for row in world.rows["contacts"] if row["id"] == SANNE or world.chance(0.5)]
    for kind, row in owners:
        gone = row.get("left_on") or row.get("until")
        seen = world.between(back(world.today, months=3), world.today) if gone is None else gone
        user = world.add(
            "user",
            name=row.get("name") or full_name(row),
            email=row.get("work_email") or row["email"],
            password_hash=fakes.password_hash(rng),
            totp_secret=rng.randbytes(10).hex() if kind != "contact" or world.chance(0.5) else None,
            owner_type=kind,
            owner_id=row["id"],
            last_login_at=world.at(seen),
            last_login_ip=fakes.ip_address(rng),
            created_at=world.at(back(seen, years=1)),
            # Somebody forgot Teun; the others were shut the day they left.
            disabled_at=world.at(gone) if gone and not (kind == "employee" and row["id"] == TEUN) else None,
        )
        for _ in range(rng.randint(2, 6)):
            world.put(
                "login_log",
                user_id=user["id"],
                happened_at=world.at(world.spread(months=6, overdue=0.12)),
                outcome=rng.choice(["ok", "ok", "ok", "password", "code"]),
                ip_address=fakes.ip_address(rng),
                user_agent=rng.choice(words.AGENTS)[0],
            )


def name_of(row: Row) -> str:
    """How somebody is written in a text."""
    return str(row.get("name") or full_name(row))
