"""Published versions of the statement, and who was told of what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("minor", sa.Text(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        comment="each published version of the privacy statement, kept for ever",
    )
    op.create_table(
        "told",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail", sa.String(length=64), nullable=True),
        sa.Column("how", sa.Text(), server_default="", nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("about", "person"),
        comment="who was told of what: once, with proof",
    )
    op.create_index("ix_told_mail", "told", ["mail"], unique=False)
