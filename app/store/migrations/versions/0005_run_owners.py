"""Owners of runs, by which caps are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add an owner to each run; the owners of existing runs are unknown."""
    op.add_column("runs", sa.Column("owner", sa.String(40), nullable=False, server_default=""))
