"""How fast Gestand is beside SQL written by hand for the same work, side by side in one run, on the same data and indexes.

    python bench/run.py [--server URL] [--shop shop.sql] [--json] [--only WORK ...]

Gestand works in process, to *applied*: with the plan, the verification inside the transaction, the evidence and the output written.
The SQL commits an audit row and verifies nothing. Each number is a median; what counts is the ratio."""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import by_hand  # noqa: E402

INDEXES = (
    "create index on customers (lower(trim(email)))",
    "create index on customers (lower(trim(customer_no)))",
    "create index on newsletter_subscriptions (lower(trim(email)))",
)
GOALS = {
    "access, one person": 4.0,
    "access, 10,000 people": 1.5,
    "erasure, one person": 5.0,
    "erasure, 10,000 people": 1.5,
    "sweep": 1.3,
    "search": 2.0,
    "check of 300 tables": 1.0,
    "gestand --help": 0.3,
    "peak memory": 200.0,
}


def timed(work: Callable[..., Any], *given: Any) -> float:
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start


class Bench:
    """The server, the template database, and a Gestand beside it."""

    def __init__(self, server: str, shop: Path) -> None:
        self.server, self.shop = server, shop
        self.folder = Path(tempfile.mkdtemp(prefix="gestand-bench-"))
        self.result: dict[str, dict[str, Any]] = {}

    def admin(self, *statements: str) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as db:
            for statement in statements:
                db.execute(statement)

    def template(self) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as db:
            if db.execute("select 1 from pg_database where datname = 'gestand_bench_shop'").fetchone():
                return
        if not self.shop.exists():
            sys.exit(f"the shop database is made from {self.shop}, which is not there: name it with --shop")
        self.admin("create database gestand_bench_shop")
        subprocess.run(
            ["psql", f"{self.server}/gestand_bench_shop", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(self.shop)], check=True
        )
        with psycopg.connect(f"{self.server}/gestand_bench_shop", autocommit=True) as db:
            for index in INDEXES:
                db.execute(index)
            db.execute("vacuum analyze")

    def fresh(self, name: str) -> str:
        self.admin(
            f"drop database if exists {name} with (force)", f"create database {name} template gestand_bench_shop", "checkpoint"
        )
        url = f"{self.server}/{name}"
        with psycopg.connect(url) as db:
            for table in by_hand.TABLES:
                db.execute(f"select sum(length(x::text)) from {table} x").fetchone()
        return url

    def gestand(self, url: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Any:
        from gestand.execute.context import Context, open_policy
        from gestand.retention import sign_off
        from gestand.state import State

        os.environ["SHOP_URL"] = url
        opened = open_policy(HERE / "shop")
        home = Path(tempfile.mkdtemp(dir=self.folder))
        context = Context(opened.policy, opened.stores, State(home), "bench", clock=clock)
        sign_off(context, "bench")
        return context

    def put(self, work: str, ours: float, theirs: float | None, unit: str = "ms") -> None:
        value = ours / theirs if theirs else ours
        goal = GOALS[work]
        self.result[work] = {
            "gestand": round(ours, 3),
            "by hand": round(theirs, 3) if theirs else None,
            "unit": unit,
            "ratio" if theirs else "value": round(value, 3),
            "goal": goal,
            "reached": value <= goal,
        }
        print(
            f"{work:26} gestand {ours:10.1f} {unit}   by hand {theirs or 0:10.1f}   {'ratio' if theirs else 'value'} {value:6.2f}   goal {goal:g} {'reached' if value <= goal else 'NOT reached'}",
            file=sys.stderr,
        )

    # the works

    def access_one(self) -> None:
        from gestand import rights
        from gestand.execute import access

        url = self.fresh("gestand_bench_work")
        context = self.gestand(url)
        hand, ours = [], []
        with psycopg.connect(url) as db:
            by_hand.ready(db)
            for i in range(101, 101 + 997 * 40, 997):
                email = f"customer{i}@example.com"

                def answer(email: str = email) -> None:
                    people = rights.find(context, "customer", {"email": email})
                    out = io.BytesIO()
                    counts = access.write_json(context, people, out)
                    access.record(context, "access", people, counts)

                hand.append(timed(by_hand.access_one, db, email))
                ours.append(timed(answer))
        close(context)
        self.put("access, one person", statistics.median(ours[4:]) * 1e3, statistics.median(hand[4:]) * 1e3)

    def access_many(self) -> None:
        from gestand import rights

        url = self.fresh("gestand_bench_work")
        context = self.gestand(url)
        hand, ours = [], []
        with psycopg.connect(url) as db:
            by_hand.ready(db)
            for s in range(5):
                ids = list(range(5 + s, 100_001, 10))
                hand.append(timed(by_hand.access_many, db, ids))
                people = {"customer": [(i,) for i in ids]}
                ours.append(timed(rights.answer_many, context, people, self.folder / "many.jsonl"))
        close(context)
        self.put("access, 10,000 people", statistics.median(ours) * 1e3, statistics.median(hand) * 1e3)

    def erase_one(self) -> None:
        from gestand import rights
        from gestand.execute import run
        from gestand.plan.questions import Question

        hand_url, our_url = self.fresh("gestand_bench_hand"), self.fresh("gestand_bench_work")
        context = self.gestand(our_url)
        hand, ours = [], []
        with psycopg.connect(hand_url) as db:
            by_hand.ready(db)
            for i in range(202, 202 + 997 * 30, 997):
                email = f"customer{i}@example.com"

                def erase(email: str = email) -> None:
                    people = rights.find(context, "customer", {"email": email})
                    plan, known = run.make(context, Question("erasure", people))
                    run.carry_out(context, plan, known, run.keep(context, plan))

                hand.append(timed(by_hand.erase_one, db, email))
                ours.append(timed(erase))
        close(context)
        self.put("erasure, one person", statistics.median(ours[4:]) * 1e3, statistics.median(hand[4:]) * 1e3)

    def erase_many(self) -> None:
        from gestand.execute import run
        from gestand.plan.questions import Question

        hand_url, our_url = self.fresh("gestand_bench_hand"), self.fresh("gestand_bench_work")
        context = self.gestand(our_url)
        hand, ours = [], []
        with psycopg.connect(hand_url) as db:
            by_hand.ready(db)
            for s in range(5):
                ids = list(range(5 + s, 100_001, 10))

                def erase(ids: list[int] = ids) -> None:
                    plan, known = run.make(context, Question("erasure", {"customer": [(i,) for i in ids]}))
                    run.carry_out(context, plan, known, run.keep(context, plan))

                hand.append(timed(by_hand.erase_many, db, ids))
                ours.append(timed(erase))
        close(context)
        self.put("erasure, 10,000 people", statistics.median(ours) * 1e3, statistics.median(hand) * 1e3)

    def sweep(self) -> None:
        from gestand.execute import run
        from gestand.plan.questions import Question

        hand, ours = [], []
        for _ in range(3):
            hand_url, our_url = self.fresh("gestand_bench_hand"), self.fresh("gestand_bench_work")
            with psycopg.connect(hand_url) as db:
                by_hand.ready(db)
                hand.append(timed(by_hand.sweep, db, "2025-02-09 23:00:00"))
            # 90 days before this day is 10 February 2025 in Amsterdam: a tenth of the log is overdue
            context = self.gestand(our_url, lambda: datetime(2025, 5, 10, 12, tzinfo=UTC))
            plan, known = run.make(context, Question("sweep"))
            digest = run.keep(context, plan)
            ours.append(timed(lambda c=context, p=plan, k=known, d=digest: run.carry_out(c, p, k, d, beyond_brake="bench")))
            close(context)
        self.put("sweep", statistics.median(ours) * 1e3, statistics.median(hand) * 1e3)

    def search(self) -> None:
        from gestand.execute import search

        url = self.fresh("gestand_bench_work")
        context = self.gestand(url)
        columns = {t.name: search.searched(t) for t in context.policy.catalogs["shop"].tables.values()}
        hand, ours = [], []
        with psycopg.connect(url) as db:
            for i in range(3):
                values = [f"customer{n}@example.com" for n in range(1, 2 if i == 0 else 10_000)]
                hand.append(timed(by_hand.copy_text, db, columns))
                ours.append(timed(search.search, context, values))
        close(context)
        self.put("search", statistics.median(ours) * 1e3, statistics.median(hand) * 1e3)

    def check(self) -> None:
        name = "gestand_bench_wide"
        self.admin(f"drop database if exists {name} with (force)", f"create database {name}")
        url = f"{self.server}/{name}"
        lines = [
            "organisation: {name: Wide, country: NL, languages: [en], time zone: Europe/Amsterdam, contact: a@wide.example, responsible: x}",
            'stores: {wide: {url: "${WIDE_URL}"}}',
            "people: {person: {called: {en: people}, found in: wide.t0, known by: {email: email}}}",
            "data:",
            "  wide:",
        ]
        with psycopg.connect(url, autocommit=True) as db:
            for i in range(300):
                parent = f", parent_id bigint references t{(i - 1) // 3}" if i else ""
                db.execute(
                    f"create table t{i} (id bigint primary key{parent}, email text, "
                    + ", ".join(f"c{j} text" for j in range(18))
                    + ", made_at timestamp)"
                )
                if i:
                    db.execute(f"create index on t{i} (parent_id)")
                lines.append(f"    t{i}: {{contact: email, content: [c0, c1], plain: rest}}")
        uses = ", ".join(f"t{i}: all" for i in range(300))
        lines += [
            "activities:",
            f"  work: {{purpose: {{en: work}}, basis: consent, for: t0, uses: {{{uses}}}, keep: 2 years after made_at}}",
        ]
        folder = self.folder / "wide"
        folder.mkdir()
        (folder / "policy.yaml").write_text("\n".join(lines))
        from gestand.execute import checking
        from gestand.execute.context import open_policy

        os.environ["WIDE_URL"] = url
        times = []
        for _ in range(3):
            times.append(timed(lambda: checking.check(open_policy(folder), folder)))
        self.admin(f"drop database {name} with (force)")
        self.put("check of 300 tables", statistics.median(times), None, "s")

    def help(self) -> None:
        times = [
            timed(subprocess.run, [sys.executable, "-m", "gestand", "--help"], -1, None, None, subprocess.DEVNULL)
            for _ in range(7)
        ]
        self.put("gestand --help", statistics.median(times), None, "s")

    def memory(self) -> None:
        self.put("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, None, "MB")


def close(context: Any) -> None:
    for store in context.stores.values():
        store.engine.dispose()
    context.state.engine.dispose()


def main() -> None:
    works = ("access_one", "access_many", "erase_one", "erase_many", "sweep", "search", "check", "help", "memory")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgresql://postgres@127.0.0.1", help="PostgreSQL, without a database")
    parser.add_argument("--shop", type=Path, default=HERE.parent.parent / "shared" / "bench" / "shop.sql")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", nargs="*", choices=works, default=works)
    given = parser.parse_args()
    bench = Bench(given.server, given.shop)
    try:
        bench.template()
        for work in given.only:
            getattr(bench, work)()
    finally:
        bench.admin(*(f"drop database if exists {name} with (force)" for name in ("gestand_bench_work", "gestand_bench_hand")))
        shutil.rmtree(bench.folder, ignore_errors=True)
    if given.json:
        print(json.dumps(bench.result, indent=1))


if __name__ == "__main__":
    main()
