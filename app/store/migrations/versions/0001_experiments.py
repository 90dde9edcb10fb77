"""Experiments and their previews."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "experiments",
        sa.Column("id", sa.String(14), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_index("experiments_listed", "experiments", ["listed", "created", "id"])
    op.create_table(
        "previews",
        sa.Column("experiment", sa.String(14), primary_key=True),
        sa.Column("picture", sa.Text, nullable=False),
    )
