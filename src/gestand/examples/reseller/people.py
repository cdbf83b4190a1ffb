"""Customers and their contacts, staff, applicants and the people of suppliers."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.reseller import texts
from gestand.examples.world import Life, Row, World, back

IRMA, HOLDING, OLDTIMER, SLEEPER, BRIGITTE, BROTHER = 1, 2, 3, 4, 5, 6  # the customers with a story
NAMED = BROTHER
MEHMET = 1  # the contact with one
OURS = "voorbeeldsoftware.example"


def fill(world: World) -> None:
    _staff(world)
    _named(world)
    for _ in range(230):
        customer(world, _life(world))
    _applicants(world)
    _suppliers(world)


def add(world: World, table: str, key: str, **values: object) -> Row:
    """A row with a number of its own, under the name that this table gives it."""
    return world.put(table, **{key: len(world.rows.get(table, [])) + 1}, **values)


def name_of(row: Row) -> str:
    return " ".join(filter(None, (row["Voornaam"], row["Tussenvoegsel"], row["Achternaam"])))


def private(row: Row) -> bool:
    return str(row["Soort"]) != "B"


def _life(world: World) -> Life:
    today, dice = world.today, world.rng.random()
    if dice < 0.7:
        started = world.between(back(today, years=11), back(today, months=3))
        return Life(started, world.between(max(started, back(today, years=2)), today - timedelta(days=1)))
    if dice < 0.85:  # gone, not forgotten
        ended = world.between(back(today, years=6), back(today, months=1))
        return Life(back(ended, years=world.rng.randint(1, 3)), ended, ended)
    if dice < 0.95:  # inactive for more than seven years
        ended = back(today, years=7) - timedelta(days=world.rng.randint(3, 900))
        return Life(back(ended, years=1), ended, ended)
    ended = back(today, years=7) + timedelta(days=world.rng.randint(2, 20))  # nearly
    return Life(back(ended, years=1), ended, ended)


def _named(world: World) -> None:
    today = world.today
    irma = Life(back(today, years=4), today - timedelta(days=12), back(today, months=2))
    customer(world, irma, ("Irma", "van den", "Berg"), "P")
    holding = Life(back(today, years=6), today - timedelta(days=2))
    customer(world, holding, kind="B", contact=("Mehmet", "", "Kaya"))
    # Nine years without an order, but she looked into the portal last spring: not inactive.
    customer(world, Life(back(today, years=12), back(today, years=9)), ("Truus", "", "Hoekstra"), "P")
    # Nine years without either.
    customer(world, Life(back(today, years=11), back(today, years=9), back(today, years=9)), ("Gerrit", "in 't", "Veld"), "P")
    family = Life(back(today, years=3), today - timedelta(days=20))
    brigitte = customer(world, family, ("Brigitte", "", "Nowak"), "Z")
    brother = customer(world, family, ("Piotr", "", "Nowak"), "Z")
    brother["Telefoon"] = brigitte["Telefoon"]  # one telephone for two


def customer(
    world: World,
    life: Life,
    name: tuple[str, str, str] | None = None,
    kind: str = "",
    contact: tuple[str, str, str] | None = None,
) -> Row:
    rng = world.rng
    kind = kind or rng.choices(["P", "Z", "B"], [35, 25, 40])[0]
    number = len(world.rows.get("Relatie", [])) + 1
    first, infix, last = name or world.name()
    if kind == "B":
        company = f"{rng.choice(words.TRADES)} {last} {rng.choice(words.FORMS)}"
        domain = f"{fakes.ascii_only(last.lower().replace(' ', '-'))}{number}.example"
        email, first, infix, last = f"administratie@{domain}", "", "", ""
    else:
        company = f"{rng.choice(words.TRADES)} {last}" if kind == "Z" else ""
        domain, email = "", world.email(first, infix, last)
    city, region = rng.choice(words.CITIES)
    removed = world.spread(days=30, overdue=0.5) if number > NAMED and life.ended and world.chance(0.08) else None
    row = add(
        world,
        "Relatie",
        "RelatieNr",
        Soort=kind,
        Bedrijfsnaam=company or None,
        Voornaam=first or None,
        Tussenvoegsel=infix or None,
        Achternaam=last or None,
        Email=email,
        Telefoon=fakes.mobile(rng),
        KvkNr=f"{rng.randrange(10**8):08d}" if kind != "P" else None,
        BtwNr=f"NL{rng.randrange(10**9):09d}B01" if kind != "P" else None,
        Iban=fakes.iban(rng),
        Straat=rng.choice(words.STREETS),
        Huisnr=f"{rng.randrange(1, 240)}",
        Postcode=fakes.postal_code(rng, region),
        Plaats=city,
        Land="NL",
        Memo=rng.choice(texts.MEMOS) if world.chance(0.2) else None,
        AangemaaktOp=world.at(life.started),
        GewijzigdOp=world.at(life.last_seen),
        BeeindigdOp=life.ended,
        VerwijderdOp=world.at(removed) if removed else None,
    )
    world.lives[number] = life
    if kind == "B":
        for place in range(rng.choice([1, 2, 2, 3])):
            _contact(world, row, domain, contact if place == 0 and contact else world.name(), leaves=not (contact and place == 0))
    return row


def _contact(world: World, company: Row, domain: str, name: tuple[str, str, str], leaves: bool) -> None:
    first, infix, last = name
    left = world.spread(years=2, overdue=0.4, nearly=0.3) if leaves and world.chance(0.25) else None
    add(
        world,
        "Contactpersoon",
        "ContactNr",
        RelatieNr=company["RelatieNr"],
        Voornaam=first,
        Tussenvoegsel=infix or None,
        Achternaam=last,
        Functie=world.rng.choice(words.JOBS),
        Email=world.email(first, infix, last, domain),
        Telefoon=fakes.mobile(world.rng),
        UitDienstOp=left,
    )


def _staff(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(1, 29):
        first, infix, last = world.name()
        left = world.spread(years=2, overdue=0.4, nearly=0.3) if number > 21 else None
        if number > 26:
            left = date(today.year - 8 + number - 27, rng.randrange(1, 13), 28)
        ill = number > 2 and world.chance(0.12)
        add(
            world,
            "Medewerker",
            "MedewerkerNr",
            Code=f"{first[0]}{last[0]}{number:02d}".upper(),
            Voornaam=first,
            Tussenvoegsel=infix or None,
            Achternaam=last,
            Werkmail=world.email(first, infix, last, OURS),
            Priveemail=world.email(first, infix, last),
            Telefoon=fakes.mobile(rng),
            Geboortedatum=world.between(date(today.year - 62, 1, 1), date(today.year - 23, 12, 31)),
            BSN=fakes.bsn(rng),
            Iban=fakes.iban(rng),
            Functie=rng.choice(texts.JOBS)[1],
            Salaris=rng.randrange(2500, 5400),
            Beoordeling=rng.choice(["Goed jaar.", "Wil doorgroeien naar consultant.", "Heeft het druk gehad."]),
            Verzuim=texts.ABSENCE if ill else None,
            VerzuimGesloten=world.spread(years=2, overdue=0.4) if ill else None,
            InDienst=world.between(back(left or today, years=8), back(left or today, months=4)),
            UitDienst=left,
        )


def _applicants(world: World) -> None:
    for number in range(30):
        first, infix, last = world.name()
        kept = world.chance(0.3) and number % 7 != 6
        closed = world.spread(years=1, nearly=0.2) if kept else world.spread(days=28, overdue=0.3, nearly=0.2)
        add(
            world,
            "Sollicitant",
            "SollicitantNr",
            Voornaam=first,
            Tussenvoegsel=infix or None,
            Achternaam=last,
            Email=world.email(first, infix, last),
            Telefoon=fakes.mobile(world.rng),
            Functie=world.rng.choice(texts.JOBS)[1],
            Brief=world.rng.choice(texts.LETTERS),
            Indruk="Aardig gesprek." if number % 7 != 6 else None,
            Ontvangen=closed - timedelta(days=world.rng.randint(8, 40)),
            Afgerond=None if number % 7 == 6 else closed,
            Bewaren=kept,
        )


def _suppliers(world: World) -> None:
    for number, (name, country) in enumerate(texts.SUPPLIERS, 1):
        ended = world.spread(years=2, overdue=1) if number == 5 else None
        signed = world.between(back(world.today, years=5), back(world.today, years=2))
        row = add(world, "Leverancier", "LeverancierNr", Naam=f"{name} B.V.", Land=country, Getekend=signed, BeeindigdOp=ended)
        for _ in range(2):
            person = world.name()
            add(
                world,
                "LeverancierContact",
                "Nr",
                LeverancierNr=row["LeverancierNr"],
                Naam=" ".join(filter(None, person)),
                Functie=world.rng.choice(words.JOBS),
                Email=world.email(*person, f"{name.lower().replace(' ', '-')}.example"),
                Telefoon=fakes.mobile(world.rng),
                Vertrokken=world.spread(years=2, overdue=0.4, nearly=0.2) if world.chance(0.4) else None,
            )
