"""The table of mail that came in and waits to be sorted."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

incoming = sa.Table(
    "incoming",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # a digest of the message: the same one is taken once
    sa.Column(
        "received_at", sa.DateTime(timezone=True), nullable=False, index=True
    ),  # when the mail server got it: the clock began
    sa.Column("message", sa.LargeBinary),  # sealed; destroyed when it became a request, or is none
    sa.Column("state", sa.Text, nullable=False, index=True),  # new, request, no request, automatic
    sa.Column("case", sa.String(16)),  # the request that it became
    sa.Column("sorted_at", sa.DateTime(timezone=True)),
    sa.Column("sorted_by", sa.Text),
    comment="mail to the privacy address, until somebody says what it asks",
)
