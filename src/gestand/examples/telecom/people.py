"""Customers and their accounts; staff, applicants, suppliers and visitors."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.telecom import texts
from gestand.examples.world import Life, Row, World, back, full_name

FATIMA, MARIA, MARK, RUBEN = 1, 2, 3, 4  # the customers with a story
JOHAN = 2  # the member of staff with one
NAMED = RUBEN  # other customers have higher numbers


def fill(world: World, customers: int) -> None:
    _staff(world)
    _named_customers(world)
    for _ in range(customers - NAMED):
        _customer(world)
    _applicants(world)
    _suppliers(world)
    _visitors(world)


def _named_customers(world: World) -> None:
    today = world.today
    ended = back(today, months=2)
    fatima = Life(back(today, years=2, months=6), today - timedelta(days=6), ended)
    _private(world, ("Fatima", "", "El Amrani"), fatima, remark=texts.REMARKS[0])
    _private(world, ("Maria", "", "Jansen"), Life(back(today, years=4), today - timedelta(days=9)))
    _private(world, ("Mark", "", "Jansen"), Life(back(today, years=6), today - timedelta(days=30)))
    _private(world, ("Ruben", "de", "Boer"), Life(back(today, years=1), today - timedelta(days=3)))


def _life(world: World) -> Life:
    today, edge = world.today, back(world.today, years=7)
    oldest, dice = back(today, years=10), world.rng.random()
    if dice < 0.66:  # a customer now
        started = world.between(oldest, today - timedelta(days=40))
        return Life(started, world.between(max(started, today - timedelta(days=500)), today - timedelta(days=1)))
    if dice < 0.86:  # gone, not forgotten
        ended = world.between(edge + timedelta(days=60), today - timedelta(days=5))
        return Life(back(ended, months=world.rng.randint(3, 30)), ended, ended)
    if dice < 0.92:  # inactive for more than seven years
        ended = edge - timedelta(days=world.rng.randint(2, 900))
        return Life(back(ended, months=world.rng.randint(1, 8)), ended, ended)
    if dice < 0.95:  # inactive for nearly seven years
        ended = edge + timedelta(days=world.rng.randint(1, 20))
        return Life(back(ended, months=world.rng.randint(2, 12)), ended, ended)
    started = world.between(oldest, today - timedelta(days=2))  # an account, never an order
    return Life(started, world.between(started, min(today, started + timedelta(days=400))), orders=False)


def _customer(world: World) -> None:
    life, dice = _life(world), world.rng.random()
    if dice < 0.15:
        _company(world, life)
    else:
        _private(world, world.name(), life, "freelancer" if dice < 0.25 else "private")


def _private(world: World, name: tuple[str, str, str], life: Life, kind: str = "private", remark: str | None = None) -> None:
    rng, (first, infix, last) = world.rng, name
    trade = f"{rng.choice(words.TRADES)} {last}" if kind == "freelancer" else None
    _row(
        world,
        life,
        kind,
        company_name=trade,
        kvk_no=f"{rng.randrange(10**8):08d}" if trade else None,
        initials=f"{first[0]}.",
        first_name=first,
        infix=infix or None,
        last_name=last,
        email=world.email(first, infix, last),
        phone=fakes.mobile(rng),
        birth_date=world.between(date(world.today.year - 88, 1, 1), date(world.today.year - 28, 12, 31)),
        internal_remark=remark or (rng.choice(texts.REMARKS) if world.chance(0.12) else None),
    )


def _company(world: World, life: Life) -> None:
    rng = world.rng
    name = f"{rng.choice(words.TRADES)} {rng.choice(words.LAST_NAMES)[1]} {rng.choice(words.FORMS)}"
    domain = fakes.ascii_only(name.lower().replace(" ", "-").replace(".", "").replace("&-", "")) + ".example"
    row = _row(
        world,
        life,
        "company",
        company_name=name,
        kvk_no=f"{rng.randrange(10**8):08d}",
        initials=None,
        first_name=None,
        infix=None,
        last_name=None,
        email=world.email("administratie", "", str(len(world.rows["customers"])), domain),
        phone=fakes.mobile(rng),
        birth_date=None,
        internal_remark=None,
    )
    for _ in range(rng.choice([1, 1, 2, 3])):
        first, infix, last = world.name()
        left = world.spread(years=2, overdue=0.4) if world.chance(0.3) else None
        world.add(
            "contacts",
            customer_id=row["id"],
            first_name=first,
            infix=infix or None,
            last_name=last,
            job_title=rng.choice(words.JOBS),
            email=world.email(first, infix, last, domain),
            phone=fakes.mobile(rng),
            created_at=world.at(life.started),
            left_on=max(left, life.started) if left else None,
        )


def _row(world: World, life: Life, kind: str, **who: object) -> Row:
    rng, number = world.rng, len(world.rows.get("customers", [])) + 1
    row = world.add(
        "customers",
        customer_no=f"VT{100000 + number * 7}",
        kind=kind,
        **who,
        iban=fakes.iban(rng),
        default_address_id=None,
        language=rng.choices(["nl", "en", "es"], [90, 8, 2])[0],
        created_at=world.at(life.started),
        updated_at=world.at(life.last_seen),
        ended_on=life.ended,
    )
    world.lives[row["id"]] = life
    for place in range(rng.choice([1, 1, 1, 2])):
        city, region = rng.choice(words.CITIES)
        address = world.add(
            "addresses",
            customer_id=row["id"],
            kind="home" if place == 0 else "delivery",
            street=rng.choice(words.STREETS),
            house_number=f"{rng.randrange(1, 240)}{rng.choice(['', '', '', 'A', '-2'])}",
            postal_code=fakes.postal_code(rng, region),
            city=city,
            country="NL",
            created_at=row["created_at"],
        )
        if place == 0 and world.chance(0.95):
            row["default_address_id"] = address["id"]
    if number <= NAMED or not life.orders or world.chance(0.9):
        never = number > NAMED and world.chance(0.08)
        world.add(
            "accounts",
            customer_id=row["id"],
            username=row["email"],
            password_hash=fakes.password_hash(rng),
            two_factor_secret=rng.randbytes(10).hex() if world.chance(0.2) else None,
            last_login_at=None if never else world.at(life.last_seen),
            last_login_ip=None if never else fakes.ip_address(rng),
            created_at=row["created_at"],
            closed_at=world.at(life.ended) if life.ended and number > NAMED and world.chance(0.3) else None,
        )
    return row


def _staff(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(1, 43):
        first, infix, last = world.name()
        department, job = rng.choice(texts.DEPARTMENTS)
        if number == 1:
            department, job = "directie", "directeur"
        elif number == JOHAN:
            first, infix, last, department, job = "Johan", "", "Vermeer", "klantenservice", "teamleider klantenservice"
        left = None
        if number > 30:  # two years, and seven after the year: each with rows past it, near it and before it
            left = world.spread(years=2, overdue=0.4, nearly=0.2)
        if number > 38:
            left = date(today.year - 8 + number - 39, rng.randrange(1, 13), 28)
            left = min(left, today - timedelta(days=1))
        ill = world.chance(0.12) and number > JOHAN
        folder = f"/srv/personeel/{number:03d}"
        world.add(
            "employees",
            staff_no=f"M{number:04d}",
            first_name=first,
            infix=infix or None,
            last_name=last,
            work_email=world.email(first, infix, last, "voorbeeldtelecom.example"),
            private_email=world.email(first, infix, last),
            phone=fakes.mobile(rng),
            birth_date=world.between(date(today.year - 64, 1, 1), date(today.year - 30, 12, 31)),
            bsn=fakes.bsn(rng),
            iban=fakes.iban(rng),
            job_title=job,
            department=department,
            manager_id=None if number == 1 else 1 if number <= 6 else rng.randrange(2, 7),
            salary=rng.randrange(2400, 5200),
            assessment=rng.choice(["Goed jaar. Helpt collega's graag.", "Wil meer leren over netwerken.", "Rustig en precies."]),
            id_document_path=f"{folder}/legitimatie.pdf",
            emergency_name=" ".join(filter(None, world.name())),
            emergency_phone=fakes.mobile(rng),
            reintegration_plan="Vier uur per dag, opbouwen per maand." if ill else None,
            reintegration_closed_on=world.spread(years=2, overdue=0.3) if ill else None,
            hired_on=world.between(back(left or today, years=9), back(left or today, months=3)),
            left_on=left,
        )


def _applicants(world: World) -> None:
    rng, ruben = world.rng, world.rows["customers"][RUBEN - 1]
    for number in range(60):
        first, infix, last = world.name()
        email, phone = world.email(first, infix, last), fakes.mobile(rng)
        if number == 0:  # a customer too, who wrote the address another way
            first, infix, last, email, phone = "Ruben", "de", "Boer", ruben["email"].replace("deboer", "DeBoer"), ruben["phone"]
        pooled = number == 0 or world.chance(0.4)
        closed: date | None = world.spread(years=1, nearly=0.15) if pooled else world.spread(days=28, overdue=0.2, nearly=0.15)
        if number % 9 == 8:
            closed, pooled = None, False
        applied = (closed or world.today) - timedelta(days=rng.randint(10, 50))
        row = world.add(
            "applicants",
            first_name=first,
            infix=infix or None,
            last_name=last,
            email=email,
            phone=phone,
            position=rng.choice(texts.POSITIONS),
            cv=rng.choice(texts.CVS),
            motivation=rng.choice(texts.MOTIVES),
            assessment="Prettig gesprek. Weinig ervaring met netwerken." if closed else None,
            assessed_by=rng.randint(2, 30),
            applied_on=applied,
            closed_on=closed,
            outcome="afgewezen" if closed else None,
        )
        if pooled and closed:
            world.add("talent_pool", applicant_id=row["id"], agreed_at=closed)


def _suppliers(world: World) -> None:
    rng = world.rng
    for number, company in enumerate(texts.SUPPLIERS):
        ended = world.spread(years=2, overdue=0.5) if number % 4 == 3 else None
        supplier = world.add(
            "suppliers",
            company=f"{company} B.V.",
            kvk_no=f"{rng.randrange(10**8):08d}",
            iban=fakes.iban(rng),
            country="US" if company == "Serverhal" else "NL",
            ended_on=ended,
        )
        for _ in range(rng.choice([2, 2, 3])):
            first, infix, last = world.name()
            world.add(
                "supplier_contacts",
                supplier_id=supplier["id"],
                first_name=first,
                infix=infix or None,
                last_name=last,
                job_title=rng.choice(words.JOBS),
                email=world.email(first, infix, last, f"{company.lower()}.example"),
                phone=fakes.mobile(rng),
                left_on=world.spread(years=2, overdue=0.3, nearly=0.3) if world.chance(0.25) else None,
            )


def _visitors(world: World) -> None:
    rng = world.rng
    for number in range(90):
        arrived = world.at(world.spread(days=28, overdue=0.15))
        guest = rng.choice(world.rows["contacts"]) if world.chance(0.3) else None
        # Q and C are on no Dutch number plate.
        plate = f"{rng.choice('GHJK')}-{rng.randrange(1000):03d}-{rng.choice(['QQ', 'QC', 'CQ'])}"
        world.add(
            "visitors",
            visitor_name=full_name(guest) if guest else " ".join(filter(None, world.name())),
            company=rng.choice(texts.SUPPLIERS) if world.chance(0.4) else None,
            phone=guest["phone"] if guest else fakes.mobile(rng),
            licence_plate=plate if world.chance(0.4) else None,
            host_id=rng.randint(1, 30),
            arrived_at=arrived,
            left_at=arrived + timedelta(minutes=rng.randint(15, 200)) if world.chance(0.97) else None,
            badge_no=number % 40 + 1,
        )
