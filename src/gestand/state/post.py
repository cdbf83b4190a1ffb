"""The table of the outbox: mail that must go, and what went."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # a digest of what it is about and whom: the same mail is queued once
    sa.Column("about", sa.Text, nullable=False, index=True),  # case 2026-000117, announcement 3, …: no name, no address
    sa.Column("message", sa.LargeBinary),  # sealed; destroyed when it was sent or given up
    sa.Column("state", sa.Text, nullable=False, index=True),  # queued, sent, refused, given up
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("answer", sa.Text),  # the code of the mail server, never its text: that can name a person
    comment="mail out: queued with what it tells of, in one transaction; sent when the server is there",
)
