"""The recovery key, wrapped by the next root too while the root is being changed.

Adds:    next_root and next_wrapped of recovery_set.
Locks:   recovery_set, which has a row for each ceremony.
Undo:    drops them: a change of root that was begun leaves the recovery key at the root before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_recovery_carried"
down_revision = "0030_reading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("recovery_set") as table:
        table.add_column(sa.Column("next_root", sa.String(), nullable=True))
        table.add_column(sa.Column("next_wrapped", sa.LargeBinary(), nullable=True))
        table.create_check_constraint(
            op.f("ck_recovery_set_wrapped_by_next"),
            "(next_root IS NULL) = (next_wrapped IS NULL)",
        )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("recovery_set") as table:
        table.drop_constraint(op.f("ck_recovery_set_wrapped_by_next"), type_="check")
        table.drop_column("next_wrapped")
        table.drop_column("next_root")
