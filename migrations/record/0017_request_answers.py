"""How a request was answered: by which release, relying on what; and how much one address asks.

Adds:    asked_today; relied_on and release_id on paper_request.
Locks:   paper_request, while the columns are added; nobody has written to it yet.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_request_answers"
down_revision = "0016_history_kept"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and add the columns."""
    op.create_table(
        "asked_today",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_today")),
        sa.UniqueConstraint("day_on", "origin", name=op.f("uq_asked_today_day_on_origin")),
    )
    with op.batch_alter_table("paper_request") as batch_op:
        batch_op.add_column(sa.Column("relied_on", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("release_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_paper_request_release_id"), ["release_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_paper_request_release_id_release"), "release", ["release_id"], ["id"]
        )


def downgrade() -> None:
    """Drop the columns and the table."""
    with op.batch_alter_table("paper_request") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_paper_request_release_id_release"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_paper_request_release_id"))
        batch_op.drop_column("release_id")
        batch_op.drop_column("relied_on")
    op.drop_table("asked_today")
