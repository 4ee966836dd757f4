"""Compartments with their keys, and restrictions.

Adds:    compartment, compartment_key, restriction.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_restrictions"
down_revision = "0001_bodies_and_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "compartment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_compartment_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compartment")),
        sa.UniqueConstraint("body_id", "slug", name=op.f("uq_compartment_body_id_slug")),
    )
    op.create_index(op.f("ix_compartment_body_id"), "compartment", ["body_id"], unique=False)
    op.create_table(
        "compartment_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_compartment_key_compartment_id_compartment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compartment_key")),
        sa.UniqueConstraint(
            "compartment_id", "epoch", name=op.f("uq_compartment_key_compartment_id_epoch")
        ),
    )
    op.create_index(
        op.f("ix_compartment_key_compartment_id"),
        "compartment_key",
        ["compartment_id"],
        unique=False,
    )
    op.create_table(
        "restriction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "classification",
            sa.Enum(
                "PUB",
                "EX",
                "CONF",
                "PART",
                "REV",
                "CASE",
                "OUTSIDE",
                name="classification",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("paragraphs", sa.String(), nullable=False),
        sa.Column("negotiation", sa.Boolean(), nullable=False),
        sa.Column("member_right", sa.Boolean(), nullable=False),
        sa.Column("originator_ok", sa.Boolean(), nullable=False),
        sa.Column("depersonalised", sa.Boolean(), nullable=False),
        sa.Column("prejudicial", sa.Boolean(), nullable=False),
        sa.Column("covers", sa.String(), nullable=False),
        sa.Column("public_reason", sa.String(), nullable=False),
        sa.Column("sealed_balance", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_office", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("review_event", sa.String(), nullable=False),
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "resolved",
                "lost",
                "maintained",
                "lapsed",
                "released",
                name="restrictionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("challenge <> ''", name=op.f("ck_restriction_has_challenge")),
        sa.CheckConstraint("classification <> 'PUB'", name=op.f("ck_restriction_closes_something")),
        sa.CheckConstraint(
            "decided_by <> '' AND decided_office <> ''", name=op.f("ck_restriction_has_decider")
        ),
        sa.CheckConstraint("public_reason <> ''", name=op.f("ck_restriction_has_public_reason")),
        sa.CheckConstraint(
            "review_on IS NOT NULL OR review_event <> ''", name=op.f("ck_restriction_has_review")
        ),
        sa.CheckConstraint(
            "scheme <> '' AND paragraphs <> ''", name=op.f("ck_restriction_has_ground")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_restriction_body_id_body")),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_restriction_compartment_id_compartment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index(op.f("ix_restriction_body_id"), "restriction", ["body_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("restriction")
    op.drop_table("compartment_key")
    op.drop_table("compartment")
