"""The tables of our own database. The migrations make them; a test says that both agree."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.evidence.tables import metadata as evidence

metadata = sa.MetaData()

policies = sa.Table(
    "policies",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("signed_off_at", sa.DateTime(timezone=True)),
    sa.Column("signed_off_by", sa.Text),
    sa.Column("said", sa.Text, nullable=False),  # what each activity holds and how long, as JSON: to compare a later version with
    comment="each version of the policy, and who signed it off",
)

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("policy", sa.String(64), nullable=False),
    sa.Column("today", sa.Date, nullable=False),
    sa.Column("question", sa.LargeBinary),  # sealed; destroyed when the plan is done or given up (NO-TRACE)
    sa.Column("state", sa.Text, nullable=False),  # planned, running, applied, complete
    sa.Column("counts", sa.Text, nullable=False, server_default="{}"),
    sa.Column("applied_at", sa.DateTime(timezone=True)),
    sa.Column("entry", sa.Integer),  # its place in the evidence log
    comment="plans that were shown, and how far they are",
)

let_gos = sa.Table(
    "let_gos",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("plan", sa.String(64), primary_key=True),
    sa.Column("activities", sa.Text, nullable=False),  # JSON list
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("customer", sa.Text),  # the customer of ours on whose instruction, of whose rows alone; NULL: of all
    comment="activities that let go of a person on request; kept as long as any value of that person is",
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("keys", sa.Text, nullable=False),  # JSON list of keys
    sa.Column("tables", sa.Text, nullable=False),  # JSON list; empty: all
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("responsible", sa.Text, nullable=False),
    sa.Column("review", sa.Date, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lifted_at", sa.DateTime(timezone=True)),
    comment="claims, incidents and open requests that hold data (GDPR art. 17(3)(e), 18)",
)

restrictions = sa.Table(
    "restrictions",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("until", sa.Text, nullable=False),
    sa.Column("known", sa.Text, nullable=False),  # keyed digests of what the person is known by, which is sealed too
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    comment="people whose data is restricted (GDPR art. 18)",
)

sealed = sa.Table(
    "sealed",
    metadata,
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("table", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("people", sa.Text, nullable=False, index=True),  # kind and key of whose it is
    sa.Column("values", sa.LargeBinary, nullable=False),  # AES-GCM; the place is authenticated with it
    comment="values of restricted people, encrypted",
)

disclosures = sa.Table(
    "disclosures",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("disclosures_person", "kind", "key"),
    comment="who received what of whom (GDPR art. 15(1)(c), 19)",
)

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("plan", sa.String(64), nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True)),
    comment="what a person still has to do: tell a recipient (GDPR art. 19)",
)

proofs = sa.Table(
    "proofs",
    metadata,
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("overdue", sa.Integer, nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    comment="the last measure of each activity that went into the evidence log",
)

everything = [metadata, evidence]
