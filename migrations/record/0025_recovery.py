"""The second copy of compartment keys, the sets of shares that open it, and declared restorings.

Adds:    recovery_set, recovery_share, restoring, log_seen; recovery and recovery_set_id of
         compartment_key.
Locks:   compartment_key, for as long as its few rows take.
Undo:    drops them: the shares then open nothing.  The log is another chain and stays whole.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0025_recovery"
down_revision = "0024_keys"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)
NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, and add the columns."""
    op.create_table(
        "recovery_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("drilled_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("threshold >= 2", name=op.f("ck_recovery_set_takes_several")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_set")),
    )
    op.create_table(
        "recovery_share",
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["recovery_set.id"], name=op.f("fk_recovery_share_set_id_recovery_set")
        ),
        sa.PrimaryKeyConstraint("set_id", "number", name=op.f("pk_recovery_share")),
    )
    op.create_table(
        "restoring",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.Column("from_entry", NUMBER, nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_restoring_confirmed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoring")),
    )
    op.create_table(
        "log_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_seen_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_seen")),
    )
    with op.batch_alter_table("compartment_key") as table:
        table.add_column(sa.Column("recovery", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("recovery_set_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_compartment_key_recovery_set_id_recovery_set"),
            "recovery_set",
            ["recovery_set_id"],
            ["id"],
        )
        table.create_check_constraint(
            op.f("ck_compartment_key_copied_for_a_set"),
            "(recovery IS NULL) = (recovery_set_id IS NULL)",
        )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("compartment_key") as table:
        table.drop_constraint(op.f("ck_compartment_key_copied_for_a_set"), type_="check")
        table.drop_constraint(
            op.f("fk_compartment_key_recovery_set_id_recovery_set"), type_="foreignkey"
        )
        table.drop_column("recovery_set_id")
        table.drop_column("recovery")
    op.drop_table("log_seen")
    op.drop_table("restoring")
    op.drop_table("recovery_share")
    op.drop_table("recovery_set")
