"""Lessons that people share."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table of lessons."""
    op.create_table(
        "lessons",
        sa.Column("id", sa.String(14), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
