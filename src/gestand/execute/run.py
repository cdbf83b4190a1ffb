"""Plans made, kept, and carried out: what `apply` does with a digest.

The order of things, and what a kill leaves (ALL-OR-NOTHING):
1. the plan is `planned` in our state, its question sealed            — nothing happened
2. it becomes `running`, with the facts it makes (let-gos)            — a restart goes on here
3. per store, one transaction: lock, bind, do, read again, mark in gestand_applied
                                                                      — a store that is marked is not done again
4. it becomes `applied`, with its entry in the evidence log, and the question is destroyed
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import GestandError, fail
from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.execute import bind, facts, people, sealing
from gestand.execute.context import Context
from gestand.execute.facts import Known
from gestand.holding.holders import Facts
from gestand.holding.predicate import every
from gestand.plan import planner
from gestand.plan.questions import Key, Plan, Question, outline
from gestand.plan.steps import (
    CorrectValue,
    CutPerson,
    DeleteRows,
    ReplaceValues,
    SealValues,
    Step,
    TellRecipient,
    UnsealValues,
    Writing,
)
from gestand.policy.model import Name
from gestand.state.tables import plans, policies, restrictions, tasks
from gestand.stores.work import Work
from gestand.words import language, t

PASSES = (
    1000  # a chain of rows that hang on each other goes link by link; most plans need one pass, and one to see that it was enough
)
BATCH = 10_000  # rows of one transaction of a sweep: no lock lasts longer


@dataclass
class Done:
    """What was done: rows per kind of step, in all, and per step in order; the index of the entry in the evidence log."""

    digest: str
    counts: Counter[str] = field(default_factory=Counter)
    per_table: dict[str, int] = field(default_factory=dict)
    entry: int = -1
    shared: list[str] = field(default_factory=list)
    again: bool = False  # it had been done before: nothing was done now
    people: list[bytes] = field(default_factory=list)  # the pseudonyms of those concerned, in the order of the entry


def make(context: Context, question: Question, today: date | None = None, salt: str | None = None) -> tuple[Plan, Known]:
    """The plan for a question, with the facts of now. Nothing is kept of it yet."""
    with context.state.begin(write=False) as connection:
        known = facts.read(connection, context.policy)
    return _plan(context, question, known, today or context.today(), secrets.token_hex(16) if salt is None else salt), known


def _plan(context: Context, question: Question, known: Known, today: date, salt: str) -> Plan:
    """Steps that were built before, for another person or the same question, are built once."""
    shape = (
        "plan",
        language(),
        question.kind,
        tuple(question.people),
        question.activity,
        tuple(question.corrections),
        question.customer,
        today,
        known.facts.holds,
        tuple(known.facts.let_go),
        tuple(known.facts.restricted),
    )
    relevant = known.digest(question.people or None)
    if question.kind == "rectification" or shape not in context.made:
        made = replace(planner.plan(context.policy, question, today, known.facts, relevant, salt), made=secrets.token_hex(8))
        context.made[shape] = made
        return made
    kept: Plan = context.made[shape]
    return replace(kept, question=question, facts=relevant, salt=salt)


def digest(context: Context, plan: Plan) -> str:
    """The digest a person is shown. A plan about people covers the facts about them, not about others: another request that was
    carried out meanwhile does not spoil it."""
    if plan.question.kind == "sweep":
        return plan.digest
    shape = (
        "outline",
        plan.question.kind,
        tuple(plan.question.people),
        plan.question.activity,
        tuple(plan.question.corrections),
        plan.question.customer,
        plan.today,
    )
    if shape not in context.made or plan.question.kind == "rectification":
        bare = planner.plan(context.policy, plan.question, plan.today, Facts(), plan.facts, plan.salt)
        context.made[shape] = outline(bare.steps)
    return plan.digest_with(context.made[shape])


def keep(context: Context, plan: Plan, counts: dict[str, int] | None = None) -> str:
    """Keep a plan in our state, its question sealed, so that `apply` finds it by digest. Returns the digest."""
    name = digest(context, plan)
    said = {"question": plan.question.as_dict(), "salt": plan.salt, "who": _who(context, plan.question)}
    sealed = context.state.seal(said, f"plan {name}")
    with context.state.begin() as connection:
        connection.execute(
            sa.insert(plans).values(
                digest=name,
                made_at=context.now(),
                kind=plan.question.kind,
                policy=plan.policy,
                today=plan.today,
                question=sealed,
                state="planned",
                counts=json.dumps(counts or {}),
            )
        )
    return name


def _who(context: Context, question: Question) -> str:
    """A digest of what the people in question are known by: a key can be given to somebody else between the plan and the act."""
    known = {k: people.identifiers_of(context, context.policy.kinds[k], list(keys)) for k, keys in question.people.items()}
    return context.pseudonym("who " + json.dumps({k: {i: sorted(v) for i, v in one.items()} for k, one in known.items()}))


def kept(context: Context, start: str) -> Any:
    """The row of the one plan whose digest starts so. Raises GestandError GS520."""
    start = start.strip().rstrip("….").split("…")[0]
    with context.state.begin(write=False) as connection:
        rows = connection.execute(sa.select(plans).where(plans.c.digest.startswith(start, autoescape=True)).limit(2)).all()
    if len(start) < 4 or len(rows) != 1:
        raise fail(
            "GS520",
            "unknown-plan",
            t("no plan starts with `{digest}`", digest=start)
            if len(rows) < 1 or len(start) < 4
            else t("more than one plan starts with `{digest}`", digest=start),
            t("give at least the first 8 characters of a digest that `gestand plan` printed"),
        )
    return rows[0]


def signed_off(context: Context) -> bool:
    """Whether a person signed off this very version of the policy; until then it only observes."""
    with context.state.begin(write=False) as connection:
        return bool(
            connection.execute(sa.select(policies.c.signed_off_at).where(policies.c.digest == context.policy.digest)).scalar()
        )


def must_be_signed_off(context: Context) -> None:
    if not signed_off(context):
        raise fail(
            "GS523",
            "policy-not-signed-off",
            t("nobody has signed off this version of the policy: it only observes, and nothing was done"),
            t('look at `gestand plan`, then `gestand sign-off --by "YOUR NAME"`'),
        )


def reload(context: Context, row: Any) -> tuple[Plan, Known]:
    """The plan again, from its question, under the policy and the facts of now. Raises GestandError GS521, GS522, GS524 when it is no
    longer the plan that was shown: nothing was done then."""
    if row.question is None or row.state not in ("planned", "running"):
        raise fail("GS525", "plan-over", t("this plan was {state}", state=t(row.state)), t("make a new one with `gestand plan`"))
    if row.policy != context.policy.digest:
        raise fail(
            "GS521",
            "policy-changed",
            t("the policy changed since this plan was made: nothing was done"),
            t("`gestand plan` shows what it is now"),
        )
    if row.today > context.today():
        raise fail(
            "GS613",
            "clock-went-back",
            t("the clock says {today}, and this plan was made on {day}: nothing was done", today=context.today(), day=row.today),
            t("set the clock of this machine right"),
        )
    said = context.state.unseal(row.question, f"plan {row.digest}")
    plan, known = make(context, Question.from_dict(said["question"]), row.today, said["salt"])
    if row.state != "running" and (digest(context, plan) != row.digest or said.get("who") != _who(context, plan.question)):
        raise fail(
            "GS522",
            "facts-changed",
            t("the facts or the database changed since this plan was made: nothing was done"),
            t("make the plan again and look at what changed"),
        )
    return plan, known


def apply(
    context: Context,
    start: str,
    *,
    beyond_brake: str = "",
    progress: Callable[[str, int], None] = lambda text, n: None,
    by: str = "",
) -> Done:
    """Do exactly the plan whose digest starts with `start`, or nothing. Done before: says so. Interrupted before: goes on.

    Raises GestandError: GS520 to GS526 when nothing was begun; GS601 to GS607 when a store failed: what was done stays done and the
    same call goes on."""
    row = kept(context, start)
    if row.state in ("applied", "complete"):
        return Done(row.digest, Counter(json.loads(row.counts)), {}, row.entry if row.entry is not None else -1, again=True)
    must_be_signed_off(context)
    plan, known = reload(context, row)
    return carry_out(
        context, plan, known, row.digest, fresh=row.state == "planned", beyond_brake=beyond_brake, progress=progress, by=by
    )


def carry_out(
    context: Context,
    plan: Plan,
    known: Known,
    name: str,
    *,
    fresh: bool = True,
    beyond_brake: str = "",
    progress: Callable[[str, int], None] = lambda text, n: None,
    by: str = "",
    remember: Any = None,
) -> Done:
    """Steps 2 to 4 of a kept plan. `remember`: what a later search must know; sealed until that is done."""
    question = plan.question
    if fresh and question.kind == "sweep" and not beyond_brake:
        _brake(context, plan, known)
    known_by = _known(context, question) if question.kind == "restriction" else {}
    with context.state.begin() as connection:
        _clock(context, connection)
        connection.execute(
            sa.update(plans).where(plans.c.digest == name, plans.c.state.in_(("planned", "running"))).values(state="running")
        )
        if plan.let_go:
            facts.add_let_gos(connection, question.people, plan.let_go, name, context.now(), question.customer or None)
        if question.kind == "restriction":
            _restrict(context, connection, question, known_by)
    done = Done(name)
    for store in planner.store_order(context.policy):
        if not question.people:
            _sweep_store(context, plan, known, store, name, done, progress)
        else:
            _people_store(context, plan, known, store, name, done)
            progress(store, sum(done.counts.values()))
    _finish(context, plan, name, done, by or context.actor, beyond_brake, remember)
    return done


def _clock(context: Context, connection: sa.Connection) -> None:
    """Refuse a clock that went back: the evidence would lie."""
    head = log.head(connection)
    last = connection.execute(sa.text("select max(last_time) from evidence_checkpoints")).scalar() if head else None
    if last and context.now().isoformat()[:19] < str(last)[:19]:
        raise fail(
            "GS613",
            "clock-went-back",
            t(
                "the clock says {now}, and the last thing that was done is of {last}: nothing was done",
                now=context.now().isoformat()[:19],
                last=str(last)[:19],
            ),
            t("set the clock of this machine right"),
        )


def _restrict(
    context: Context, connection: sa.Connection, question: Question, known: Mapping[tuple[str, str], list[str]]
) -> None:
    there = {(r.kind, r.key) for r in connection.execute(sa.select(restrictions.c.kind, restrictions.c.key))}
    for kind, keys in question.people.items():
        for key in keys:
            name = facts.key_text(key)
            if (kind, name) not in there:
                row = {"kind": kind, "key": name, "ground": question.ground, "until": question.until, "since": context.now()}
                connection.execute(sa.insert(restrictions).values(known=json.dumps(known.get((kind, name), [])), **row))


def _known(context: Context, question: Question) -> dict[tuple[str, str], list[str]]:
    """Keyed digests of what each person is known by, so that who is sealed is still found."""
    found = {}
    for kind, keys in question.people.items():
        for key in keys:
            values = people.identifiers_of(context, context.policy.kinds[kind], [key])
            found[kind, facts.key_text(key)] = [
                people.known_digest(context, kind, i, v) for i, listed in values.items() for v in listed
            ]
    return found


def _ready(context: Context, store: str) -> None:
    """Our table in the store. Without the right to make it, nothing that must not be done twice is done."""
    made = ("applied", store)
    if made not in context.made:
        with context.stores[store].session(write=True) as connection:
            Work(context.policy, context.stores[store], connection).applied_ready()
        context.made[made] = True


def _people_store(context: Context, plan: Plan, known: Known, store: str, name: str, done: Done) -> None:
    """One transaction of a plan about people: lock, bind, do, read again, mark."""
    steps: list[Step] = [s for s in plan.steps if not isinstance(s, TellRecipient) and s.table.store == store]
    if not steps:
        return
    _ready(context, store)
    if any(isinstance(s, (SealValues, UnsealValues)) for s in steps):
        sealing.store(context, plan, known, store, name, done.counts, done.per_table)
        return
    with bind.working(context, store, known, plan.question.people, write=True, lock=True, keep=True) as work:
        marked = work.applied(name)
        if marked:
            _add(done, json.loads(marked[0]))
            return
        counts: dict[str, dict[str, int]] = {}
        writing = [s for s in steps if isinstance(s, (DeleteRows, ReplaceValues, CutPerson, CorrectValue))]
        for attempt in range(
            PASSES
        ):  # what goes can end a period that depended on it: then that goes too, in the same transaction
            if plan.question.kind == "rectification":
                changed = [work.run(s, _value(context, plan, s)) for s in writing if isinstance(s, CorrectValue)]
            else:
                changed = work.run_all(writing, f"{plan.made} {store}")
            for step, rows in zip(writing, changed, strict=True):
                if rows:
                    _tally(counts, step, rows)
            left = _read_again(writing, work, f"{plan.made} {store}")
            if not left:
                break
            if attempt == PASSES - 1:
                table, rows = next(iter(left.items()))
                raise fail(
                    "GS607",
                    "not-all-gone",
                    t(
                        "{rows} rows of `{table}` were still there when read again: nothing was done in `{store}`",
                        rows=rows,
                        table=table,
                        store=store,
                    ),
                    t(
                        "somebody is changing these rows now, or a trigger puts them back: try again, then look at the triggers of the table"
                    ),
                    about=table,
                )
        work.mark_applied(name, 0, json.dumps(counts))
        done.shared += work.shared
    _add(done, counts)


def _value(context: Context, plan: Plan, step: CorrectValue) -> Any:
    """The corrected value, as the column wants it."""
    said = next(
        v for k, v in plan.question.corrections.items() if planner.corrected(context.policy, k) == (step.column, [step.table])
    )
    value = planner.fitting(context.policy, step.table, step.column, said)
    plain_date = (
        isinstance(value, date) and not isinstance(value, datetime) and context.stores[step.table.store].dialect.name == "sqlite"
    )
    return value.isoformat() if plain_date else value


def _tally(counts: dict[str, dict[str, int]], step: Step, rows: int) -> None:
    verb = type(step).__name__
    table = str(step.table)  # type: ignore[union-attr]
    counts.setdefault(verb, {})[table] = counts.get(verb, {}).get(table, 0) + rows


def _add(done: Done, counts: dict[str, dict[str, int]]) -> None:
    for verb, tables in counts.items():
        for table, rows in tables.items():
            done.counts[verb] += rows
            done.per_table[f"{verb} {table}"] = done.per_table.get(f"{verb} {table}", 0) + rows


def _read_again(steps: Sequence[Writing], work: Work, made: str) -> dict[str, int]:
    """NOTHING-LEFT: the rows of these people, read again in a new statement of the same transaction: how many that the plan takes are
    still there, per table."""
    return {str(s.table): rows for s, rows in zip(steps, work.count_all(steps, made), strict=True) if rows}


def _sweep_store(
    context: Context, plan: Plan, known: Known, store: str, name: str, done: Done, progress: Callable[[str, int], None]
) -> None:
    """A sweep: step by step, in batches of bounded size, each its own transaction with its own mark. Stopped at any moment, it goes on
    where it was: what is gone no longer fits the predicate."""
    steps = [s for s in plan.steps if isinstance(s, (DeleteRows, ReplaceValues, CutPerson)) and s.table.store == store]
    if not steps:
        return
    _ready(context, store)
    with context.stores[store].session() as connection:
        marked = Work(context.policy, context.stores[store], connection).applied(name)
    for counts in marked.values():
        _add(done, json.loads(counts))
    batch = max(marked, default=-1) + 1
    for _ in range(PASSES):  # SAME-TWICE: what goes can end a period that depended on it; go on until nothing fits
        before = batch
        for step in steps:
            batch = _sweep_step(context, known, store, name, step, batch, done, progress)
        if batch == before:
            break
    done.counts.pop("retried", None)


def _sweep_step(
    context: Context,
    known: Known,
    store: str,
    name: str,
    step: DeleteRows | ReplaceValues | CutPerson,
    batch: int,
    done: Done,
    progress: Callable[[str, int], None],
) -> int:
    """One step of a sweep in batches; returns the number of the next batch."""
    after: Key | None = ()
    while after is not None:
        try:
            with bind.working(context, store, known, write=True) as work:
                rows, last = work.run_batch(step, work.store.batch or BATCH, after)
                if rows:
                    work.mark_applied(name, batch, json.dumps({type(step).__name__: {str(step.table): rows}}))
        except GestandError as error:
            if error.diagnostics[0].code != "GS604" or done.counts["retried"] >= 5:
                raise
            done.counts["retried"] += 1  # a deadlock, or a lock held too long: the same batch once more
            continue
        after = last
        if rows:
            batch += 1
            _add(done, {type(step).__name__: {str(step.table): rows}})
            progress(str(step.table), rows)
    return batch


def _brake(context: Context, plan: Plan, known: Known) -> None:
    """Stop a sweep that would touch more of a table than was agreed."""
    for store in context.policy.stores:
        with bind.working(context, store, known) as work:
            touched: Counter[Name] = Counter()
            for step in plan.steps:
                if isinstance(step, (DeleteRows, ReplaceValues)) and step.table.store == store:
                    touched[step.table] = max(touched[step.table], work.count(step.table, step.where))
            for table, rows in touched.items():
                whole = work.count(table, every(()))
                if rows > 10 and rows > context.policy.brake * whole:
                    raise fail(
                        "GS526",
                        "brake",
                        t(
                            "this would touch {rows} of the {whole} rows of `{table}`, more than the agreed {share} %: nothing was done",
                            rows=rows,
                            whole=whole,
                            table=table,
                            share=f"{context.policy.brake * 100:g}",
                        ),
                        t('is it right? then: gestand apply DIGEST --beyond-brake "why"'),
                        about=str(table),
                    )


def _finish(context: Context, plan: Plan, name: str, done: Done, by: str, beyond_brake: str, remember: Any) -> None:
    """Step 4: the entry in the evidence log, and the end of the question."""
    question = plan.question
    persons = [
        context.pseudonym(f"{kind} {facts.key_text(key)}").encode() for kind, keys in question.people.items() for key in keys
    ]
    if question.kind == "ending":
        persons = [customer_name(context, question.customer or "").encode()]
    on_instruction = {"customer": customer_name(context, question.customer).ljust(64, "0")} if question.customer else {}
    activities = {a for s in plan.steps if isinstance(s, (DeleteRows, ReplaceValues, CutPerson)) for a in s.why}
    with context.state.begin() as connection:
        state = connection.execute(sa.select(plans.c.state, plans.c.entry).where(plans.c.digest == name)).first()
        if state is not None and state.state in ("applied", "complete"):
            done.entry = state.entry
            return
        entry = Entry(
            context.now,
            context.pseudonym(f"actor {by}"),
            f"{question.kind} applied" + (" beyond the brake" if beyond_brake else ""),
            context.promises(sorted(activities)),
            context.policy.digest,
            {_COUNTED.get(k, k): v for k, v in sorted(done.counts.items())},
            {"plan": name, **on_instruction},
            persons or None,
            until(context),
        )
        done.entry = log.append(connection, [entry], context.state.signing(connection))[0]
        done.people = persons
        kept = context.state.seal({"remembered": remember}, f"plan {name}") if remember is not None else None
        connection.execute(
            sa.update(plans)
            .where(plans.c.digest == name)
            .values(state="applied", question=kept, applied_at=context.now(), entry=done.entry, counts=json.dumps(done.counts))
        )
        for step in plan.steps:
            if isinstance(step, TellRecipient):
                connection.execute(
                    sa.insert(tasks).values(plan=name, what=question.kind, recipient=step.recipient, made_at=context.now())
                )
        if question.kind == "lifting":
            for kind, keys in question.people.items():
                for key in keys:
                    connection.execute(
                        sa.delete(restrictions).where(restrictions.c.kind == kind, restrictions.c.key == facts.key_text(key))
                    )
    for store in {s.table.store for s in plan.steps if not isinstance(s, TellRecipient)}:
        if not question.people and done.counts:
            with context.stores[store].session(write=True) as connection:  # the batches are told apart no longer than needed
                work = Work(context.policy, context.stores[store], connection)
                work.forget_applied(name)
                work.mark_applied(name, 0, json.dumps({"all": dict(done.counts)}))


_COUNTED = {
    "DeleteRows": "rows deleted",
    "ReplaceValues": "rows changed",
    "CutPerson": "rows cut loose",
    "CorrectValue": "rows corrected",
    "SealValues": "rows sealed",
    "UnsealValues": "rows unsealed",
}


def customer_name(context: Context, customer: str) -> str:
    """What a customer of ours is called in the evidence log, by its number."""
    return context.pseudonym(f"customer {customer}")


def until(context: Context) -> date:
    """Until when an entry can be linked to a person: as long as the act can be disputed (BW 3:310, five years)."""
    today = context.today()
    return date(today.year + 6, 1, 1)
