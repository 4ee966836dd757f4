"""Requests by the public for what is withheld.

Adds:    paper_request.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_requests"
down_revision = "0012_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "paper_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_request", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "in_hand",
                "answered",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "released",
                "part_released",
                "refused",
                "not_held",
                "withdrawn",
                name="requestoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("asked_for", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("sealed_analysis", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (outcome IS NOT NULL)",
            name=op.f("ck_paper_request_answered_somehow"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR answer <> ''", name=op.f("ck_paper_request_answered_in_words")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_paper_request_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_paper_request_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_paper_request_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["withheld_notice.id"],
            name=op.f("fk_paper_request_notice_id_withheld_notice"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_paper_request_reference")),
    )
    op.create_index(op.f("ix_paper_request_body_id"), "paper_request", ["body_id"], unique=False)
    op.create_index(
        op.f("ix_paper_request_notice_id"), "paper_request", ["notice_id"], unique=False
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("paper_request")
