"""The tables of what was done, so that it can be done again on a backup that is put back. No name, no address: digests with our key."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("plan", sa.String(64), nullable=False),
    sa.Column("store", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("plan", "store", name="acts_once"),
    comment="which plan was carried out in which store: the store says the same in its own table, unless an older one was put back",
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("plan", sa.String(64), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # of the question: erasure, objection, …
    sa.Column("activities", sa.Text, nullable=False),  # JSON list: those that let go
    sa.Column("sealed", sa.LargeBinary),  # what was corrected, encrypted
    sa.Column("wrong", sa.Text, nullable=False),  # JSON: column → keyed digests of the values that were wrong
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("until", sa.Date, nullable=False, index=True),
    comment="what was done about people, as long as a backup can be put back that does not know of it",
)

journal_people = sa.Table(
    "journal_people",
    metadata,
    sa.Column("plan", sa.String(64), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),  # keyed digest of the key
    sa.Column("known", sa.Text, nullable=False),  # JSON: column → keyed digest of its value
    comment="about whom it was done: keyed digests, which mean nothing without our key",
)

sealed_before = sa.Table(
    "sealed_before",
    metadata,
    sa.Column("plan", sa.String(64), primary_key=True),  # that lifted the restriction
    sa.Column("store", sa.Text, primary_key=True),
    sa.Column("table", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("people", sa.Text, nullable=False),
    sa.Column("values", sa.LargeBinary, nullable=False),  # as they were sealed
    sa.Column("until", sa.Date, nullable=False, index=True),
    comment="sealed values that went back when a restriction was lifted: a backup from before has only their placeholders",
)

replays = sa.Table(
    "replays",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("acts", sa.Text, nullable=False),  # JSON list of [store, plan]
    sa.Column("found", sa.LargeBinary),  # sealed: who was found in the backup; destroyed when it is done
    sa.Column("done_at", sa.DateTime(timezone=True)),
    sa.Column("entry", sa.Integer),  # its place in the evidence log
    comment="backups that were put back, and what was done again on them",
)
