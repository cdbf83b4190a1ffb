"""Our own people, our customers, and the people there whom we deal with."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.helpdesk import texts
from gestand.examples.world import Row, World, back, full_name

HOME = "voorbeeldbalie.example"
IMANE = 6  # the customer who is a person
ENDED, JUST_ENDED = 4, 5  # customers whose agreement ended: forty days ago, ten days ago
MARTIJN = 3  # of us, let in by customers
STAFF, CUSTOMERS = 18, 24


def fill(world: World) -> None:
    _staff(world)
    for number in range(1, CUSTOMERS + 1):
        _customer(world, number)
    _suppliers(world)
    _applicants(world)


def ended(world: World, number: int) -> date | None:
    """When the agreement with a customer ended."""
    if number in (ENDED, JUST_ENDED):
        return world.today - timedelta(days=40 if number == ENDED else 10)
    return back(world.today, years=number - 18) if number > 20 else None


def present(world: World) -> list[Row]:
    return [row for row in world.rows["employees"] if row["left_on"] is None]


def domain_of(number: int) -> str:
    slug = texts.TENANTS[number - 1][1] if number <= len(texts.TENANTS) else f"klant{number}"
    return f"{slug}.example"


def _staff(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(1, STAFF + 1):
        first, infix, last = ("Martijn", "", "Postma") if number == MARTIJN else world.name()
        left = None
        if number > 13:
            left = world.spread(years=2, overdue=0.5, nearly=0.2) if number < 17 else date(today.year - 9 + number - 17, 8, 31)
        world.add(
            "employees",
            staff_no=f"VB{number:03d}",
            first_name=first,
            infix=infix or None,
            last_name=last,
            work_email=world.email(first, infix, last, HOME),
            private_email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            birth_date=world.between(date(today.year - 60, 1, 1), date(today.year - 23, 12, 31)),
            bsn=fakes.bsn(rng),
            iban=fakes.iban(rng),
            job_title="directeur" if number == 1 else rng.choice(texts.POSITIONS),
            salary=rng.randrange(2500, 5600),
            assessment=rng.choice(["Helpt graag.", "Schrijft heldere antwoorden.", "Mag vaker pauze nemen."]),
            manager_id=None if number == 1 else 1 if number < 6 else rng.randrange(2, 6),
            hired_on=world.between(back(left or today, years=7), back(left or today, months=5)),
            left_on=left,
        )
    for row in world.rows["employees"]:
        for _ in range(rng.randint(1, 3)):
            last_day = row["left_on"] or today
            world.add(
                "trainings",
                employee_id=row["id"],
                subject=rng.choice(texts.TRAININGS),
                attended_on=world.between(max(row["hired_on"], back(last_day, years=3)), last_day),
                mark=rng.randint(6, 10),
            )
        for _ in range(rng.randint(4, 9)):
            day = world.spread(months=6, overdue=0.15)
            if row["left_on"] and day > row["left_on"]:
                day = row["left_on"]
            world.put(
                "vpn_log",
                staff_no=row["staff_no"],
                came_in_at=world.at(day, 6, 22),
                ip_address=fakes.ip_address(rng),
                key_fingerprint=f"SHA256:{rng.randbytes(16).hex()}",
                outcome=rng.choice(["ok", "ok", "ok", "refused"]),
            )


def _customer(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    named = number <= len(texts.TENANTS)
    name = texts.TENANTS[number - 1][0] if named else f"{rng.choice(words.TRADES)} {rng.choice(words.LAST_NAMES)[1]}"
    over = ended(world, number)
    started = world.between(back(over or today, years=7), back(over or today, months=9))
    city, region = rng.choice(words.CITIES)
    customer = world.add(
        "customers",
        customer_no=f"B{20000 + number * 7}",
        name="Imane Haddad" if number == IMANE else f"{name} B.V.",
        kind="freelance" if number == IMANE else "company",
        kvk_no=f"{rng.randrange(10**8):08d}",
        street=rng.choice(words.STREETS),
        house_no=str(rng.randrange(1, 200)),
        postal_code=fakes.postal_code(rng, region),
        city=city,
        iban=fakes.iban(rng),
        invoice_email=f"imane@{domain_of(number)}" if number == IMANE else f"facturen@{domain_of(number)}",
        phone=fakes.mobile(rng),
        tenant_id=number,
        agreement_signed_on=started + timedelta(days=rng.randint(0, 14)),
        agreement_version="2024-1" if number % 3 else "2026-1",
        created_at=world.at(started),
        ended_on=over,
    )
    for place, role in enumerate(["agreement", "invoices", "privacy"][: 1 if number == IMANE else rng.choice([2, 2, 3])]):
        first, infix, last = ("Imane", "", "Haddad") if number == IMANE else world.name()
        left = world.spread(years=2, overdue=0.4, nearly=0.2) if place and world.chance(0.3) else None
        world.add(
            "customer_contacts",
            customer_id=number,
            first_name=first,
            infix=infix or None,
            last_name=last,
            job_title=rng.choice(texts.JOBS),
            email=customer["invoice_email"] if number == IMANE else world.email(first, infix, last, domain_of(number)),
            phone=customer["phone"] if number == IMANE else fakes.mobile(rng),
            role=role,
            created_at=customer["created_at"],
            left_on=max(left, started) if left else None,
        )


def _suppliers(world: World) -> None:
    rng = world.rng
    for number, (company, service, country) in enumerate(texts.SUPPLIERS):
        world.add(
            "suppliers",
            company=f"{company} B.V.",
            service=service,
            country=country,
            agreement_signed_on=back(world.today, years=2, months=number),
            ended_on=world.spread(years=2, overdue=1.0) if number == 4 else None,
        )
        for place in range(2):
            first, infix, last = world.name()
            world.add(
                "supplier_contacts",
                supplier_id=number + 1,
                full_name=" ".join(filter(None, (first, infix, last))),
                email=world.email(first, infix, last, f"{company.lower().replace(' ', '')}.example"),
                phone=fakes.mobile(rng),
                left_on=world.spread(years=2, overdue=0.5) if place and world.chance(0.5) else None,
            )


def _applicants(world: World) -> None:
    rng = world.rng
    for number in range(36):
        first, infix, last = world.name()
        closed = world.spread(days=28, overdue=0.25, nearly=0.15) if number % 6 else None
        keep_longer = closed is not None and world.chance(0.3)
        if keep_longer:
            closed = world.spread(years=1, overdue=0.3, nearly=0.2)
        world.add(
            "applicants",
            name=" ".join(filter(None, (first, infix, last))),
            email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            cv=rng.choice(texts.CVS),
            letter=rng.choice(texts.LETTERS),
            impression="Prettig gesprek, zoekt meer uren." if closed else None,
            seen_by_id=rng.choice(present(world))["id"],
            applied_on=(closed or world.today) - timedelta(days=rng.randint(8, 40)),
            closed_on=closed,
            keep_longer=keep_longer,
        )


def name_of(row: Row) -> str:
    """How somebody is written in a text."""
    return str(row.get("name") or full_name(row))
