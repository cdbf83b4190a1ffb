"""The table of sweeps that were proposed in the console and wait for a second person."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("plan", sa.String(64), primary_key=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),  # the account that proposed it
    sa.Column("lines", sa.Text, nullable=False),  # JSON: the steps with their counts, as they were shown; nobody's data
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True)),
    sa.Column("decided_by", sa.Text),  # somebody else
    sa.Column("decision", sa.Text),  # approved, given up
    sa.Column("why", sa.Text, nullable=False, server_default=""),  # why the brake does not count this time
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("stopped", sa.Text, nullable=False, server_default=""),  # the code and the sentence of what stopped it
    comment="sweeps that one person proposed and another approved (promise F4)",
)
