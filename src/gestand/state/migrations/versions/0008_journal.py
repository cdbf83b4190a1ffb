"""What was done, to do it again on a backup that is put back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan", "store", name="acts_once"),
        comment="which plan was carried out in which store: the store says the same in its own table, unless an older one was put back",
    )
    op.create_index("ix_acts_store", "acts", ["store"])
    op.create_table(
        "journal",
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("plan"),
        comment="what was done about people, as long as a backup can be put back that does not know of it",
    )
    op.create_index("ix_journal_until", "journal", ["until"])
    op.create_table(
        "journal_people",
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("known", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "kind", "person"),
        comment="about whom it was done: keyed digests, which mean nothing without our key",
    )
    op.create_table(
        "sealed_before",
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "store", "table", "key"),
        comment="sealed values that went back when a restriction was lifted: a backup from before has only their placeholders",
    )
    op.create_index("ix_sealed_before_until", "sealed_before", ["until"])
    op.create_table(
        "replays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acts", sa.Text(), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="backups that were put back, and what was done again on them",
    )
