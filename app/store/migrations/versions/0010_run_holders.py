"""Holders of runs: the server that saved a run last, and goes on with it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add a holder to each run; those of existing runs are unknown."""
    op.add_column("runs", sa.Column("holder", sa.String(16), nullable=False, server_default=""))
