"""The portal and the website: users, tickets, calls, mailings, consents, advice, complaints."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.reseller import texts
from gestand.examples.reseller.people import IRMA, MEHMET, NAMED, OLDTIMER, SLEEPER, name_of, private
from gestand.examples.world import Row, World, back


def fill(world: World) -> None:
    _users(world)
    _tickets(world)
    _calls(world)
    _mailings(world)
    _events(world)
    _opinions(world)
    _cookies(world)
    _complaints(world)
    _authorities(world)
    _notes(world)


def _who(world: World, days: int = 700) -> tuple[Row, Row | None]:
    """A customer without a story, of lately; of a company also a contact."""
    while True:
        number = world.rng.randrange(NAMED + 1, len(world.rows["Relatie"]) + 1)
        if (world.today - world.lives[number].last_seen).days <= days:
            return with_contact(world, world.rows["Relatie"][number - 1])


def with_contact(world: World, customer: Row) -> tuple[Row, Row | None]:
    if private(customer):
        return customer, None
    contacts = [row for row in world.rows["Contactpersoon"] if row["RelatieNr"] == customer["RelatieNr"]]
    return customer, world.rng.choice(contacts)


def _numbers(customer: Row, contact: Row | None) -> dict[str, int | None]:
    return {"relation_no": customer["RelatieNr"], "contact_no": contact["ContactNr"] if contact else None}


def _users(world: World) -> None:
    rng, today = world.rng, world.today
    for customer in world.rows["Relatie"]:
        number = customer["RelatieNr"]
        if number == SLEEPER or number > NAMED and world.chance(0.35):
            continue
        life = world.lives[number]
        people = [None] if private(customer) else [r for r in world.rows["Contactpersoon"] if r["RelatieNr"] == number][:2]
        for contact in people:
            person = contact or customer
            seen = back(today, months=7) if number == OLDTIMER else life.last_seen
            created = max(life.started, date(2016, 3, 1))
            if created > seen:
                continue
            user = world.add(
                "portal_users",
                **_numbers(customer, contact),
                email=person["Email"],
                password_hash=fakes.password_hash(rng),
                totp_secret=rng.randbytes(10).hex() if world.chance(0.3) else None,
                last_login_at=world.at(seen) if world.chance(0.92) or number <= NAMED else None,
                last_login_ip=fakes.ip_address(rng),
                created_at=world.at(created),
                closed_at=None,
            )
            if world.chance(0.5) or number == IRMA:
                wishes = {"newsletter": world.chance(0.5), "offers": world.chance(0.2), "invoices_by_mail": world.chance(0.8)}
                world.add("email_wishes", portal_user_id=user["id"], **wishes, changed_at=world.at(seen))
    for number in range(90):
        user = world.rows["portal_users"][0] if number == 0 else rng.choice(world.rows["portal_users"])
        agent, _ = rng.choice(words.AGENTS)
        world.put(
            "sessions",
            id=rng.randbytes(16).hex(),
            payload={"portal_user": user["id"] if number % 6 != 5 else None, "basket": [rng.choice(texts.PRODUCTS)[0]]},
            ip_address=fakes.ip_address(rng),
            user_agent=agent,
            last_seen_at=world.at(world.spread(days=30) if number else today - timedelta(days=12), 6, 23),
        )


def _tickets(world: World) -> None:
    rng = world.rng
    for number in range(170):
        mehmet = (world.rows["Relatie"][1], world.rows["Contactpersoon"][MEHMET - 1])
        customer, contact = (world.rows["Relatie"][0], None) if number < 3 else mehmet if number < 7 else _who(world)
        closed = world.at(world.spread(years=2, nearly=0.1)) if world.chance(0.88) else None
        opened = (closed or world.at(world.today - timedelta(days=rng.randint(1, 20)))) - timedelta(days=rng.randint(1, 6))
        subject, question, answer = rng.choice(texts.TICKETS)
        staff = world.rows["Medewerker"][rng.randrange(1, 20)]
        ticket = world.add(
            "tickets",
            number=f"T{50000 + number * 3}",
            **_numbers(customer, contact),
            staff_no=staff["MedewerkerNr"],
            subject=subject,
            status="gesloten" if closed else "open",
            opened_at=opened,
            closed_at=closed,
        )
        author = contact or customer
        kind, number_ = ("contact", author["ContactNr"]) if contact else ("customer", author["RelatieNr"])
        said = [(kind, number_, name_of(author), question), ("staff", staff["MedewerkerNr"], staff["Voornaam"], answer)]
        if world.chance(0.3):
            said.append((kind, number_, name_of(author), rng.choice(texts.LATER)))
        for minute, (who, no, name, body) in enumerate(said):
            sent = opened + timedelta(minutes=31 * minute)
            message = {"ticket_id": ticket["id"], "author_kind": who, "author_no": no, "author_name": name}
            world.add("ticket_messages", **message, body=body, sent_at=sent)


def _calls(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(130):
        customer, contact = (world.rows["Relatie"][0], None) if number < 2 else _who(world)
        known = number < 2 or world.chance(0.85)
        day = today - timedelta(days=6 + number * 9) if number < 2 else world.spread(days=30, overdue=0.15, nearly=0.1)
        phone = (contact or customer)["Telefoon"] if known else fakes.mobile(rng)
        about = _numbers(customer, contact) if known else {"relation_no": None, "contact_no": None}
        folder = f"{about['relation_no'] or 0:06d}"
        world.add(
            "calls",
            **about,
            staff_no=rng.randint(2, 20),
            phone=phone,
            direction=rng.choice(["in", "uit"]),
            started_at=world.at(day),
            seconds=rng.randrange(20, 1400),
            recording_file=f"{folder}/{day:%Y%m%d}-{number + 1}.wav" if world.chance(0.8) or number < 2 else None,
        )


def _consent(world: World, email: str, purpose: str, given: date, ended: date | None) -> None:
    rng = world.rng
    channel = rng.choice(["web", "web", "beurs", "telefoon"])
    world.add(
        "consents",
        email=email,
        purpose=purpose,
        wording=texts.CONSENTS[purpose],
        channel=channel,
        ip_address=fakes.ip_address(rng) if channel == "web" else None,
        given_at=world.at(given),
        withdrawn_at=world.at(ended) if ended else None,
    )


def _mailings(world: World) -> None:
    rng, today = world.rng, world.today
    irma = world.rows["Relatie"][IRMA - 1]["Email"]
    readers: list[tuple[str, str | None, date, date | None]] = [(irma.upper(), "Irma", back(today, years=3), None)]
    for row in rng.sample([r for r in world.rows["Relatie"][NAMED:] if private(r)], 70):
        given = world.between(max(world.lives[row["RelatieNr"]].started, back(today, years=7)), today)
        ended = world.between(given, today) if world.chance(0.2) else None
        readers.append((world.other_case(row["Email"]) if world.chance(0.3) else row["Email"], row["Voornaam"], given, ended))
    for _ in range(60):
        first, infix, last = world.name()
        given = world.spread(years=5, overdue=0.15, nearly=0.08)
        readers.append(
            (world.email(first, infix, last), first, given, world.between(given, today) if world.chance(0.15) else None)
        )
    for email, called, given, ended in readers:
        world.add(
            "mailing_list",
            email=email,
            first_name=called,
            list="nieuwsbrief",
            token=rng.randbytes(16).hex(),
            subscribed_at=world.at(given),
            unsubscribed_at=world.at(ended) if ended else None,
        )
        _consent(world, email, "nieuwsbrief", given, ended)
        if ended:
            world.add("do_not_mail", email=email.strip().lower(), reason="uitgeschreven", added_at=world.at(ended))
        elif world.chance(0.4) or email == irma.upper():
            _consent(world, email.strip().lower(), "advies", given, None)
            profile = {"interests": rng.sample(texts.INTERESTS, 2), "score": rng.randrange(100)}
            computed = world.at(world.spread(years=1, overdue=0.15, nearly=0.1))
            world.add("advice_profiles", email=email.strip().lower(), **profile, computed_at=computed)
            if world.chance(0.5):
                uploaded = world.at(world.spread(days=90, overdue=0.2, nearly=0.1))
                world.add("ad_uploads", email=email.strip().lower(), audience=rng.choice(texts.INTERESTS), uploaded_at=uploaded)


def _events(world: World) -> None:
    rng = world.rng
    for _ in range(110):
        title, kind = rng.choice(texts.EVENTS)
        held = world.spread(months=6, overdue=0.25, nearly=0.1)
        if world.chance(0.4):
            customer, contact = _who(world)
            person = contact or customer
            email, name, company = person["Email"], name_of(person), customer["Bedrijfsnaam"]
        else:
            first, infix, last = world.name()
            email, name, company = world.email(first, infix, last), " ".join(filter(None, (first, infix, last))), None
        world.add(
            "event_signups",
            event_title=title,
            kind=kind,
            event_on=held,
            email=world.other_case(email) if world.chance(0.2) else email,
            name=name,
            company=company,
            phone=fakes.mobile(rng) if world.chance(0.3) else None,
            attended=world.chance(0.7),
        )
        _consent(world, email, "webinar", held - timedelta(days=rng.randint(1, 30)), None)


def _opinions(world: World) -> None:
    rng, today = world.rng, world.today
    for number in range(90):
        customer = world.rows["Relatie"][0] if number == 0 else _who(world)[0]
        answered = world.spread(years=2, overdue=0.15, nearly=0.1) if number else back(today, months=5)
        world.add(
            "survey_answers",
            invitation=f"R{customer['RelatieNr']}-{answered.year}",
            score=rng.randint(3, 10),
            remark=rng.choice(texts.SURVEYS),
            answered_at=world.at(answered),
        )
    for number in range(45):
        customer, _ = (world.rows["Relatie"][0], None) if number == 0 else _who(world, 3000)
        stars, body = rng.choice(texts.REVIEWS)
        person = name_of(customer) or customer["Bedrijfsnaam"]
        placed = world.spread(years=5, overdue=0.2, nearly=0.1) if number else back(today, years=1)
        world.add(
            "reviews",
            product_code=rng.choice(texts.PRODUCTS)[0],
            relation_no=customer["RelatieNr"],
            shown_name=person if number == 0 or world.chance(0.6) else f"{person[0]}.",
            stars=stars,
            body=body,
            placed_on=placed,
            published=world.chance(0.9),
        )


def _cookies(world: World) -> None:
    rng = world.rng
    for _ in range(120):
        given = world.spread(months=13, overdue=0.2, nearly=0.1)
        ended = world.between(given, world.today) if world.chance(0.1) else None
        world.add(
            "cookie_choices",
            visitor_no=rng.randbytes(16).hex(),
            choices={"statistiek": world.chance(0.6), "advertenties": world.chance(0.2)},
            ip_address=fakes.ip_address(rng),
            given_at=world.at(given),
            withdrawn_at=world.at(ended) if ended else None,
        )


def _complaints(world: World) -> None:
    rng = world.rng
    for number in range(24):
        body, answer, outcome = rng.choice(texts.COMPLAINTS)
        answered = world.spread(years=2, overdue=0.25, nearly=0.15) if number % 6 else None
        received = (answered or world.today) - timedelta(days=rng.randint(3, 25))
        channel = rng.choice(["post", "e-mail", "e-mail", "telefoon"])
        customer, contact = _who(world)
        person = contact or customer
        world.add(
            "complaints",
            name=name_of(person),
            email=(world.other_case(person["Email"]) if world.chance(0.3) else person["Email"]) if channel != "post" else None,
            channel=channel,
            body=body,
            answer=answer if answered else None,
            outcome=outcome if answered else None,
            received_at=world.at(received),
            answered_at=world.at(answered) if answered else None,
        )


def _authorities(world: World) -> None:
    rng = world.rng
    codes = [row["Code"] for row in world.rows["Medewerker"][:5]]
    for number in range(12):
        authority, asked, decision = rng.choice(texts.AUTHORITIES)
        customer, _ = _who(world, 3000)
        decided = world.spread(years=5, overdue=0.3, nearly=0.1)
        world.add(
            "authority_requests",
            authority=authority,
            reference=f"{decided.year}-{rng.randrange(10**5):05d}",
            relation_no=customer["RelatieNr"],
            asked_for=asked,
            received_at=world.at(decided - timedelta(days=rng.randint(1, 14))),
            decided_on=decided if number else None,
            decision=decision if number else None,
            decided_by=rng.choice(codes) if number else None,
        )


def _notes(world: World) -> None:
    rng = world.rng
    for number in range(140):
        customer, contact = (world.rows["Relatie"][0], None) if number < 2 else _who(world)
        about = f"contact:{contact['ContactNr']}" if contact else f"relatie:{customer['RelatieNr']}"
        if number > 2 and world.chance(0.25):
            about = f"ticket:{rng.choice(world.rows['tickets'])['id']}"
        staff = world.rows["Medewerker"][rng.randrange(1, 20)]
        world.add(
            "notes",
            about=about,
            staff_no=staff["MedewerkerNr"],
            body=rng.choice(texts.NOTES).format(staff=staff["Voornaam"]),
            written_at=world.at(world.spread(years=2, overdue=0.12, nearly=0.1)),
        )
