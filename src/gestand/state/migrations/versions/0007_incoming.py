"""Mail that came in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case", sa.String(length=16), nullable=True),
        sa.Column("sorted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sorted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="mail to the privacy address, until somebody says what it asks",
    )
    op.create_index("ix_incoming_received_at", "incoming", ["received_at"])
    op.create_index("ix_incoming_state", "incoming", ["state"])
