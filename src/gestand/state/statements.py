"""Published versions of the statement, and who was told of what."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

statements = sa.Table(
    "statements",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("policy", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # SHA-256 of `said`
    sa.Column("said", sa.Text, nullable=False),  # the statement in each language, as canonical JSON
    sa.Column("data", sa.Text, nullable=False),  # what is derived for machines, as JSON: TILT per language, DPV
    sa.Column("minor", sa.Text, nullable=False),  # why nobody needs to hear of it; empty: it is announced
    sa.Column("announced_at", sa.DateTime(timezone=True)),
    sa.Column("entry", sa.Integer, nullable=False),  # its place in the evidence log
    comment="each published version of the privacy statement, kept for ever",
)

told = sa.Table(
    "told",
    metadata,
    sa.Column("about", sa.Text, primary_key=True),  # statement 3; art. 14 crm.contacts
    sa.Column("person", sa.String(32), primary_key=True),  # a pseudonym: means nothing without our key
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("mail", sa.String(64), index=True),  # in the outbox; NULL: told otherwise, see `how`
    sa.Column("how", sa.Text, nullable=False, server_default=""),
    sa.Column("entry", sa.Integer),  # its place in the evidence log, once the mail went out
    comment="who was told of what: once, with proof",
)
