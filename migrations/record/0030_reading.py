"""What a reader gets who downloads a restricted PDF: a copy marked as theirs, or the original.

Adds:    body.copies, ``marked`` for every body there is.
Locks:   body, while it is altered; SQLite copies it.
Undo:    drops it: every body gives originals again.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_reading"
down_revision = "0028_uploads"
branch_labels = None
depends_on = None

COPIES = ("marked", "original")


def upgrade() -> None:
    """Add the column."""
    kind = sa.Enum(*COPIES, name="copies", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("body") as batch_op:
        batch_op.add_column(sa.Column("copies", kind, nullable=False, server_default="marked"))
    with op.batch_alter_table("body") as batch_op:
        batch_op.alter_column("copies", server_default=None)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("body") as batch_op:
        batch_op.drop_constraint(op.f("ck_body_copies"), type_="check")
        batch_op.drop_column("copies")
