"""Decisions about listed experiments, and visitors' reports."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables of decisions and reports."""
    op.create_table(
        "moderation",
        sa.Column("experiment", sa.String(14), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since", sa.Float, nullable=False),
    )
    op.create_index("moderation_state", "moderation", ["state", "since"])
    op.create_table(
        "reports",
        sa.Column("experiment", sa.String(14), primary_key=True),
        sa.Column("reporter", sa.LargeBinary, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reported", sa.Float, nullable=False),
    )
