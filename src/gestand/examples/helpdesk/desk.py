"""The desk: what the customers of our customers ask, and who answers them."""

import io
from datetime import timedelta

from gestand.examples import fakes, words
from gestand.examples.helpdesk import texts
from gestand.examples.helpdesk.people import CUSTOMERS, MARTIJN, domain_of, ended
from gestand.examples.world import Row, World, back

YASMIN, ELSEWHERE, DOUBLE = (
    1,
    2,
    3,
)  # one who asks, the same address with another customer, and a second card that was merged into the first
HASSAN = 1  # an agent of the first customer
YASMINS = "yasmin.postma@example.nl"


def fill(world: World) -> None:
    for number in range(1, CUSTOMERS + 1):
        _tenant(world, number)
    _yasmin(world)
    for number in range(300):
        _person(world, number)
    for number in range(520):
        _ticket(world, number)
    _calls(world)
    _logs(world)


def _own_days(tenant: int) -> int:
    own = texts.TENANTS[tenant - 1][4] if tenant <= len(texts.TENANTS) else None
    return own or 730


def _tenant(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    named = number <= len(texts.TENANTS)
    name, slug, calls, addresses, _ = (
        texts.TENANTS[number - 1] if named else (f"Klant {number}", f"klant{number}", False, False, None)
    )
    over, started = ended(world, number), world.rows["customers"][number - 1]["created_at"].date()
    world.add(
        "tenants",
        name=name,
        slug=slug,
        privacy_url=f"https://www.{slug}.example/privacy" if number % 4 else None,
        records_calls=calls,
        records_ip=addresses,
        started_on=started,
        ended_on=over,
    )
    for place in range(rng.choice([2, 3, 4])):
        first, infix, last = ("Hassan", "", "Bouali") if number == place + 1 == 1 else world.name()
        seen = min(over or today, today - timedelta(days=rng.randint(1, 60)))
        disabled = world.spread(days=30, overdue=0.4, nearly=0.2) if place == 2 else None
        agent = world.add(
            "agents",
            tenant_id=number,
            name=" ".join(filter(None, (first, infix, last))),
            email=world.email(first, infix, last, domain_of(number)),
            password_hash=fakes.password_hash(rng),
            totp_secret=rng.randbytes(10).hex() if world.chance(0.5) else None,
            role="beheer" if place == 0 else "agent",
            language=rng.choice(["nl", "nl", "en", "es"]),
            created_at=world.at(started),
            last_login_at=world.at(min(seen, disabled) if disabled else seen),
            last_login_ip=fakes.ip_address(rng),
            disabled_at=world.at(disabled) if disabled else None,
        )
        if place == 0:
            _administers(world, agent, started)
        if world.chance(0.5):
            world.put(
                "sessions",
                id=rng.randbytes(16).hex(),
                tenant_id=number,
                payload={"agent": agent["id"], "view": "open"},
                ip_address=fakes.ip_address(rng),
                user_agent=rng.choice(words.AGENTS)[0],
                last_seen_at=world.at(world.spread(days=30)),
            )
    for kind, address in texts.CHANNELS[: rng.choice([2, 3, 4])]:
        world.add("channels", tenant_id=number, kind=kind, address=address.format(slug=slug))


def _administers(world: World, agent: Row, started: object) -> None:
    """What the administrator of a customer sets: from where people come in, keys for programs, and whom of us they let in."""
    rng, tenant = world.rng, agent["tenant_id"]
    if world.chance(0.6):
        network = f"{rng.choice(['192.0.2', '198.51.100'])}.{rng.randrange(16) * 16}/28"
        world.add("allowed_networks", tenant_id=tenant, network=network, remark="kantoor", added_by_id=agent["id"])
    if world.chance(0.5):
        revoked = world.spread(days=90, overdue=0.4) if world.chance(0.4) else None
        world.add(
            "api_keys",
            tenant_id=tenant,
            agent_id=agent["id"],
            prefix=rng.randbytes(4).hex(),
            secret_hash=fakes.password_hash(rng),
            created_at=world.at(back(revoked or world.today, months=5)),
            last_used_at=world.at(revoked or world.today - timedelta(days=1)),
            revoked_at=world.at(revoked) if revoked else None,
        )
    if tenant % 3 == 1:
        for _ in range(2):
            begins = world.at(world.spread(years=1, overdue=0.2), 9, 16)
            world.add(
                "support_access",
                tenant_id=tenant,
                staff_no=world.rows["employees"][MARTIJN - 1]["staff_no"],
                given_by_id=agent["id"],
                reason=rng.choice(texts.ACCESS),
                begins_at=begins,
                ends_at=begins + timedelta(hours=4),
            )


def _add_person(world: World, tenant: int, name: str | None, email: str | None, merged: int | None = None) -> Row:
    rng = world.rng
    last = world.spread(days=_own_days(tenant), overdue=0.15)
    number = len(world.rows.get("people", [])) + 1
    person = world.add(
        "people",
        tenant_id=tenant,
        person_no=f"P{400000 + number * 11}",
        name=name,
        email=email,
        phone=fakes.mobile(rng) if world.chance(0.5) else None,
        language=rng.choice(["nl", "nl", "nl", "en", "es"]),
        remark=rng.choice(texts.REMARKS) if world.chance(0.15) else None,
        merged_into_id=merged,
        created_at=world.at(back(last, months=rng.randrange(10))),
        last_seen_at=world.at(last) if world.chance(0.9) else None,
    )
    if world.chance(0.2):
        handle = fakes.ascii_only((name or f"gast{number}").lower().replace(" ", ""))
        world.add("identities", person_id=person["id"], network=rng.choice(texts.NETWORKS), handle=handle)
    return person


def _yasmin(world: World) -> None:
    """The same address with two customers: two people, as far as anybody may know."""
    yasmin = _add_person(world, 1, "Yasmin Postma", YASMINS)
    _add_person(world, 3, "Y. Postma", "Yasmin.Postma@Example.nl")
    double = _add_person(world, 1, "y postma", "y.postma@example.nl", merged=yasmin["id"])
    for person in (yasmin, double):
        person["last_seen_at"] = world.at(world.today - timedelta(days=20))
    world.rows["people"][ELSEWHERE - 1]["last_seen_at"] = world.at(world.today - timedelta(days=50))
    world.add("identities", person_id=YASMIN, network=texts.NETWORKS[0], handle="yasminfietst")


def _person(world: World, number: int) -> None:
    tenant = number % CUSTOMERS + 1 if number < 120 else world.rng.randrange(1, CUSTOMERS + 1)
    if number % 17 == 9:  # only a number called, or only a handle
        _add_person(world, tenant, None, None)
        return
    first, infix, last = world.name()
    _add_person(world, tenant, " ".join(filter(None, (first, infix, last))), world.email(first, infix, last))


def _ticket(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    person = world.rows["people"][number % 3] if number < 12 else rng.choice(world.rows["people"])
    tenant = person["tenant_id"]
    over = ended(world, tenant)
    agents = [row for row in world.rows["agents"] if row["tenant_id"] == tenant]
    channels = [row for row in world.rows["channels"] if row["tenant_id"] == tenant]
    closed = world.spread(days=_own_days(tenant), overdue=0.12, nearly=0.1) if number % 9 else None
    if number < 12:
        closed = today - timedelta(days=20 + number)
    if over and (closed is None or closed > over):
        closed = over - timedelta(days=rng.randint(0, 200))
    opened = world.at((closed or today) - timedelta(days=rng.randint(1, 9)))
    subject, question, answer = rng.choice(texts.SUBJECTS)
    agent = agents[0] if number < 12 else rng.choice(agents)
    others = [row for row in world.rows["people"] if row["tenant_id"] == tenant and row["id"] != person["id"]]
    on_behalf = rng.choice(others)["id"] if number % 23 == 4 and others else None
    ticket = world.add(
        "tickets",
        tenant_id=tenant,
        number=f"T{700000 + number * 3}",
        channel_id=rng.choice(channels)["id"],
        person_id=person["id"] if number % 41 else None,  # somebody who called and said no name
        agent_id=agent["id"] if closed or world.chance(0.6) else None,
        subject=subject,
        fields={"order": f"A-{rng.randrange(1000, 9999)}", **({"asks_for": on_behalf} if on_behalf else {})},
        status="closed" if closed else "open",
        opened_at=opened,
        closed_at=world.at(closed, 12, 18) if closed else None,
    )
    asks = ("person", person["id"], person["name"] or "onbekend", question)
    answers = ("agent", agent["id"], agent["name"], answer)
    said = [asks, ("robot", None, None, texts.ROBOT), answers] if number % 3 else [asks, answers]
    if world.chance(0.4):
        said.append(("person", person["id"], person["name"] or "onbekend", rng.choice(texts.LATER)))
    records_ip = world.rows["tenants"][tenant - 1]["records_ip"]
    for minute, (author_type, author, name, body) in enumerate(said):
        message = world.add(
            "messages",
            tenant_id=tenant,
            ticket_id=ticket["id"],
            author_type=author_type,
            author_id=author,
            author_name=name,
            body=body,
            ip_address=fakes.ip_address(rng) if records_ip and author_type == "person" else None,
            sent_at=opened + timedelta(minutes=40 * minute),
        )
        if author_type == "person" and minute == 0 and (number in (0, 3) or world.chance(0.12)):
            _attachment(world, ticket, message, person)
    _beside(world, ticket, agents, number)


def _attachment(world: World, ticket: Row, message: Row, person: Row) -> None:
    name = world.rng.choice(texts.FILES)
    number = len(world.rows.get("attachments", [])) + 1
    path = f"{ticket['tenant_id']}/{ticket['id']}/{number}-{name}"
    octets = len(_picture(person["name"] or "", path))
    world.add("attachments", message_id=message["id"], file_name=name, octets=octets, path=path)


def _beside(world: World, ticket: Row, agents: list[Row], number: int) -> None:
    """Who watches, what colleagues note, and what the asker thought of it."""
    rng = world.rng
    if number in (1, 4) or world.chance(0.08):
        email = YASMINS if number == 1 else world.email(*world.name())
        world.put("ticket_watchers", ticket_id=ticket["id"], email=email)
    if world.chance(0.25):
        note = rng.choice(texts.NOTES).format(name=rng.choice(agents)["name"])
        written = ticket["opened_at"] + timedelta(hours=2)
        world.add("internal_notes", ticket_id=ticket["id"], agent_id=rng.choice(agents)["id"], body=note, written_at=written)
    if ticket["closed_at"] and world.chance(0.3):
        score, remark = rng.choice(texts.RATINGS)
        rated = min(ticket["closed_at"] + timedelta(days=1), world.at(world.today, 6, 8))
        world.add("ratings", tenant_id=ticket["tenant_id"], ticket_id=ticket["id"], score=score, remark=remark, rated_at=rated)


def _calls(world: World) -> None:
    rng = world.rng
    recording = [row["id"] for row in world.rows["tenants"] if row["records_calls"]]
    for number in range(70):
        tenant = recording[number % len(recording)]
        people = [row for row in world.rows["people"] if row["tenant_id"] == tenant]
        agent = rng.choice([row for row in world.rows["agents"] if row["tenant_id"] == tenant])
        person = world.rows["people"][0] if number == 0 else rng.choice(people) if world.chance(0.8) else None
        day = world.spread(days=30, overdue=0.2, nearly=0.15) if number else world.today - timedelta(days=8)
        day = min(day, ended(world, tenant) or day)
        world.add(
            "call_recordings",
            tenant_id=tenant,
            person_id=person["id"] if person else None,
            agent_id=agent["id"],
            caller_number=(person or {}).get("phone") or fakes.mobile(rng),
            started_at=world.at(day),
            seconds=rng.randrange(40, 1500),
            path=f"{tenant}/{day:%Y%m%d}-{number + 1}.ogg",
        )


def _logs(world: World) -> None:
    rng = world.rng
    for number in range(420):
        agent = world.rows["agents"][0] if number % 30 == 0 else rng.choice(world.rows["agents"])
        actor = f"agent:{agent['id']}" if number % 12 else f"staff:{world.rows['employees'][MARTIJN - 1]['staff_no']}"
        world.put(
            "audit_log",
            entry=number + 1,
            tenant_id=agent["tenant_id"],
            actor=actor,
            action=rng.choice(texts.ACTIONS),
            object=f"ticket:{rng.randrange(1, 520)}",
            ip_address=fakes.ip_address(rng),
            logged_at=world.at(world.spread(months=6, overdue=0.12), 6, 23),
        )


def _picture(name: str, path: str) -> bytes:
    """Not really a picture: a file of that name, with the name of who sent it in its text, as pictures have."""
    sheet = io.BytesIO()
    sheet.write(f"%made up: {path}\nAuthor: {name}\n".encode())
    return sheet.getvalue()


def sent_files(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """What people sent along, by its path."""
    names = {row["id"]: row["name"] for row in rows["people"]}
    messages = {row["id"]: row for row in rows["messages"]}
    return {
        row["path"]: _picture(names.get(messages[row["message_id"]]["author_id"]) or "", row["path"])
        for row in rows["attachments"]
    }


def voices(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """The recorded calls, by their path."""
    return {row["path"]: b"OggS" + bytes(row["seconds"] % 64) for row in rows["call_recordings"]}
