"""Savers of experiments, which may delete what they saved."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table of savers; those of the existing experiments are unknown, and never delete."""
    savers = op.create_table(
        "savers",
        sa.Column("experiment", sa.String(14), primary_key=True),
        sa.Column("saver", sa.LargeBinary, primary_key=True),
        sa.Column("listed", sa.Boolean, nullable=False),
    )
    saved = sa.table("experiments", sa.column("id", sa.String), sa.column("listed", sa.Boolean))
    waiting = sa.table("moderation", sa.column("experiment", sa.String), sa.column("state"))
    asked = sa.exists().where(waiting.c.experiment == saved.c.id, waiting.c.state == "pending")
    wanted = sa.or_(saved.c.listed, asked)
    unknown = sa.select(saved.c.id, sa.literal(b"", sa.LargeBinary), wanted)
    op.execute(sa.insert(savers).from_select(["experiment", "saver", "listed"], unknown))
