"""Leave to read: asked for, approved, reviewed and ended.

Adds:    access_review, access_review_line, substitute_naming, break_glass, dispensation,
         need_to_know, permission_request.
Locks:   declaration, invitation and organisation, while columns are added; SQLite copies them.
Undo:    drops the tables and columns, with what they hold.  The log is another chain and stays
         whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_access"
down_revision = "0013_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "access_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_access_review_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_access_review_opened_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
    )
    op.create_index(op.f("ix_access_review_body_id"), "access_review", ["body_id"], unique=False)
    op.create_table(
        "access_review_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "holding",
            sa.Enum(
                "seat",
                "office",
                "permission",
                "need_to_know",
                "invitation",
                name="holding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("holding_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "keep",
                "end",
                name="recertified",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_access_review_line_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> person_id", name=op.f("ck_access_review_line_not_by_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["person.id"],
            name=op.f("fk_access_review_line_decided_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_review_line_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["access_review.id"],
            name=op.f("fk_access_review_line_review_id_access_review"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_line")),
        sa.UniqueConstraint(
            "review_id",
            "holding",
            "holding_id",
            name=op.f("uq_access_review_line_review_id_holding_holding_id"),
        ),
    )
    op.create_index(
        op.f("ix_access_review_line_review_id"), "access_review_line", ["review_id"], unique=False
    )
    op.create_table(
        "substitute_naming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="askstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("substitute_seat_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_substitute_naming_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_substitute_naming_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name=op.f("fk_substitute_naming_named_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_substitute_naming_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_substitute_naming_seat_id_seat")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_seat_id"],
            ["seat.id"],
            name=op.f("fk_substitute_naming_substitute_seat_id_seat"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute_naming")),
    )
    op.create_index(
        op.f("ix_substitute_naming_meeting_id"), "substitute_naming", ["meeting_id"], unique=False
    )
    op.create_index(
        op.f("ix_substitute_naming_person_id"), "substitute_naming", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_substitute_naming_seat_id"), "substitute_naming", ["seat_id"], unique=False
    )
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_review", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_break_glass_opened_for_a_time")
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name=op.f("ck_break_glass_not_by_oneself"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> second_approved_by_id",
            name=op.f("ck_break_glass_two_approvers"),
        ),
        sa.CheckConstraint(
            "opened_at IS NULL OR (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name=op.f("ck_break_glass_opened_by_two"),
        ),
        sa.CheckConstraint(
            "reviewed_by_id <> person_id", name=op.f("ck_break_glass_reviewed_by_somebody_else")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_break_glass_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["first_approved_by_id"],
            ["person.id"],
            name=op.f("fk_break_glass_first_approved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_break_glass_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_break_glass_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"], ["person.id"], name=op.f("fk_break_glass_refused_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["person.id"], name=op.f("fk_break_glass_reviewed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_approved_by_id"],
            ["person.id"],
            name=op.f("fk_break_glass_second_approved_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(op.f("ix_break_glass_item_id"), "break_glass", ["item_id"], unique=False)
    op.create_index(op.f("ix_break_glass_person_id"), "break_glass", ["person_id"], unique=False)
    op.create_table(
        "dispensation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "granted_by_id <> person_id", name=op.f("ck_dispensation_not_by_oneself")
        ),
        sa.CheckConstraint(
            "until_on >= from_on", name=op.f("ck_dispensation_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_dispensation_granted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_dispensation_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dispensation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispensation")),
    )
    op.create_index(op.f("ix_dispensation_item_id"), "dispensation", ["item_id"], unique=False)
    op.create_index(op.f("ix_dispensation_person_id"), "dispensation", ["person_id"], unique=False)
    op.create_table(
        "need_to_know",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="askstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL)",
            name=op.f("ck_need_to_know_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'granted' OR (from_on IS NOT NULL AND until_on IS NOT NULL)",
            name=op.f("ck_need_to_know_granted_for_a_time"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR refused_because <> ''",
            name=op.f("ck_need_to_know_refused_with_reasons"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> person_id", name=op.f("ck_need_to_know_not_by_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_need_to_know_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_need_to_know_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_need_to_know_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_need_to_know_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_to_know")),
    )
    op.create_index(op.f("ix_need_to_know_item_id"), "need_to_know", ["item_id"], unique=False)
    op.create_index(op.f("ix_need_to_know_person_id"), "need_to_know", ["person_id"], unique=False)
    op.create_table(
        "permission_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                name="askstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("first_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("permission_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_permission_request_has_purpose")),
        sa.CheckConstraint(
            "first_approved_by_id <> asked_by_id AND second_approved_by_id <> asked_by_id",
            name=op.f("ck_permission_request_not_by_the_asker"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name=op.f("ck_permission_request_not_by_the_holder"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> second_approved_by_id",
            name=op.f("ck_permission_request_two_approvers"),
        ),
        sa.CheckConstraint(
            "until_on >= from_on", name=op.f("ck_permission_request_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_permission_request_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_permission_request_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["first_approved_by_id"],
            ["person.id"],
            name=op.f("fk_permission_request_first_approved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_permission_request_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["permission_id"],
            ["permission.id"],
            name=op.f("fk_permission_request_permission_id_permission"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_permission_request_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"],
            ["person.id"],
            name=op.f("fk_permission_request_refused_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["second_approved_by_id"],
            ["person.id"],
            name=op.f("fk_permission_request_second_approved_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission_request")),
    )
    op.create_index(
        op.f("ix_permission_request_compartment_id"),
        "permission_request",
        ["compartment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_permission_request_person_id"), "permission_request", ["person_id"], unique=False
    )
    with op.batch_alter_table("declaration") as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "pecuniary",
                    "other",
                    "imposed",
                    name="interest",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="pecuniary",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("will_leave", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("imposed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sealed_nature", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("lifted_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_declaration_imposed_by_id_person"), "person", ["imposed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_declaration_lifted_by_id_person"), "person", ["lifted_by_id"], ["id"]
        )

    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("invited_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_invitation_invited_by_id_person"), "person", ["invited_by_id"], ["id"]
        )

    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("sharing_until_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop the tables, and what was added to others."""
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("sharing_until_on")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_invitation_invited_by_id_person"), type_="foreignkey"
        )
        for column in ("ended_at", "until_on", "invited_by_id"):
            batch_op.drop_column(column)
    with op.batch_alter_table("declaration") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_declaration_interest"), type_="check")
        for name in ("imposed_by_id_person", "lifted_by_id_person"):
            batch_op.drop_constraint(batch_op.f(f"fk_declaration_{name}"), type_="foreignkey")
        for column in (
            "lifted_at",
            "lifted_by_id",
            "sealed_nature",
            "imposed_by_id",
            "declared_at",
            "will_leave",
            "kind",
        ):
            batch_op.drop_column(column)
    op.drop_table("permission_request")
    op.drop_table("need_to_know")
    op.drop_table("dispensation")
    op.drop_table("break_glass")
    op.drop_table("substitute_naming")
    op.drop_table("access_review_line")
    op.drop_table("access_review")
