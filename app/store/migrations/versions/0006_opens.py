"""How often experiments were opened."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add a count to each experiment; nobody knows how often the existing ones were opened."""
    op.add_column("experiments", sa.Column("opens", sa.Integer, nullable=False, server_default="0"))
    op.create_index("experiments_opens", "experiments", ["listed", "opens", "id"])
