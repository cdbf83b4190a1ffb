"""The books, complaints, and what authorities asked or were told."""

from datetime import timedelta
from decimal import Decimal

from gestand.examples.helpdesk import texts
from gestand.examples.helpdesk.people import IMANE, name_of, present
from gestand.examples.world import World, back


def fill(world: World) -> None:
    _invoices(world)
    _complaints(world)
    _authorities(world)
    _fraud(world)


def _invoices(world: World) -> None:
    rng = world.rng
    for customer in world.rows["customers"]:
        contact = next(row for row in world.rows["customer_contacts"] if row["customer_id"] == customer["id"])
        last = customer["ended_on"] or world.today
        for _ in range(rng.randint(3, 8)):
            issued = world.between(max(customer["created_at"].date(), back(last, years=9)), last)
            if customer["id"] > 20 and world.chance(0.5):
                issued = back(world.today, years=8)  # older than the tax authority asks
            total = Decimal(rng.randrange(3000, 90000)) / 100
            invoice = world.add(
                "invoices",
                invoice_no=f"VB{issued.year}{len(world.rows.get('invoices', [])) + 1:05d}",
                customer_id=customer["id"],
                attn=name_of(contact) if world.chance(0.6) or customer["id"] == IMANE else None,
                billing_name=customer["name"],
                billing_address=f"{customer['street']} {customer['house_no']}, {customer['postal_code']} {customer['city']}",
                issued_on=issued,
                status="open" if (world.today - issued).days < 30 else "paid",
                vat=(total * 21 / 121).quantize(Decimal("0.01")),
                total=total,
            )
            for line, said in enumerate(["Abonnement", "Extra agenten"][: rng.choice([1, 2])], 1):
                world.put("invoice_lines", invoice_id=invoice["id"], line_no=line, description=said, amount=total / line)


def _complaints(world: World) -> None:
    rng = world.rng
    for number in range(14):
        first, infix, last = world.name()
        complaint, answer = rng.choice(texts.COMPLAINTS)
        answered = world.spread(years=2, overdue=0.25, nearly=0.1) if number % 5 else None
        name = " ".join(filter(None, (first, infix, last)))
        email = world.email(first, infix, last)
        if number == 3:  # a subscriber complains, with capitals
            email = world.other_case(world.rows["subscribers"][0]["email"]).strip()
        world.add(
            "complaints",
            name=name,
            email=email,
            came_by=rng.choice(["mail", "post", "telefoon"]),
            complaint=complaint,
            answer=answer if answered else None,
            received_at=world.at((answered or world.today) - timedelta(days=rng.randint(2, 20))),
            answered_at=world.at(answered) if answered else None,
        )


def _authorities(world: World) -> None:
    for number, (authority, asked_for, decision, reason) in enumerate(texts.ANSWERED_AUTHORITIES):
        decided = back(world.today, years=(0, 1, 6)[number], months=2)
        about = world.rows["agents"][3]["email"] if number == 0 else world.rows["customer_contacts"][number * 5]["email"]
        world.add(
            "authority_requests",
            authority=authority,
            reference=f"AZ-{decided.year}-{number + 31}",
            asked_about=about,
            asked_for=asked_for,
            decision=decision,
            reason=reason,
            decided_by_id=1,
            received_at=world.at(decided - timedelta(days=4)),
            decided_on=decided,
        )


def _fraud(world: World) -> None:
    for number, suspicion in enumerate(texts.SUSPICIONS):
        decided = back(world.today, years=number * 3, months=3)
        world.add(
            "fraud_reports",
            customer_id=None if number else 23,
            suspect_email=world.rows["leads"][20 + number]["email"],
            suspicion=suspicion,
            decided_by_id=present(world)[0]["id"],
            decided_on=decided,
            reported_on=decided + timedelta(days=2),
            closed_on=decided + timedelta(days=200) if number else None,
        )
