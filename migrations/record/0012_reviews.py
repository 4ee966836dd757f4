"""Reviews of restrictions, and yearly campaigns of them.

Adds:    review_campaign, review.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_reviews"
down_revision = "0011_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "review_campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_review_campaign_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_review_campaign_opened_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_campaign")),
        sa.UniqueConstraint("body_id", "year", name=op.f("uq_review_campaign_body_id_year")),
    )
    op.create_index(
        op.f("ix_review_campaign_body_id"), "review_campaign", ["body_id"], unique=False
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "opinion",
            sa.Enum(
                "keep",
                "release",
                "release_part",
                name="opinion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("opinion_by_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_opinion", sa.LargeBinary(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "maintained",
                "release",
                "release_part",
                "lapsed",
                "superseded",
                name="reviewoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("reason_print", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "due_on IS NOT NULL OR event <> ''", name=op.f("ck_review_due_for_a_reason")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_review_decided_whole"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR sealed_reason IS NOT NULL",
            name=op.f("ck_review_decided_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["review_campaign.id"],
            name=op.f("fk_review_campaign_id_review_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_review_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_review_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["opinion_by_id"], ["person.id"], name=op.f("fk_review_opinion_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_review_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_campaign_id"), "review", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_review_restriction_id"), "review", ["restriction_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("review")
    op.drop_table("review_campaign")
