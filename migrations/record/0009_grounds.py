"""The life of a restriction, the statements of its ground, and bodies with rules of their own.

Adds:    restriction_event, ground_statement, restriction_draft.
Locks:   restriction, withheld_notice, body_regime, meeting and forward_plan_entry, while they are
         altered; SQLite copies them.
Undo:    drops the tables, with what they hold; refuses while a row says a word it would forget.
         The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0009_grounds"
down_revision = "0008_imports"
branch_labels = None
depends_on = None

REGIMES = ("part_va", "exec_2012", "adopted", "cd_scrutiny")
STATES = ("proposed", "resolved", "lost", "maintained", "lapsed", "released")
LATER = ("part_released", "superseded", "withdrawn")
MEETING_UNDER_RULES = ("body_regime", "meeting", "forward_plan_entry")


def _holds(batch_op: BatchOperations, check: str, column: str, words: tuple[str, ...]) -> None:
    """Let a column say these words, and no others."""
    batch_op.drop_constraint(op.f(check), type_="check")
    says = ", ".join(repr(each) for each in words)
    batch_op.create_check_constraint(op.f(check), sa.text(f"{column} IN ({says})"))


def _regimes(words: tuple[str, ...]) -> None:
    for table in MEETING_UNDER_RULES:
        with op.batch_alter_table(table) as batch_op:
            _holds(batch_op, f"ck_{table}_regime", "regime", words)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "restriction_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "resolved",
                "lost",
                "maintained",
                "lapsed",
                "released",
                "part_released",
                "superseded",
                "withdrawn",
                name="restrictionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_restriction_event_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_restriction_event_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_restriction_event_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_event")),
    )
    op.create_index(
        op.f("ix_restriction_event_restriction_id"),
        "restriction_event",
        ["restriction_id"],
        unique=False,
    )
    op.create_table(
        "ground_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "agenda",
                "report",
                "resolution",
                "minutes",
                "decision",
                "import",
                name="statementsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("paragraphs", sa.String(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_ground_statement_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_ground_statement_recorded_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_ground_statement_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground_statement")),
    )
    op.create_index(
        op.f("ix_ground_statement_item_id"), "ground_statement", ["item_id"], unique=False
    )
    op.create_index(
        op.f("ix_ground_statement_restriction_id"),
        "ground_statement",
        ["restriction_id"],
        unique=False,
    )
    op.create_table(
        "restriction_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_restriction_draft_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_restriction_draft_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_restriction_draft_item_id_agenda_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_draft")),
        sa.UniqueConstraint(
            "item_id", "author_id", name=op.f("uq_restriction_draft_item_id_author_id")
        ),
    )
    op.create_index(
        op.f("ix_restriction_draft_item_id"), "restriction_draft", ["item_id"], unique=False
    )
    with op.batch_alter_table("restriction") as batch_op:
        _holds(batch_op, "ck_restriction_restrictionstate", "state", (*STATES, *LATER))
        batch_op.add_column(sa.Column("item_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("proposed_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("supersedes_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sealed_terms", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_restriction_item_id"), ["item_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_restriction_item_id_agenda_item"),
            "agenda_item",
            ["item_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_restriction_proposed_by_id_person"), "person", ["proposed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_restriction_supersedes_id_restriction"),
            "restriction",
            ["supersedes_id"],
            ["id"],
        )

    with op.batch_alter_table("withheld_notice") as batch_op:
        _holds(batch_op, "ck_withheld_notice_restrictionstate", "state", (*STATES, *LATER))
        batch_op.add_column(sa.Column("restriction_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("ended_because", sa.String(), server_default="", nullable=False)
        )
        batch_op.create_index(
            batch_op.f("ix_withheld_notice_restriction_id"), ["restriction_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_withheld_notice_restriction_id_restriction"),
            "restriction",
            ["restriction_id"],
            ["id"],
        )
    _regimes((*REGIMES, "none"))


def downgrade() -> None:
    """Drop the tables, and what was added to others."""
    _regimes(REGIMES)
    with op.batch_alter_table("withheld_notice") as batch_op:
        _holds(batch_op, "ck_withheld_notice_restrictionstate", "state", STATES)
        batch_op.drop_constraint(
            batch_op.f("fk_withheld_notice_restriction_id_restriction"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_withheld_notice_restriction_id"))
        for column in ("ended_because", "ended_on", "restriction_id"):
            batch_op.drop_column(column)
    with op.batch_alter_table("restriction") as batch_op:
        _holds(batch_op, "ck_restriction_restrictionstate", "state", STATES)
        for name in ("item_id_agenda_item", "proposed_by_id_person", "supersedes_id_restriction"):
            batch_op.drop_constraint(batch_op.f(f"fk_restriction_{name}"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_restriction_item_id"))
        for column in (
            "sealed_terms",
            "ended_on",
            "supersedes_id",
            "proposed_at",
            "proposed_by_id",
            "item_id",
        ):
            batch_op.drop_column(column)
    op.drop_table("restriction_draft")
    op.drop_table("ground_statement")
    op.drop_table("restriction_event")
