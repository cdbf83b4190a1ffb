"""The company's own website and books: demo requests, cookies, invoices, incidents."""

from datetime import date, timedelta
from decimal import Decimal

from gestand.examples import fakes, words
from gestand.examples.meetings import texts
from gestand.examples.meetings.people import SANNE
from gestand.examples.world import Row, World, back, full_name


def fill(world: World) -> None:
    _demos(world)
    _cookies(world)
    _invoices(world)
    _incidents(world)


def _demo(world: World, first: str, last: str, email: str, asked: date, ended: date | None) -> Row:
    rng = world.rng
    row = world.add(
        "demo_requests",
        first_name=first,
        last_name=last,
        email=email,
        phone=fakes.mobile(rng) if world.chance(0.6) else None,
        company=rng.choice(words.TRADES) if world.chance(0.7) else None,
        message=rng.choice(texts.DEMO_MESSAGES) if world.chance(0.8) else None,
        wording=texts.DEMO_WORDING,
        requested_at=world.at(asked),
        unsubscribed_at=world.at(ended) if ended else None,
    )
    for day in range(0, (min(ended or world.today, asked + timedelta(days=400)) - asked).days, 60):
        sent = world.at(asked + timedelta(days=day))
        address = world.other_case(email) if world.chance(0.3) else email
        opened = (
            sent + timedelta(hours=rng.randint(1, 30))
            if world.chance(0.4) and sent.date() < world.today - timedelta(days=2)
            else None
        )
        url = f"/blog?van={rng.randrange(10**6)}" if opened and world.chance(0.4) else None
        world.add(
            "mailings_sent", email=address, subject=rng.choice(texts.MAILINGS), sent_at=sent, opened_at=opened, clicked_url=url
        )
    if world.chance(0.3):
        shared = world.at(min(asked + timedelta(days=2), world.today))
        world.add("demo_shares", demo_request_id=row["id"], supplier_id=6, purpose="verkoop in de regio Oost", shared_at=shared)
    return row


def _demos(world: World) -> None:
    rng, today = world.rng, world.today
    sanne = world.rows["accounts"][SANNE - 1]
    # Sanne asked for a demo before her employer became a customer, and wrote her address with capitals.
    _demo(world, "Sanne", "de Vries", sanne["email"].title(), back(today, years=2), today - timedelta(days=3))
    for _ in range(70):
        first, infix, last = world.name()
        asked = world.between(back(today, years=2, months=6), today - timedelta(days=1))
        ended = world.between(asked, today) if world.chance(0.2) else None
        _demo(world, first, " ".join(filter(None, (infix, last))), world.email(first, infix, last), asked, ended)
    world.rows["demo_requests"][9]["last_name"] = None
    for row in rng.sample(world.rows["demo_requests"][10:], 4):
        row["phone"] = row["company"] = row["message"] = None


def _cookies(world: World) -> None:
    rng, today = world.rng, world.today
    for name, provider, purpose, lifetime in texts.COOKIES:
        world.put("cookies_used", name=name, provider=provider, purpose=purpose, lifetime=lifetime)
    for _ in range(160):
        number = rng.randbytes(16).hex()
        given = world.between(back(today, years=1, months=8), today - timedelta(days=1))
        measured = world.chance(0.6)
        ended = world.spread(years=1, overdue=0.2, nearly=0.2) if world.chance(0.2) else None
        given = min(given, ended - timedelta(days=1)) if ended else given
        choices = {"measuring": measured, "interest": measured and world.chance(0.5)}
        world.add(
            "cookie_choices",
            visitor_no=number,
            choices=choices,
            wording_version="2026-1" if given.year == today.year else "2025-2",
            ip_address=fakes.ip_address(rng),
            given_at=world.at(given),
            withdrawn_at=world.at(ended) if ended else None,
        )
        if measured and ended is None:
            last = world.spread(days=90, overdue=0.2, nearly=0.1)
            pages = [rng.choice(texts.WEB_PAGES) for _ in range(rng.randint(1, 5))]
            first = max(given, back(today, years=1))
            world.add(
                "site_visitors",
                visitor_no=number,
                segment=rng.choice(texts.SEGMENTS) if choices["interest"] else None,
                pages=pages,
                first_seen_at=world.at(min(first, last)),
                last_seen_at=world.at(last),
            )


def _invoices(world: World) -> None:
    rng, today = world.rng, world.today
    for organisation in world.rows["organisations"]:
        contacts = [row for row in world.rows["organisation_contacts"] if row["organisation_id"] == organisation["id"]]
        for age in range(10):
            issued = date(today.year - age, rng.randint(1, 12), rng.randint(1, 28))
            if issued > today:
                continue
            who = contacts[1]
            world.add(
                "invoices",
                invoice_no=f"P{issued.year}{len(world.rows.get('invoices', [])) + 1:05d}",
                organisation_id=organisation["id"],
                contact_id=who["id"] if age < 5 else None,
                for_attention_of=full_name(who) if age != 6 else None,
                issued_on=issued,
                total=Decimal(rng.randrange(90000, 900000)) / 100,
            )


def _incidents(world: World) -> None:
    contacts = [row for row in world.rows["organisation_contacts"] if row["role"] == "privacy"]
    for number, (what, severity) in enumerate(texts.INCIDENTS):
        noticed = world.at(world.today - timedelta(days=200 + 500 * number))
        row = world.add("incidents", noticed_at=noticed, what=what, severity=severity, closed_at=noticed + timedelta(days=4))
        for contact in contacts[: 4 + 3 * number]:
            sent = noticed + timedelta(hours=world.rng.randint(2, 22))
            world.add("incident_notices", incident_id=row["id"], contact_id=contact["id"], sent_to=contact["email"], sent_at=sent)
