"""What lets go on the instruction of a customer of ours lets go of that customer's rows alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("let_gos", sa.Column("customer", sa.Text(), nullable=True))
