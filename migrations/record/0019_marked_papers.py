"""Open papers that carry a marking, and the second person who says that they may be open.

Adds:    marked_paper.
Locks:   nothing that is read.
Undo:    drops it, with what it holds.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_marked_papers"
down_revision = "0018_key_custodian"
branch_labels = None
depends_on = None

MEANINGS = ("none", "need_to_know", "outside", "review", "unknown", "label", "withheld")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "marked_paper",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                *MEANINGS,
                name="meaning",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("put_by_id", sa.Uuid(), nullable=True),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_by_id <> put_by_id", name=op.f("ck_marked_paper_second_person")
        ),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_marked_paper_confirmed_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_marked_paper_paper_id_paper")
        ),
        sa.ForeignKeyConstraint(
            ["put_by_id"], ["person.id"], name=op.f("fk_marked_paper_put_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_marked_paper_confirmed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_marked_paper")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("marked_paper")
