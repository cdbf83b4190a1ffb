"""Load: 10,000 open requests, and 100 people with five seconds between clicks, on the portal and the console at once.

    PYTHONPATH=src .venv/bin/python bench/load.py [--requests 10000] [--people 100] [--seconds 60]

Prints per page how many answers there were and the time of the handler in milliseconds (median, 99th percentile), as a browser on this
machine sees it. Traffic goes to this machine only, and ends by itself."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx2 as httpx

HERE = Path(__file__).resolve().parent.parent


def prepare(folder: Path, requests: int) -> tuple[list[str], str]:
    """The telecom sample, signed off, with so many open requests; ids of some, and the secret of a session of staff."""
    from gestand import retention
    from gestand.actors import accounts, sessions, signin
    from gestand.actors.accounts import Role
    from gestand.cases import desk
    from gestand.cases.model import Asker, Said
    from gestand.examples import sample
    from gestand.execute.context import Context, open_policy
    from gestand.state import State, now

    made = sample.make("telecom", folder / "telecom", now().date())
    os.environ["CRM_URL"] = f"sqlite:///{folder / 'telecom' / 'crm.db'}"
    opened = open_policy(folder / "telecom" / "policy")
    context = Context(opened.policy, opened.stores, State(folder / "home"))
    retention.sign_off(context, "bench")
    kinds = ("access", "erasure", "rectification", "portability", "complaint")
    ids = []
    for n in range(min(requests, 500)):
        asker = Asker(f"Person {n}", "", "", "customer", {"email": f"person{n}@voorbeeld.example"})
        ids.append(desk.receive(context, kind=kinds[n % 5], channel="post", asker=asker, said=Said("Graag"), by="bench"))
    _clone(context, ids[-1], requests - len(ids))
    with context.state.begin() as connection:
        roles = [Role.HANDLER, Role.OFFICER]
        account, _ = accounts.invite(connection, email="h@voorbeeld.example", name="Hanna Vos", roles=roles, now=now())
    assert signin.keep_secret(context.state, account, (s := signin.new_secret()), __import__("pyotp").TOTP(s).now(), now())
    session = sessions.open_session(context.state, now(), account=account.id, values={"looked": ids[:200]})
    context.state.engine.dispose()
    assert made
    return ids[:200], session.secret


def _clone(context: Any, like: str, many: int) -> None:
    """More open requests like one, put into the state at once: what is sealed in them can't be opened, and the lists show it nowhere."""
    import sqlalchemy as sa

    from gestand.state.cases import case_events, cases

    with context.state.begin() as connection:
        row = dict(connection.execute(sa.select(cases).where(cases.c.id == like)).one()._mapping)
        event = dict(connection.execute(sa.select(case_events).where(case_events.c.case == like)).first()._mapping)
        event.pop("id")
        numbers = [f"{row['received_on'].year}-{500_000 + n:06d}" for n in range(max(many, 0))]
        if numbers:
            connection.execute(sa.insert(cases), [{**row, "id": id} for id in numbers])
            connection.execute(sa.insert(case_events), [{**event, "case": id} for id in numbers])


async def person(client: httpx.AsyncClient, pages: list[tuple[str, str]], until: float, seen: dict[str, list[float]]) -> None:
    """Somebody who clicks, reads five seconds, and clicks."""
    await asyncio.sleep(random.random() * 5)
    while time.monotonic() < until:
        name, path = random.choice(pages)
        begun = time.perf_counter()
        answer = await client.get(path)
        seen[name].append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        await asyncio.sleep(5)


async def crowd(address: str, ids: list[str], secret: str, people: int, seconds: int) -> dict[str, list[float]]:
    seen: dict[str, list[float]] = defaultdict(list)
    until = time.monotonic() + seconds
    portal = [("portal: first page", "/"), ("portal: complaint", "/ask/complaint"), ("portal: who", "/ask/access")]
    console = [
        ("console: today", "/console"),
        ("console: list", "/console/requests"),
        *(("console: request", f"/console/requests/{id}") for id in ids[:5]),
    ]
    limits = httpx.Limits(max_connections=people)
    async with (
        httpx.AsyncClient(base_url=address, limits=limits, follow_redirects=True, timeout=30) as anybody,
        httpx.AsyncClient(base_url=address, limits=limits, cookies={"gestand": secret}, timeout=30) as staff,
    ):
        half = people // 2
        crowds = [person(anybody, portal, until, seen) for _ in range(people - half)]
        crowds += [person(staff, console, until, seen) for _ in range(half)]
        await asyncio.gather(*crowds)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gestand-load-") as name:
        folder = Path(name)
        begun = time.perf_counter()
        ids, secret = prepare(folder, given.requests)
        print(f"{given.requests} requests there after {time.perf_counter() - begun:.0f} s", flush=True)
        words = ["--policy", str(folder / "telecom" / "policy"), "--home", str(folder / "home"), "--language", "nl"]
        command = [sys.executable, "-m", "gestand", *words, "serve", "--port", "8931", "--address", "http://localhost:8931"]
        server = subprocess.Popen(
            command, cwd=HERE, env={**os.environ, "PYTHONPATH": str(HERE / "src")}, stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(200):
                try:
                    httpx.get("http://localhost:8931/", timeout=1)
                    break
                except httpx.HTTPError:
                    time.sleep(0.2)
            seen = asyncio.run(crowd("http://localhost:8931", ids, secret, given.people, given.seconds))
        finally:
            server.terminate()
            server.wait(30)
    everything = [x for one in seen.values() for x in one]
    for page, times in [*sorted(seen.items()), ("all", everything)]:
        ordered = sorted(times)
        worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        print(f"{page:24} {len(times):6}  median {statistics.median(times):7.1f} ms  99 % {worst:7.1f} ms")


if __name__ == "__main__":
    main()
