"""Trained networks that saved experiments open with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table of networks; the existing experiments open untrained."""
    op.add_column("experiments", sa.Column("epochs", sa.Integer, nullable=True))
    op.create_table(
        "networks",
        sa.Column("experiment", sa.String(14), primary_key=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
    )
    op.create_index("networks_owner", "networks", ["owner", "size"])
