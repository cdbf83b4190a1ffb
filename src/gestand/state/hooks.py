"""The tables of web hooks: what must go to other systems, and which of theirs were heard."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

hooks = sa.Table(
    "hooks",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),  # the `webhook-id`: the same when it is sent again
    sa.Column("about", sa.Text, nullable=False, index=True),  # case 2026-000117
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("message", sa.LargeBinary),  # sealed: where to, and the body; destroyed when it was sent or given up
    sa.Column("state", sa.Text, nullable=False, index=True),  # queued, sent, refused, given up
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("answer", sa.Text),  # the status of the answer, never its text
    comment="web hooks out: queued with what they tell of, in one transaction; sent when the other system is there",
)

heard = sa.Table(
    "hooks_heard",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # a digest of who sent it and its `webhook-id`
    sa.Column("until", sa.DateTime(timezone=True), nullable=False, index=True),
    comment="web hooks of others that were heard: each counts once",
)
