"""Meetings, agenda items, what was recorded under them, and who came.

Adds:    meeting, attendance, seat, agenda_item, declaration, minute.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_meetings"
down_revision = "0002_restrictions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("attend", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "agenda_published",
                "held",
                "cancelled",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "minutes_state",
            sa.Enum(
                "none",
                "draft",
                "agreed",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_because", sa.String(), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "part_va",
                "exec_2012",
                "adopted",
                "cd_scrutiny",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "jurisdiction",
            sa.Enum(
                "ENG",
                "WAL",
                "SCO",
                "NI",
                name="jurisdiction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_meeting_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_body_id"), "meeting", ["body_id"], unique=False)
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "presence",
            sa.Enum(
                "present",
                "in_attendance",
                "apologies",
                "minutes_taken",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_attendance_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("post_title", sa.String(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "chair",
                "vice_chair",
                "member",
                "ex_officio",
                "adviser",
                "observer",
                "substitute",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "public",
                "press",
                "councillor",
                "coopted",
                "partner",
                "adviser",
                "scrutiny",
                "officer",
                "clerk",
                "proper_officer",
                "monitoring_officer",
                "pcc",
                "sysadmin",
                "auditor",
                "data_subject",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("substitute_for_id", sa.Uuid(), nullable=True),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(capacity = 'substitute') = (meeting_id IS NOT NULL)",
            name=op.f("ck_seat_one_meeting_if_substitute"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_seat_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_seat_body_id_body")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_seat_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_seat_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_for_id"], ["seat.id"], name=op.f("fk_seat_substitute_for_id_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    op.create_index(op.f("ix_seat_body_id"), "seat", ["body_id"], unique=False)
    op.create_index(op.f("ix_seat_person_id"), "seat", ["person_id"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("minute_number", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("introduction", sa.String(), nullable=False),
        sa.Column("presenter", sa.String(), nullable=False),
        sa.Column("minutes_allowed", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "business",
                "decision",
                "discussion",
                "to_note",
                "verbal",
                "to_follow",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "issued_pre",
                "live_open",
                "live_closed",
                "post_open",
                "post_closed",
                "lapsed",
                "withdrawn",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("public_meeting", sa.Boolean(), nullable=False),
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
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(classification = 'PUB') = (compartment_id IS NULL)",
            name=op.f("ck_agenda_item_open_or_in_a_compartment"),
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR (heading = '' AND introduction = '' AND presenter = '')",
            name=op.f("ck_agenda_item_nothing_open_if_closed"),
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (compartment_id IS NULL)",
            name=op.f("ck_agenda_item_sealed_if_closed"),
        ),
        sa.CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL",
            name=op.f("ck_agenda_item_no_bare_restriction"),
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_agenda_item_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_parent_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_agenda_item_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint(
            "meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")
        ),
    )
    op.create_index(
        op.f("ix_agenda_item_compartment_id"), "agenda_item", ["compartment_id"], unique=False
    )
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_index(
        op.f("ix_agenda_item_restriction_id"), "agenda_item", ["restriction_id"], unique=False
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_declaration_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_declaration_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_declaration_item_id_person_id")),
    )
    op.create_index(op.f("ix_declaration_item_id"), "declaration", ["item_id"], unique=False)
    op.create_index(op.f("ix_declaration_person_id"), "declaration", ["person_id"], unique=False)
    op.create_table(
        "minute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
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
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(classification = 'PUB') = (compartment_id IS NULL)",
            name=op.f("ck_minute_open_or_in_a_compartment"),
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR (text = '')", name=op.f("ck_minute_nothing_open_if_closed")
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (compartment_id IS NULL)", name=op.f("ck_minute_sealed_if_closed")
        ),
        sa.CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL",
            name=op.f("ck_minute_no_bare_restriction"),
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_minute_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_minute_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_minute_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute")),
    )
    op.create_index(op.f("ix_minute_compartment_id"), "minute", ["compartment_id"], unique=False)
    op.create_index(op.f("ix_minute_item_id"), "minute", ["item_id"], unique=False)
    op.create_index(op.f("ix_minute_restriction_id"), "minute", ["restriction_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("minute")
    op.drop_table("declaration")
    op.drop_table("agenda_item")
    op.drop_table("seat")
    op.drop_table("attendance")
    op.drop_table("meeting")
