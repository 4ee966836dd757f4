"""Keys that the next root wraps too, epochs that are closed, and files that are sealed anew.

Adds:    next_root, next_wrapped and closed_at of compartment_key; other_blob of paper_version.
Locks:   compartment_key, for as long as its few rows take.
Undo:    drops them: finish changing the root first, or what it wrapped must be wrapped again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_keys"
down_revision = "0023_emergency_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and that both of the next root's are there or neither."""
    with op.batch_alter_table("compartment_key") as table:
        table.add_column(sa.Column("next_root", sa.String(), nullable=True))
        table.add_column(sa.Column("next_wrapped", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_compartment_key_wrapped_by_next"),
            "(next_root IS NULL) = (next_wrapped IS NULL)",
        )
    op.add_column("paper_version", sa.Column("other_blob", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("paper_version", "other_blob")
    with op.batch_alter_table("compartment_key") as table:
        table.drop_constraint(op.f("ck_compartment_key_wrapped_by_next"), type_="check")
        table.drop_column("closed_at")
        table.drop_column("next_wrapped")
        table.drop_column("next_root")
