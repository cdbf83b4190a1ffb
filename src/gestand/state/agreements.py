"""Agreements with customers and suppliers as they were offered and accepted, and the lists of suppliers that customers were told of."""

from __future__ import annotations

import sqlalchemy as sa

from gestand.state.tables import metadata

agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("party", sa.String(120), primary_key=True),  # customer 12; recipient server supplier
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.Text, nullable=False, index=True),  # offered, accepted, signed, own form, replaced, taken back
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("policy", sa.String(64), nullable=False),
    sa.Column(
        "digest", sa.String(64), nullable=False
    ),  # SHA-256 of `said`, before it was sealed; of the file, where it is somebody else's text
    sa.Column(
        "terms", sa.String(64), nullable=False
    ),  # SHA-256 of its articles and of the data it covers: to see that they changed
    sa.Column("said", sa.LargeBinary),  # sealed: the text as canonical JSON
    sa.Column("link", sa.String(64), index=True),  # a digest of the secret in the link by which it is accepted
    sa.Column("link_until", sa.DateTime(timezone=True)),
    sa.Column("agreed_on", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("ended_on", sa.Date, index=True),
    sa.Column("agreed", sa.LargeBinary),  # sealed: who accepted it, in which function, how
    sa.Column("file", sa.LargeBinary),  # sealed: the signed paper
    sa.Column("file_digest", sa.String(64)),
    sa.Column("checklist", sa.LargeBinary),  # sealed: what a person checked in a text that is not ours
    sa.Column("entry", sa.Integer),  # its place in the evidence log
    comment="processor agreements (GDPR art. 28), each version as it was offered and accepted",
)

supplier_lists = sa.Table(
    "supplier_lists",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("object_until", sa.Date),  # customers can object to what is new in it until this day; NULL: the first list
    sa.Column("policy", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # SHA-256 of `said`
    sa.Column("said", sa.Text, nullable=False),  # the suppliers that work for customers, as canonical JSON
    sa.Column("entry", sa.Integer, nullable=False),
    comment="the suppliers that work with data of customers, each time they were told (GDPR art. 28(2))",
)

supplier_objections = sa.Table(
    "supplier_objections",
    metadata,
    sa.Column("party", sa.String(120), primary_key=True),  # customer 12
    sa.Column("supplier", sa.String(120), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # of the list that it is about
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("because", sa.LargeBinary, nullable=False),  # sealed
    sa.Column("settled_at", sa.DateTime(timezone=True)),
    sa.Column("settled", sa.LargeBinary),  # sealed: how
    sa.Column("entry", sa.Integer),
    comment="objections of customers to a supplier",
)
