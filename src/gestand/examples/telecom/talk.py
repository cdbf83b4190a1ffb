"""Tickets, calls, questions, notes, newsletters, and what the website noted."""

from datetime import date, datetime, timedelta

from gestand.examples import fakes, words
from gestand.examples.telecom import texts
from gestand.examples.telecom.people import FATIMA, JOHAN, MARIA, NAMED
from gestand.examples.world import Row, World, back, full_name


def fill(world: World) -> None:
    _tickets(world)
    _recordings(world)
    _questions(world)
    _notes(world)
    _newsletter(world)
    _website(world)
    _interactions(world)


def _who(world: World, days: int = 730) -> Row:
    """A customer without a story of their own, who let us hear something in so many days."""
    while (world.today - world.lives[number := world.rng.randrange(NAMED + 1, len(world.lives) + 1)].last_seen).days > days:
        pass
    return world.rows["customers"][number - 1]


def _helper(world: World) -> Row:
    return world.rows["employees"][world.rng.randrange(1, 30)]


def _ticket(world: World, customer: Row, opened: datetime, closed: datetime | None, other: Row | None = None) -> Row:
    rng, helper = world.rng, _helper(world)
    subject, category, question, answer = rng.choice(texts.TICKETS)
    contact = next((row for row in world.rows["contacts"] if row["customer_id"] == customer["id"]), None)
    author = contact or customer
    kind = "contact" if contact else "customer"
    ticket = world.add(
        "tickets",
        ticket_no=f"T{20000 + len(world.rows.get('tickets', [])) * 13}",
        customer_id=customer["id"],
        contact_id=contact["id"] if contact else None,
        co_reporter_id=other["id"] if other else None,
        reported_by=_name(author),
        co_reporter_name=_name(other) if other else None,
        assigned_to=helper["id"],
        subject=subject,
        category=category,
        status="gesloten" if closed else "open",
        satisfaction=rng.randint(1, 5) if closed and world.chance(0.5) else None,
        internal_remark=rng.choice(texts.REMARKS) if world.chance(0.1) else None,
        opened_at=opened,
        closed_at=closed,
    )
    said = [(kind, author, question)]
    if other:
        said.append(("customer", other, "Ik woon op hetzelfde adres en heb er ook last van."))
    said.append(("staff", helper, f"{answer} Groet, {helper['first_name']}"))
    if world.chance(0.3):
        said.append((kind, author, rng.choice(texts.LATER)))
    for number, (author_type, row, body) in enumerate(said):
        world.add(
            "ticket_messages",
            ticket_id=ticket["id"],
            author_type=author_type,
            author_id=row["id"],
            author_name=_name(row),
            body=body,
            sent_at=opened + timedelta(minutes=47 * number),
        )
    return ticket


def _name(row: Row) -> str:
    return full_name(row) or row["company_name"]


def _tickets(world: World) -> None:
    fatima, maria = world.rows["customers"][FATIMA - 1], world.rows["customers"][MARIA - 1]
    for number in range(12):
        day = back(world.today, months=3 + number)
        opened = world.at(day)
        _ticket(world, fatima, opened, opened + timedelta(days=2), maria if number == 4 else None)
    for number in range(390):
        closed = world.at(world.spread(years=2)) if world.chance(0.9) else None
        opened = (closed or world.at(world.today - timedelta(days=world.rng.randint(1, 30)))) - timedelta(
            days=world.rng.randint(1, 9)
        )
        _ticket(world, _who(world), opened, closed, _private(world) if number % 40 == 0 else None)
    # Somebody merged two customers years ago and forgot the undeclared key.
    world.rows["tickets"][60]["co_reporter_id"] = 99999


def _private(world: World) -> Row:
    while (row := _who(world))["kind"] == "company":
        pass
    return row


def _recordings(world: World) -> None:
    rng = world.rng
    fatima = world.rows["customers"][FATIMA - 1]
    plan: list[tuple[Row | None, date | None]] = [(fatima, world.today - timedelta(days=days)) for days in (24, 11, 3)]
    plan += [(_who(world) if world.chance(0.85) else None, world.spread(days=30, overdue=0.12)) for _ in range(240)]
    plan += [(_who(world), None) for _ in range(2)]  # the exchange lost the hour
    for number, (customer, day) in enumerate(plan, 1):
        world.add(
            "call_recordings",
            customer_id=customer["id"] if customer else None,
            agent_id=_helper(world)["id"],
            caller_number=customer["phone"] if customer else fakes.mobile(rng),
            path=f"{day or 'onbekend'}/{number:05d}.wav",
            started_at=world.at(day) if day else None,
            seconds=rng.randrange(20, 1500),
        )


def _questions(world: World) -> None:
    rng = world.rng
    for number in range(60):
        first, infix, last = world.name()
        question, answer = rng.choice(texts.QUESTIONS)
        satisfied = world.spread(months=6, overdue=0.15, nearly=0.12) if number % 6 != 5 else None
        received = world.at((satisfied or world.today) - timedelta(days=rng.randint(5, 30)))
        if number == 17:  # never answered
            received = world.at(back(world.today, years=3))
        answered = None if number == 17 else received + timedelta(days=2)
        email = world.email(first, infix, last) if world.chance(0.8) else world.other_case(_private(world)["email"])
        world.add(
            "web_contact_questions",
            asker_name=" ".join(filter(None, (first, infix, last))),
            email=email,
            question=question,
            phone=fakes.mobile(rng) if world.chance(0.5) else None,
            answer=answer if answered else None,
            answered_by=_helper(world)["id"] if answered else None,
            received_at=received,
            answered_at=answered,
            satisfied_on=satisfied,
        )


def _notes(world: World) -> None:
    rng, johan = world.rng, world.rows["employees"][JOHAN - 1]
    world.add(
        "audit_notes",
        record_type="Customer",
        record_id=FATIMA,
        author_id=_helper(world)["id"],
        written_at=world.at(back(world.today, months=5)),
        note=f"Mevrouw El Amrani is boos over de monteur. {full_name(johan)} belt haar morgen.",
    )
    for _ in range(160):
        kind, table = rng.choice(
            [
                ("Customer", "customers"),
                ("Ticket", "tickets"),
                ("Ticket", "tickets"),
                ("Applicant", "applicants"),
                ("Employee", "employees"),
            ]
        )
        named = johan if world.chance(0.3) else _helper(world)
        record = rng.randrange(NAMED, len(world.rows[table]))
        world.add(
            "audit_notes",
            record_type=kind,
            record_id=world.rows[table][record]["id"],
            author_id=_helper(world)["id"],
            note=rng.choice(texts.NOTES).format(staff=rng.choice([named["first_name"], full_name(named)])),
            written_at=world.at(world.spread(years=2)),
        )


def _subscribe(world: World, email: str, first: str | None, given: date, withdrawn: date | None) -> None:
    rng = world.rng
    start, end = world.at(given), world.at(withdrawn) if withdrawn else None
    world.add(
        "newsletter_subscriptions",
        email=email,
        first_name=first,
        language=rng.choices(["nl", "en", "es"], [90, 8, 2])[0],
        topics=rng.choice(["internet", "mobiel", "internet, mobiel"]),
        subscribed_at=start,
        unsubscribed_at=end,
    )
    world.add(
        "consents",
        email=email,
        purpose="newsletter",
        wording="Ja, stuur mij elke maand de nieuwsbrief.",
        given_at=start,
        withdrawn_at=end,
        channel=rng.choice(["web", "web", "telefoon"]),
        ip_address=fakes.ip_address(rng),
    )


def _newsletter(world: World) -> None:
    rng, today = world.rng, world.today
    _subscribe(world, "Fatima.El-Amrani@Example.NL", "Fatima", back(today, years=2), None)
    world.add(
        "offer_profiles",
        email="fatima.el-amrani@example.nl",
        interests="mobiel",
        score=71,
        last_opened_at=world.at(back(today, months=1)),
    )
    readers = [row for row in world.rows["customers"][NAMED:] if row["kind"] != "company"]
    for customer in rng.sample(readers, 170):
        email = world.other_case(customer["email"]) if world.chance(0.3) else customer["email"]
        given = world.lives[customer["id"]].started
        ended = max(given, world.between(back(today, months=8), today)) if world.chance(0.12) else None
        _subscribe(world, email, customer["first_name"], given, ended)
        if world.chance(0.35):
            score, opened = rng.randrange(100), world.at(world.between(back(today, months=20), today))
            world.add(
                "offer_profiles",
                email=customer["email"],
                interests=rng.choice(["internet", "mobiel"]),
                score=score,
                last_opened_at=opened,
            )
    for _ in range(70):  # readers who are no customers
        first, infix, last = world.name()
        given = world.between(back(today, years=6), today)
        ended = world.between(given, today) if world.chance(0.1) else None
        _subscribe(world, world.email(first, infix, last), first, given, ended)
    for _ in range(150):  # subscriptions that ended before: the proof stays five years more
        withdrawn = world.spread(years=5)
        world.add(
            "consents",
            email=_private(world)["email"],
            purpose="offers",
            wording="Ja, kies aanbiedingen voor mij op grond van wat ik lees.",
            given_at=world.at(back(withdrawn, years=1)),
            withdrawn_at=world.at(withdrawn),
            channel="web",
            ip_address=fakes.ip_address(rng),
        )


def _website(world: World) -> None:
    rng = world.rng
    sessions: list[Row] = []
    for number in range(130):
        user = FATIMA if number == 0 else _who(world, 60)["id"] if world.chance(0.8) else None
        agent, _ = rng.choice(words.AGENTS)
        day = world.today - timedelta(days=6) if number == 0 else world.spread(days=30)
        data = {
            "user_id": user,
            "cart": [rng.choice(texts.PRODUCTS)[0]] if world.chance(0.3) else [],
            "token": rng.randbytes(8).hex(),
        }
        sessions.append(
            {
                "id": rng.randbytes(16).hex(),
                "data": data,
                "ip_address": fakes.ip_address(rng),
                "user_agent": agent,
                "last_seen_at": world.at(day, 6, 23),
            }
        )
    world.rows["sessions"] = sessions
    recent = [row for row in sessions if world.today - row["last_seen_at"].date() < timedelta(days=16)]
    for number in range(1100):
        session = sessions[0] if number < 5 else rng.choice(recent) if world.chance(0.4) else None
        agent, language = rng.choice(words.AGENTS)
        day = session["last_seen_at"].date() if session else world.spread(days=14, overdue=0.12)
        world.add(
            "page_visits",
            session_id=session["id"] if session else None,
            url=rng.choice(texts.PAGES),
            language=language,
            ip_address=session["ip_address"] if session else fakes.ip_address(rng),
            user_agent=session["user_agent"] if session else agent,
            visited_at=world.at(day, 6, 23),
        )


def _interactions(world: World) -> None:
    rng, fatima = world.rng, world.rows["customers"][FATIMA - 1]
    for number in range(320):
        person = fatima if number < 2 else rng.choice(world.rows["contacts"]) if world.chance(0.7) else _private(world)
        day = back(world.today, months=4 + number) if number < 2 else world.spread(years=2)
        world.add(
            "crm_interactions",
            kind=rng.choice(["mail", "meeting"]),
            happened_at=world.at(day),
            subject=rng.choice(texts.MEETINGS),
            staff_id=JOHAN if number == 0 else _helper(world)["id"],
            with_name=_name(person),
            with_email=world.other_case(person["email"]) if world.chance(0.3) else person["email"],
        )
