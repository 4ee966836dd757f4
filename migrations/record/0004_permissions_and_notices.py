"""Permissions, invitations, and what the public is told.

Adds:    invitation, permission, withheld_notice.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_permissions_and_notices"
down_revision = "0003_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_invitation_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_invitation_item_id_person_id")),
    )
    op.create_index(op.f("ix_invitation_item_id"), "invitation", ["item_id"], unique=False)
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_table(
        "permission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("second_approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_permission_has_purpose")),
        sa.CheckConstraint(
            "approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name=op.f("ck_permission_not_by_oneself"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> second_approved_by_id", name=op.f("ck_permission_two_approvers")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_permission_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_permission_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_permission_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_permission_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_permission_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_approved_by_id"],
            ["person.id"],
            name=op.f("fk_permission_second_approved_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission")),
    )
    op.create_index(
        op.f("ix_permission_compartment_id"), "permission", ["compartment_id"], unique=False
    )
    op.create_index(op.f("ix_permission_person_id"), "permission", ["person_id"], unique=False)
    op.create_table(
        "withheld_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
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
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("balance", sa.String(), nullable=False),
        sa.Column("decided_office", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
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
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_withheld_notice_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_withheld_notice_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_withheld_notice_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld_notice")),
    )
    op.create_index(
        op.f("ix_withheld_notice_body_id"), "withheld_notice", ["body_id"], unique=False
    )
    op.create_index(
        op.f("ix_withheld_notice_item_id"), "withheld_notice", ["item_id"], unique=False
    )
    op.create_index(
        op.f("ix_withheld_notice_meeting_id"), "withheld_notice", ["meeting_id"], unique=False
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("withheld_notice")
    op.drop_table("permission")
    op.drop_table("invitation")
