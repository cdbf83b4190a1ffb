"""What members do on the platforms: groups, posts, messages, documents; and what the machines note of it."""

from datetime import timedelta

from gestand.examples import fakes, words
from gestand.examples.meetings import texts
from gestand.examples.meetings.people import ENDED, JORIS, NADIA, PIETER, SANNE
from gestand.examples.world import Row, World, back, full_name


def fill(world: World) -> None:
    for organisation in world.rows["organisations"]:
        _groups(world, organisation)
    _between_nadia_and_pieter(world)
    _loose_ends(world)
    _support(world)
    _audit(world)
    _sessions(world)


def members_of(world: World, organisation: Row) -> list[Row]:
    return [row for row in world.rows["accounts"] if row["organisation_id"] == organisation["id"] and row["kind"] == "member"]


def _groups(world: World, organisation: Row) -> None:
    rng, people = world.rng, members_of(world, organisation)
    for number, (title, hidden) in enumerate(rng.sample(texts.GROUPS, 4)):
        in_it = rng.sample(people, min(len(people), 5 if hidden else 10))
        if organisation["id"] == 1 and number == 0:
            in_it = [*people[:2], *[row for row in in_it if row["id"] not in (NADIA, PIETER)]]
            title, hidden = "Vertrouwenspersonen", True
        group = world.add(
            "groups",
            organisation_id=organisation["id"],
            title=title,
            hidden=hidden,
            owner_id=in_it[0]["id"],
            created_at=world.at(organisation["contract_started_on"]),
            archived_at=None,
        )
        for person in in_it:
            world.put(
                "group_members",
                group_id=group["id"],
                account_id=person["id"],
                role="owner" if person is in_it[0] else "member",
                joined_at=max(person["created_at"], group["created_at"]),
            )
        for _ in range(rng.randint(3, 7)):
            _post(world, group, in_it)
        for _ in range(rng.randint(1, 3)):
            _document(world, group, in_it)
    for _ in range(12):
        sender, recipient = rng.sample(people, 2)
        message(world, sender, recipient, rng.choice(texts.MESSAGES))


def _post(world: World, group: Row, people: list[Row]) -> None:
    rng = world.rng
    author, other = rng.sample(people, 2)
    day = world.spread(years=2, overdue=0.12, nearly=0.1)
    said = rng.choice(texts.POSTS)
    post = world.add(
        "posts",
        organisation_id=group["organisation_id"],
        group_id=group["id"],
        author_id=author["id"],
        author_name=full_name(author),
        body=said.format(other=other["display_name"]),
        attachments=[f"bijlagen/{group['id']}/foto{rng.randint(1, 9)}.jpg"] if world.chance(0.2) else [],
        created_at=world.at(day),
        edited_at=None,
        deleted_at=world.at(world.spread(days=30, overdue=0.4, nearly=0.2)) if world.chance(0.08) else None,
    )
    if post["deleted_at"]:
        post["created_at"] = min(post["created_at"], post["deleted_at"] - timedelta(hours=1))
    if "{other}" in said:
        world.add("post_mentions", post_id=post["id"], account_id=other["id"], shown_name=other["display_name"])
    for _ in range(rng.choice([0, 1, 1, 2])):
        comment(world, rng.choice(people), "Post", post, rng.choice(texts.COMMENTS).format(other=author["display_name"]))
    for person in rng.sample(people, rng.randint(0, 3)):
        moment = world.at(min(world.today, post["created_at"].date() + timedelta(days=1)))
        reaction = {
            "organisation_id": post["organisation_id"],
            "subject_type": "Post",
            "subject_id": post["id"],
            "account_id": person["id"],
        }
        world.put("reactions", **reaction, emoji=rng.choice(["👍", "❤️", "😂"]), reacted_at=moment)


def comment(world: World, author: Row, kind: str, subject: Row, body: str) -> None:
    """One table of comments for whatever there is."""
    world.add(
        "comments",
        organisation_id=author["organisation_id"],
        subject_type=kind,
        subject_id=subject["id"],
        author_id=author["id"],
        author_name=full_name(author),
        body=body,
        created_at=world.at(world.spread(years=2, overdue=0.12, nearly=0.1)),
        deleted_at=None,
    )


def message(world: World, sender: Row, recipient: Row, body: str) -> None:
    sent = world.at(world.spread(years=1, overdue=0.15, nearly=0.1))
    world.add(
        "direct_messages",
        organisation_id=sender["organisation_id"],
        sender_id=sender["id"],
        recipient_id=recipient["id"],
        sender_name=full_name(sender),
        body=body,
        sent_at=sent,
        read_at=sent + timedelta(minutes=world.rng.randint(1, 90)) if world.chance(0.8) else None,
    )


def _document(world: World, group: Row, people: list[Row]) -> None:
    rng, owner = world.rng, world.rng.choice(people)
    uploaded = world.at(world.between(back(world.today, years=2), world.today))
    confidential = bool(group["hidden"]) or world.chance(0.1)
    number = len(world.rows.get("documents", [])) + 1
    path = f"{group['organisation_id']:03d}/{group['id']:04d}/{number:05d}"
    document = world.add(
        "documents",
        organisation_id=group["organisation_id"],
        group_id=group["id"],
        owner_id=owner["id"],
        owner_name=full_name(owner),
        title=f"{rng.choice(texts.DOCUMENTS)} {uploaded.year}",
        storage_path=f"{path}-1.pdf",
        confidential=confidential,
        uploaded_at=uploaded,
        deleted_at=world.at(world.spread(days=30, overdue=0.5)) if world.chance(0.08) else None,
    )
    if document["deleted_at"]:
        document["uploaded_at"] = uploaded = min(uploaded, document["deleted_at"] - timedelta(days=2))
    for version in range(1, rng.choice([1, 1, 2, 3]) + 1):
        by, other = rng.sample(people, 2)
        world.put(
            "document_versions",
            document_id=document["id"],
            version_no=version,
            uploaded_by=(owner if version == 1 else by)["id"],
            remark=rng.choice(texts.REMARKS).format(other=other["display_name"]) if version > 1 else None,
            storage_path=f"{path}-{version}.pdf",
            uploaded_at=min(uploaded + timedelta(hours=version), world.at(world.today)),
        )
    if confidential:
        for reader in rng.sample(people, min(3, len(people))):
            expires = world.spread(months=6, overdue=0.3) if world.chance(0.3) else None
            world.add(
                "document_readers",
                document_id=document["id"],
                account_id=reader["id"],
                granted_by=owner["id"],
                granted_at=uploaded,
                expires_on=expires,
            )
    for reader in rng.sample(people, 3):
        viewed = world.at(world.spread(days=90, overdue=0.15, nearly=0.1), 0, 24)
        world.put(
            "document_views",
            organisation_id=document["organisation_id"],
            document_id=document["id"],
            account_id=reader["id"],
            ip_address=fakes.ip_address(rng),
            viewed_at=viewed,
        )


def _between_nadia_and_pieter(world: World) -> None:
    nadia, pieter = world.rows["accounts"][NADIA - 1], world.rows["accounts"][PIETER - 1]
    for number in range(6):
        message(world, *((nadia, pieter) if number % 2 else (pieter, nadia)), texts.MESSAGES[number])
    sanne = world.rows["accounts"][SANNE - 1]
    group = next(row for row in world.rows["groups"] if row["organisation_id"] == 2)
    post = world.add(
        "posts",
        organisation_id=2,
        group_id=group["id"],
        author_id=SANNE,
        author_name="Sanne de Vries",
        body="Wie heeft ervaring met de nieuwe roosters? Vraag Pieter Smit, pieter.smit@waterschap.example.",
        attachments=[],
        created_at=world.at(back(world.today, months=2)),
        edited_at=None,
        deleted_at=None,
    )
    comment(world, sanne, "Post", post, "Ik heb hem gebeld, zie de notitie in de map.")


def _loose_ends(world: World) -> None:
    """What grows in every platform: letters to people who are gone, comments on what is gone, a mention of nobody."""
    messages, comments = world.rows["direct_messages"], world.rows["comments"]
    messages[40]["recipient_id"], messages[41]["sender_id"] = None, None
    comments[20]["subject_id"] = 99999
    comments[33]["author_id"] = 99999
    world.rows["post_mentions"][3]["account_id"] = None
    for comment_ in comments[50:54]:
        comment_["subject_type"], comment_["subject_id"] = "Document", 3


def _support(world: World) -> None:
    """No access is no access: a role, for a time, for a reason, given by somebody of the customer."""
    rng = world.rng
    for number in range(40):
        organisation = rng.choice(world.rows["organisations"])
        granter = rng.choice(members_of(world, organisation))
        ends = world.spread(years=1, overdue=0.2, nearly=0.15) if number else world.today - timedelta(days=5)
        granted = ends - timedelta(days=rng.randint(1, 14))
        world.add(
            "support_grants",
            organisation_id=organisation["id"],
            staff_id=JORIS if number % 3 == 0 else rng.randint(3, 20),
            granted_by=granter["id"],
            role=rng.choice(["editor", "admin", "tester"]),
            reason=rng.choice(texts.REASONS),
            granted_at=world.at(granted),
            ends_at=world.at(ends),
            revoked_at=world.at(ends) if world.chance(0.4) else None,
        )


def _audit(world: World) -> None:
    rng = world.rng
    accounts = world.rows["accounts"]
    people = [row for row in accounts if row["kind"] == "member"]
    for number in range(320):
        staff = world.chance(0.1)
        actor = f"staff:{JORIS if world.chance(0.3) else rng.randint(1, 20)}" if staff else f"account:{rng.choice(people)['id']}"
        if number < 6:
            actor = f"account:{NADIA}"
        kind, table = rng.choice([("document", "documents"), ("group", "groups"), ("post", "posts"), ("account", "accounts")])
        world.put(
            "audit_log",
            organisation_id=None if staff else accounts[int(actor.partition(":")[2]) - 1]["organisation_id"],
            entry=number + 1,
            actor=actor,
            action=rng.choice(["read", "read", "changed", "signed in", "exported"]),
            object=f"{kind}:{rng.choice(world.rows[table])['id']}",
            ip_address=fakes.ip_address(rng),
            logged_at=world.at(world.spread(months=6, overdue=0.12, nearly=0.08), 0, 24),
        )


def _sessions(world: World) -> None:
    rng = world.rng
    people = [row for row in world.rows["accounts"] if row["kind"] == "member" and row["organisation_id"] != ENDED]
    for number in range(120):
        account = people[NADIA - 1] if number == 0 else rng.choice(people) if world.chance(0.85) else None
        agent, language = rng.choice(words.AGENTS)
        day = world.today - timedelta(days=2) if number == 0 else world.spread(days=30)
        world.put(
            "sessions",
            token=rng.randbytes(16).hex(),
            payload={"account": account["id"] if account else None, "language": language, "csrf": rng.randbytes(6).hex()},
            ip_address=fakes.ip_address(rng),
            user_agent=agent,
            last_seen_at=world.at(day, 6, 23),
        )
