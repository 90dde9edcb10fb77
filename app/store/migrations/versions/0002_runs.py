"""Runs that outlive their server."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table of runs."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(14), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("goes_on", sa.Boolean, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
        sa.Column("saved", sa.Float, nullable=False),
    )
    op.create_index("runs_saved", "runs", ["saved"])
