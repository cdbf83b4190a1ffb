"""The office and the website: invoices, hours, training, applicants, suppliers, questions and visits."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from gestand.examples import fakes, words
from gestand.examples.bureau import texts
from gestand.examples.bureau.people import IMANE, SANNE, TEUN, name_of, specialists
from gestand.examples.world import Row, World, back


def fill(world: World) -> None:
    _invoices(world)
    _signed(world)
    _hours(world)
    _suppliers(world)
    _applicants(world)
    _web_requests(world)
    _visits(world)
    _left_behind(world)


def _invoices(world: World) -> None:
    rng = world.rng
    for client in world.rows["clients"]:
        contact = next(row for row in world.rows["contacts"] if row["client_id"] == client["id"])
        last = client["ended_on"] or world.today
        for _ in range(rng.randint(2, 6)):
            issued = world.between(max(client["created_at"].date(), back(last, years=8)), last)
            total = Decimal(rng.randrange(40000, 900000)) / 100
            age = (world.today - issued).days
            invoice = world.add(
                "invoices",
                invoice_no=f"VM{issued.year}{len(world.rows.get('invoices', [])) + 1:05d}",
                client_id=client["id"],
                attn=name_of(contact) if world.chance(0.6) else None,
                billing_name=client["name"],
                billing_address=f"{client['street']} {client['house_no']}, {client['postal_code']} {client['city']}",
                issued_on=issued,
                status="open" if age < 30 else "paid",
                vat=(total * 21 / 121).quantize(Decimal("0.01")),
                total=total,
                reference=rng.choice(["", f"t.a.v. {name_of(contact)}", "inkoopnummer 4411"]) or None,
            )
            for line_no in range(1, rng.choice([1, 2, 3]) + 1):
                title = rng.choice(texts.PROJECTS)[0]
                world.put("invoice_lines", invoice_id=invoice["id"], line_no=line_no, description=title, amount=total / 2)


def _signed(world: World) -> None:
    rng = world.rng
    for kind, table in (("employee", "employees"), ("freelancer", "freelancers")):
        for row in world.rows[table]:
            since = row.get("hired_on") or row["since"]
            for statement in texts.STATEMENTS:
                world.add(
                    "signed_statements",
                    signer_type=kind,
                    signer_id=row["id"],
                    statement=statement,
                    signed_on=since,
                    scan_path=f"/srv/personeel/verklaringen/{kind}-{row['id']}-{statement.split()[0]}.pdf",
                )
            for _ in range(rng.randint(1, 3)):
                last = row.get("left_on") or row.get("until") or world.today
                world.add(
                    "trainings",
                    employee_id=row["id"] if kind == "employee" else None,
                    freelancer_id=row["id"] if kind == "freelancer" else None,
                    subject=rng.choice(texts.TRAININGS),
                    attended_on=world.between(max(since, back(last, years=2)), last),
                    mark=rng.randint(6, 10),
                )


def _hours(world: World) -> None:
    rng = world.rng
    for number in range(1, 401):
        employee, other = rng.sample(specialists(world), 2)
        world.put(
            "TimeEntries",
            EntryId=number,
            EmployeeId=TEUN if number % 40 == 0 else employee["id"],
            ProjectId=rng.randint(1, len(world.rows["projects"]) + 3),  # some projects are gone
            Day=world.spread(years=2),
            Hours=Decimal(rng.randrange(1, 17)) / 2,
            Remark=rng.choice(texts.TIME_REMARKS).format(name=other["first_name"]) or None,
        )


def _suppliers(world: World) -> None:
    rng = world.rng
    for number, company in enumerate(texts.SUPPLIERS):
        supplier = world.add(
            "suppliers",
            company=f"{company} B.V.",
            kvk_no=f"{rng.randrange(10**8):08d}",
            country="US" if company == "Cloudveld" else "NL",
            ended_on=world.spread(years=2, overdue=0.5) if number % 3 == 2 else None,
        )
        for _ in range(rng.choice([1, 2, 3])):
            first, infix, last = world.name()
            domain = fakes.ascii_only(company.lower().replace(" ", "")) + ".example"
            world.add(
                "supplier_contacts",
                supplier_id=supplier["id"],
                full_name=" ".join(filter(None, (first, infix, last))),
                email=world.email(first, infix, last, domain),
                phone=fakes.mobile(rng),
                left_on=world.spread(years=2, overdue=0.4) if world.chance(0.25) else None,
            )


def _applicants(world: World) -> None:
    rng = world.rng
    for number in range(40):
        first, infix, last = world.name()
        email = world.email(first, infix, last)
        closed: date | None = world.spread(days=28, overdue=0.2, nearly=0.15) if number % 7 else None
        if number == 3:  # a freelancer who would like to stay
            freelancer = world.rows["freelancers"][0]
            first, infix, last, email = (
                freelancer["name"].split(" ")[0],
                "",
                freelancer["name"].split(" ")[-1],
                freelancer["email"],
            )
        world.add(
            "applicants",
            name=" ".join(filter(None, (first, infix, last))),
            email=world.other_case(email) if number == 3 else email,
            phone=fakes.mobile(rng),
            portfolio_url=f"https://portfolio.example/{fakes.ascii_only(last.lower())}" if world.chance(0.5) else None,
            cv=rng.choice(texts.CVS),
            letter=rng.choice(texts.LETTERS),
            impression="Prettig gesprek, nog weinig ervaring." if closed else None,
            seen_by_id=rng.choice(specialists(world))["id"],
            applied_on=(closed or world.today) - timedelta(days=rng.randint(10, 40)),
            closed_on=closed,
        )


def _web_requests(world: World) -> None:
    rng = world.rng
    for number in range(50):
        first, infix, last = world.name()
        question, answer = rng.choice(texts.WEB_REQUESTS)
        closed = world.spread(months=6, overdue=0.15, nearly=0.12) if number % 8 else None
        email = world.other_case(world.rows["contacts"][SANNE - 1]["email"]) if number == 11 else world.email(first, infix, last)
        name = "Sanne Vermeulen" if number == 11 else " ".join(filter(None, (first, infix, last)))
        world.add(
            "web_requests",
            name=name,
            email=email,
            phone=fakes.mobile(rng) if world.chance(0.4) else None,
            message=question,
            answer=answer if closed else None,
            received_at=world.at((closed or back(world.today, months=1)) - timedelta(days=rng.randint(1, 9))),
            closed_at=world.at(closed) if closed else None,
        )


def _visits(world: World) -> None:
    rng = world.rng
    cookies: list[str] = []
    for _ in range(60):
        cookie = str(uuid.UUID(bytes=rng.randbytes(16), version=4))
        chosen = world.spread(years=1, overdue=0.1)
        world.put(
            "cookie_choices",
            cookie_id=cookie,
            choice=rng.choice(["statistics", "statistics", "necessary only"]),
            wording=texts.COOKIE_WORDING,
            chosen_at=world.at(chosen),
            withdrawn_at=world.at(world.between(chosen, world.today)) if world.chance(0.1) else None,
        )
        cookies.append(cookie)
    for _ in range(500):
        browser, language = rng.choice(words.AGENTS)
        world.add(
            "site_visits",
            url=rng.choice(texts.URLS),
            ip_address=fakes.ip_address(rng),
            browser=browser,
            language=language,
            cookie_id=rng.choice(cookies) if world.chance(0.5) else None,
            visited_at=world.at(world.spread(days=14, overdue=0.12), 6, 23),
        )


def _left_behind(world: World) -> None:
    """A copy of the clients of years ago. Its columns have the names of the spreadsheet it came from."""
    rng = world.rng
    known: list[Row] = world.rows["contacts"][:6] + world.rows["contacts"][20:30]
    for contact in known:
        world.put(
            "tbl_klanten_oud",
            Naam=name_of(contact).upper(),
            EMail=world.other_case(contact["email"]),
            Tel=contact["phone"],
            Opmerking=rng.choice([None, "Belt altijd terug.", "Kent Imane Haddad van de markt."]),
            Aangemaakt=back(world.today, years=7, months=rng.randrange(12)),
        )
    for name, value in texts.SETTINGS:
        world.put("settings", name=name, value=value)
    world.rows["clients"][IMANE - 1]["remarks"] = "Wordt liever door Teun de Graaf geholpen."
