"""Our own data has a period too: what is kept of requests is said, measured, part of the answer, and destroyed."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
import sqlalchemy as sa

from cases.shop import ADDRESS, Counter
from databases import Maker
from gestand.actors import accounts
from gestand.actors.accounts import Role
from gestand.cases import answers, desk, own
from gestand.state.cases import case_events, cases
from gestand.state.post import mails


@pytest.fixture
def counter(house: Maker) -> Counter:
    return Counter(house)


def closed(counter: Counter, kind: str = "access") -> str:
    id = counter.receive(kind, words="Wat weten jullie?")
    desk.withdraw(counter.context, counter.case(id))
    return id


def test_requests_go_when_their_period_ends_and_not_a_day_before(counter: Counter) -> None:
    id, open_ = closed(counter), counter.receive("access")
    counter.code(open_)
    counter.house.clock.at = counter.house.clock.at.replace(year=2031)
    assert own.purge(counter.context) == 0 and own.board(counter.context)[0].overdue == 0
    counter.later(days=1)
    assert own.board(counter.context)[0].overdue == 1
    assert own.purge(counter.context) == 1
    with counter.context.state.begin(write=False) as connection:
        assert list(connection.execute(sa.select(cases.c.id)).scalars()) == [open_]
        assert id not in set(connection.execute(sa.select(case_events.c.case)).scalars())
        assert f"case {id}" not in set(connection.execute(sa.select(mails.c.about)).scalars())
    assert own.board(counter.context)[0].overdue == 0 and own.purge(counter.context) == 0


def test_the_period_is_the_one_of_the_policy(counter: Counter) -> None:
    policy = counter.house.folder / "policy" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8") + "\nown data: {requests: 30 days}\n", "utf-8")
    counter.house.__dict__.pop("context", None)
    closed(counter)
    counter.later(days=30)
    assert own.purge(counter.context) == 0
    counter.later(days=1)
    assert own.purge(counter.context) == 1


def test_the_name_of_who_worked_here_goes_and_what_they_did_stays(counter: Counter) -> None:
    context = counter.context
    with context.state.begin() as connection:
        account, _ = accounts.invite(
            connection, email="hanna@voorbeeld.example", name="Hanna Vos", roles=[Role.HANDLER], now=context.now()
        )
        accounts.end(connection, account.id, by="bea", now=context.now())
    counter.house.clock.at += timedelta(days=367)
    assert own.board(context)[1].overdue == 1 and own.purge(context) == 1
    with context.state.begin(write=False) as connection:
        kept = accounts.get(connection, account.id)
    assert kept is not None and kept.ended and "Hanna" not in kept.name and "hanna" not in kept.email
    assert own.board(context)[1].overdue == 0


def test_b1_who_asks_what_we_hold_sees_their_requests_too(counter: Counter) -> None:
    earlier = counter.identified("portability", words="Graag mijn bestand")
    id = counter.identified("access", words="Wat weten jullie?")
    counter.searched(id)
    said = orjson.loads(answers.read(counter.context, counter.case(id), "requests.json") or b"[]")
    assert [x["request"] for x in said] == sorted([earlier, id])
    assert {x["asked"] for x in said} == {"Graag mijn bestand", "Wat weten jullie?"}
    assert all(ADDRESS in str(x["known by"]) for x in said)
