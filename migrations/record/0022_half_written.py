"""Forms that were being written when a session ended, sealed under keys that browsers hold.

Adds:    half_written.
Locks:   nothing that is read.
Undo:    drops it, with what it holds: whoever was writing writes again.  The log is another
         chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022_half_written"
down_revision = "0021_account_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "half_written",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_half_written_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_written")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_half_written_browser_hash")),
    )
    op.create_index(op.f("ix_half_written_person_id"), "half_written", ["person_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("half_written")
