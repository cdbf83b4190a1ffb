"""The website: leads and calls, the newsletter, questions, accounts and visits."""

from datetime import date, timedelta

from gestand.examples import fakes, words
from gestand.examples.helpdesk import texts
from gestand.examples.helpdesk.people import present
from gestand.examples.world import World, back

LOES, KEES = 1, 1  # the lead who objected on the telephone; the asker whom nobody has satisfied yet


def fill(world: World) -> None:
    for number in range(60):
        _lead(world, number)
    for number in range(110):
        _subscriber(world, number)
    for number in range(48):
        _question(world, number)
    for number in range(70):
        _account(world, number)
    for number in range(420):
        _visit(world, number)
    for number, changed in enumerate(texts.VERSIONS, 1):
        published = date(world.today.year - 5 + number, 1, 1)
        world.put("statement_versions", version=number, published_on=published, what_changed=changed)


def _lead(world: World, number: int) -> None:
    rng = world.rng
    first, infix, last = ("Loes", "", "Dekker") if number == LOES - 1 else world.name()
    contacted = world.spread(years=1, overdue=0.2, nearly=0.1) if number else world.today - timedelta(days=3)
    lead = world.add(
        "leads",
        name=" ".join(filter(None, (first, infix, last))),
        company=f"{rng.choice(words.TRADES)} {rng.choice(words.LAST_NAMES)[1]}" if world.chance(0.7) else None,
        email=world.email(first, infix, last),
        phone=fakes.mobile(rng),
        asked_for=rng.choice(texts.ASKED_FOR),
        stage=rng.choice(texts.STAGES),
        owner_id=rng.choice(present(world))["id"],
        created_at=world.at(contacted - timedelta(days=rng.randint(1, 60))),
        last_contact_on=contacted if world.chance(0.9) or not number else None,
    )
    for place in range(rng.randint(0, 3) if number else 2):
        outcome, remark = texts.OUTCOMES[3] if (number, place) == (0, 1) else rng.choice(texts.OUTCOMES[:3])
        world.add(
            "sales_calls",
            lead_id=lead["id"],
            called_by_id=rng.choice(present(world))["id"],
            called_at=world.at(max(contacted - timedelta(days=place), lead["created_at"].date())),
            outcome=outcome,
            remark=remark,
        )
    if number == LOES - 1:
        world.put("do_not_contact", address=lead["phone"], channel="phone", added_at=world.at(contacted))


def _subscriber(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    first, infix, last = world.name()
    email = world.email(first, infix, last)
    if number == 2:  # a lead who reads it too
        email = world.other_case(world.rows["leads"][4]["email"]).strip()
    given = world.between(back(today, years=6), today - timedelta(days=2))
    stopped = world.between(given, today) if world.chance(0.25) else None
    if number % 11 == 5:
        given = back(today, years=8)
        stopped = back(today, years=5) - timedelta(days=rng.randint(3, 60))  # even the proof has had its time
    world.add("consents", email=email, purpose="newsletter", wording=texts.WORDING, channel="website", given_at=world.at(given),
              withdrawn_at=world.at(stopped) if stopped else None)  # fmt: skip
    forgotten = number % 13 == 1  # unsubscribed, and the row is still there
    if stopped is None or forgotten:
        world.add(
            "subscribers",
            email=email,
            first_name=first if world.chance(0.7) else None,
            token=rng.randbytes(16).hex(),
            subscribed_at=world.at(given),
            confirmed_at=world.at(given, 18, 23),
            unsubscribed_at=world.at(stopped) if stopped else None,
        )
    elif world.chance(0.5):
        world.put("do_not_contact", address=email, channel="mail", added_at=world.at(stopped))
    for _ in range(rng.randint(1, 4)):
        sent = world.spread(years=1, overdue=0.1)
        if sent >= given and (stopped is None or sent <= stopped):
            bounced = "box full" if world.chance(0.03) else None
            world.put("issues_sent", email=email, issue=f"{sent:%Y-%m}", sent_at=world.at(sent), bounced=bounced)


def _question(world: World, number: int) -> None:
    rng = world.rng
    first, infix, last = ("Kees", "", "Vos") if number == KEES - 1 else world.name()
    question, answer = rng.choice(texts.QUESTIONS)
    satisfied = world.spread(months=6, overdue=0.18, nearly=0.14) if number % 6 else None
    received = (satisfied or world.today - timedelta(days=rng.randint(1, 30))) - timedelta(days=rng.randint(2, 12))
    if number == KEES - 1:
        received = back(world.today, years=2)
    answered = number == 0 or satisfied is not None or world.chance(0.5)
    world.add(
        "questions",
        name=" ".join(filter(None, (first, infix, last))),
        email=world.email(first, infix, last),
        phone=fakes.mobile(rng) if world.chance(0.4) else None,
        company=f"{rng.choice(words.TRADES)} {last}" if world.chance(0.5) else None,
        question=question,
        answer=answer if answered else None,
        answered_by_id=rng.choice(present(world))["id"] if answered else None,
        received_at=world.at(received),
        answered_at=world.at(received + timedelta(days=1)) if answered else None,
        satisfied_on=satisfied,
    )


def _account(world: World, number: int) -> None:
    rng, today = world.rng, world.today
    first, infix, last = world.name()
    email = world.rows["agents"][0]["email"] if number == 0 else world.email(first, infix, last)
    closed = world.between(back(today, months=8), today - timedelta(days=2)) if number and number % 9 == 0 else None
    seen: date | None = world.between(back(today, years=3), closed or today)
    world.add(
        "site_accounts",
        username=fakes.ascii_only(f"{first}{last}".lower().replace(" ", "")) + str(number),
        email=email,
        name=" ".join(filter(None, (first, infix, last))) if number else world.rows["agents"][0]["name"],
        phone=fakes.mobile(rng) if world.chance(0.3) else None,
        password_hash=fakes.password_hash(rng),
        totp_secret=rng.randbytes(10).hex() if world.chance(0.3) else None,
        created_at=world.at(back(seen or today, months=rng.randrange(1, 20))),
        last_login_at=world.at(seen) if seen else None,
        closed_at=world.at(closed) if closed else None,
    )


def _visit(world: World, number: int) -> None:
    """The last part of an address never comes in: the statistics get the network only. But for one night in May."""
    rng = world.rng
    browser, language = rng.choice(words.AGENTS)
    whole = fakes.ip_address(rng)
    network = f"{whole.rpartition('.')[0]}.0" if "." in whole else f"{':'.join(whole.split(':')[:3])}::"
    day = world.today if number % 25 == 3 else world.between(back(world.today, years=2), world.today - timedelta(days=1))
    failed = number % 70 == 11
    world.add(
        "site_visits",
        page=rng.choice(texts.PAGES),
        ip_address=whole if failed else network,
        browser=browser.partition("/")[0],
        language=language,
        visited_at=world.at(back(world.today, months=6) if failed else day, 6, 9),
    )
