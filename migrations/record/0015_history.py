"""What access rested on, and since when.

Adds:    kept_fact.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_history"
down_revision = "0014_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "kept_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_fact")),
    )
    op.create_index(
        op.f("ix_kept_fact_noun_row_id_from_at"),
        "kept_fact",
        ["noun", "row_id", "from_at"],
        unique=False,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("kept_fact")
