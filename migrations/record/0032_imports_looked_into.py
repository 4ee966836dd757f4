"""An import's open text is looked into as files are, before it is public.

Adds:    leak_check.import_batch_id.
Locks:   leak_check, while it is altered; SQLite copies it.
Undo:    drops it, with what was found in imports and who accepted it; they are looked into again.
         The log is another chain and stays whole.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0032_imports_looked_into"
down_revision = "0031_recovery_carried"
branch_labels = None
depends_on = None

OF_ONE: Final = "ck_leak_check_of_one_file"
TO_BATCH: Final = "fk_leak_check_import_batch_id_import_batch"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("leak_check") as batch_op:
        batch_op.drop_constraint(op.f(OF_ONE), type_="check")
        batch_op.add_column(sa.Column("import_batch_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f(TO_BATCH), "import_batch", ["import_batch_id"], ["id"])
        batch_op.create_check_constraint(
            op.f(OF_ONE),
            "CASE WHEN upload_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN version_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN import_batch_id IS NULL THEN 0 ELSE 1 END = 1",
        )
    op.create_index(op.f("ix_leak_check_import_batch_id"), "leak_check", ["import_batch_id"])


def downgrade() -> None:
    """Drop it."""
    op.execute(
        "DELETE FROM leak_finding WHERE check_id IN"
        " (SELECT id FROM leak_check WHERE import_batch_id IS NOT NULL)"
    )
    op.execute("DELETE FROM leak_check WHERE import_batch_id IS NOT NULL")
    op.drop_index(op.f("ix_leak_check_import_batch_id"), "leak_check")
    with op.batch_alter_table("leak_check") as batch_op:
        batch_op.drop_constraint(op.f(OF_ONE), type_="check")
        batch_op.drop_constraint(op.f(TO_BATCH), type_="foreignkey")
        batch_op.drop_column("import_batch_id")
        batch_op.create_check_constraint(
            op.f(OF_ONE), "(upload_id IS NULL) <> (version_id IS NULL)"
        )
