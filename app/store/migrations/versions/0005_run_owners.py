"""Whose a run is, as far as caps are concerned."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give each run an owner; of those that are there it is not known."""
    op.add_column("runs", sa.Column("owner", sa.String(40), nullable=False, server_default=""))
