"""Products, quotations, orders, subscriptions, invoices, payments, projects: what stands in the old books."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from gestand.examples import fakes
from gestand.examples.reseller import texts
from gestand.examples.reseller.people import IRMA, NAMED, OLDTIMER, add, name_of, private
from gestand.examples.world import Life, Row, World, back


def fill(world: World) -> None:
    _products(world)
    for customer in world.rows["Relatie"]:
        _customer(world, customer, world.lives[customer["RelatieNr"]])
    _projects(world)
    _loose_ends(world)
    _figures(world)
    _log(world)


def _products(world: World) -> None:
    for code, title, kind, supplier, price, active in texts.PRODUCTS:
        world.put("Product", ProductCode=code, Omschrijving=title, Soort=kind, LeverancierNr=supplier, Actief=active)
        for age in (8, 3, 1):
            world.put("Prijs", ProductCode=code, VanafDatum=date(world.today.year - age, 1, 1), Bedrag=Decimal(price) - age)


def _contacts(world: World, customer: Row) -> list[Row]:
    return [row for row in world.rows["Contactpersoon"] if row["RelatieNr"] == customer["RelatieNr"]]


def _customer(world: World, customer: Row, life: Life) -> None:
    rng, contacts = world.rng, _contacts(world, customer)
    days = [life.started] + [world.between(life.started, life.last_seen) for _ in range(rng.choice([0, 0, 1, 2]))]
    if customer["RelatieNr"] == IRMA:
        days = [life.started, back(world.today, years=2), back(world.today, months=9)]
    if customer["RelatieNr"] == OLDTIMER:
        days = [life.started, life.last_seen]
    for day in sorted(days):
        order = _order(world, customer, contacts, day)
        if world.chance(0.8) or customer["RelatieNr"] <= NAMED:
            _invoice(world, customer, contacts, min(day + timedelta(days=4), world.today), order)
    if world.chance(0.7) and customer["RelatieNr"] != OLDTIMER or customer["RelatieNr"] == IRMA:
        _subscription(world, customer, contacts, life)
    for _ in range(rng.choice([0, 0, 0, 1])):
        day = (
            world.spread(years=1, overdue=0.3, nearly=0.2) if life.ended is None else world.between(life.started, life.last_seen)
        )
        add(
            world,
            "Offerte",
            "OfferteNr",
            RelatieNr=customer["RelatieNr"],
            ContactNr=rng.choice(contacts)["ContactNr"] if contacts else None,
            Datum=day,
            Status=rng.choice(["verstuurd", "akkoord", "afgewezen"]),
            Opmerking=rng.choice(texts.REMARKS) if world.chance(0.3) else None,
            Bedrag=Decimal(rng.randrange(9000, 900000)) / 100,
        )


def _order(world: World, customer: Row, contacts: list[Row], day: date) -> Row:
    rng = world.rng
    by = rng.choice(contacts) if contacts else None
    order = add(
        world,
        "Order",
        "OrderNr",
        RelatieNr=customer["RelatieNr"],
        BesteldDoor=by["ContactNr"] if by else None,
        BesteldOp=world.at(day),
        Status="geleverd",
        Opmerking=rng.choice(texts.REMARKS) if world.chance(0.2) else None,
        Totaal=Decimal(0),
    )
    for line in range(1, rng.choice([1, 1, 2, 3]) + 1):
        code, _, kind, _, price, _ = rng.choice(texts.PRODUCTS)
        named = kind == "licentie"
        holder = by or customer
        count = rng.randint(1, 4)
        world.put(
            "OrderRegel",
            OrderNr=order["OrderNr"],
            Regel=line,
            ProductCode=code,
            Aantal=count,
            Prijs=Decimal(price),
            Licentiehouder=name_of(holder) if named else None,
            LicentieEmail=holder["Email"] if named else None,
        )
        order["Totaal"] += Decimal(price) * count
    return order


def _subscription(world: World, customer: Row, contacts: list[Row], life: Life) -> None:
    rng = world.rng
    code, _, _, _, price, _ = rng.choice([p for p in texts.PRODUCTS if p[2] in ("abonnement", "hosting")])
    ended = life.ended or (world.between(life.started, world.today) if world.chance(0.2) else None)
    world.put(
        "Abonnement",
        ContractNr=f"A{life.started.year}-{len(world.rows.get('Abonnement', [])) + 1:04d}",
        RelatieNr=customer["RelatieNr"],
        ProductCode=code,
        Ingangsdatum=life.started,
        Einddatum=ended,
        GetekendDoor=name_of(rng.choice(contacts)) if contacts else name_of(customer),
        GetekendIp=fakes.ip_address(rng) if world.chance(0.7) else None,
        BedragPerMaand=Decimal(price),
    )


def _invoice(world: World, customer: Row, contacts: list[Row], issued: date, order: Row) -> None:
    rng, total = world.rng, order["Totaal"]
    who = name_of(rng.choice(contacts)) if contacts else name_of(customer)
    age = (world.today - issued).days
    status = "open" if age < 21 else rng.choices(["betaald", "aangemaand", "afgeboekt"], [95, 3 if age < 800 else 0, 2])[0]
    if customer["RelatieNr"] <= NAMED:
        status = "betaald"
    invoice = add(
        world,
        "Factuur",
        "FactuurNr",
        Nummer=f"{issued.year}-{len(world.rows.get('Factuur', [])) + 1:05d}",
        RelatieNr=customer["RelatieNr"],
        OrderNr=order["OrderNr"],
        TavNaam=who,
        Straat=f"{customer['Straat']} {customer['Huisnr']}",
        Postcode=customer["Postcode"],
        Plaats=customer["Plaats"],
        Factuurdatum=issued,
        Vervaldatum=issued + timedelta(days=30),
        Status=status,
        Bedrag=total,
    )
    title = "Volgens bestelling" if world.chance(0.5) else "Levering en inrichting"
    world.put("FactuurRegel", FactuurNr=invoice["FactuurNr"], Regel=1, Omschrijving=title, Bedrag=total)
    if status == "betaald":
        payer = customer["Bedrijfsnaam"] or who
        add(
            world,
            "Betaling",
            "BetalingNr",
            FactuurNr=invoice["FactuurNr"],
            Datum=min(issued + timedelta(days=rng.randint(1, 28)), world.today),
            NaamBetaler=payer,
            IbanBetaler=customer["Iban"],
            Omschrijving=f"{invoice['Nummer']} {rng.choice(['', 'van ' + payer])}".strip(),
            Bedrag=total,
        )


def _projects(world: World) -> None:
    rng = world.rng
    for number in range(1, 25):
        customer = rng.choice([row for row in world.rows["Relatie"] if row["BeeindigdOp"] is None])
        closed = world.spread(years=2, overdue=0.3, nearly=0.2) if number % 3 else None
        started = back(closed or world.today, months=rng.randint(2, 9))
        title = rng.choice(texts.PROJECTS)
        add(world, "Project", "ProjectNr", RelatieNr=customer["RelatieNr"], Naam=title, Gestart=started, Gesloten=closed)
        for day in range(rng.randint(4, 12)):
            worked = world.between(started, closed or world.today)
            work = {"MedewerkerNr": rng.randint(2, 20), "ProjectNr": number, "Datum": worked - timedelta(days=day)}
            world.put("Uren", **work, Minuten=rng.randrange(15, 480, 15), Omschrijving=rng.choice(texts.WORK))
    once = {(row["MedewerkerNr"], row["ProjectNr"], row["Datum"]): row for row in world.rows["Uren"]}
    world.rows["Uren"] = list(once.values())


def _loose_ends(world: World) -> None:
    """Orders of before the move have no date; an invoice whose customer was merged; a quotation of a customer who never was."""
    orders = [row for row in world.rows["Order"] if row["RelatieNr"] > NAMED]
    for order in orders[4:160:45]:
        order["BesteldOp"] = None
    orders[9]["RelatieNr"] = None
    world.rows["Offerte"][5]["RelatieNr"] = 9999
    orders[12]["BesteldDoor"] = 9999


def _figures(world: World) -> None:
    """What the board looks at: how much of what was sold each month. Nobody can be found in it."""
    kinds = {product["ProductCode"]: product["Soort"] for product in world.rows["Product"]}
    days = {order["OrderNr"]: order["BesteldOp"] for order in world.rows["Order"]}
    count: Counter[tuple[int, int, str]] = Counter()
    money: dict[tuple[int, int, str], Decimal] = {}
    for line in world.rows["OrderRegel"]:
        if day := days[line["OrderNr"]]:
            month = (day.year, day.month, kinds[line["ProductCode"]])
            count[month] += line["Aantal"]
            money[month] = money.get(month, Decimal(0)) + line["Prijs"] * line["Aantal"]
    for month in sorted(count):
        year, number, kind = month
        world.put("MaandOmzet", Jaar=year, Maand=number, ProductSoort=kind, Aantal=count[month], Bedrag=money[month])


def _log(world: World) -> None:
    rng = world.rng
    codes = [row["Code"] for row in world.rows["Medewerker"]]
    people = [row for row in world.rows["Relatie"] if private(row)]
    for number in range(1, 301):
        customer = people[0] if number < 5 else rng.choice(people)
        subject = (
            f"Relatie/{customer['RelatieNr']}" if world.chance(0.7) or number < 5 else f"Product/{rng.choice(texts.PRODUCTS)[0]}"
        )
        changed = (
            f"Telefoon gewijzigd in {fakes.mobile(rng)}" if "Relatie" in subject and world.chance(0.3) else "Gegevens gewijzigd"
        )
        who = rng.choice(codes[:20])
        world.put(
            "Logboek",
            Volgnr=number,
            Sleutel=subject,
            Gebruiker=who.lower() if world.chance(0.2) else who,
            Wijziging=changed,
            Op=world.at(world.spread(years=1, overdue=0.15, nearly=0.1)),
        )
