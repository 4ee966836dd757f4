"""Invitations by which accounts are bound, and identities that two approve as somebody's.

Adds:    account_invitation, identity_link.
Locks:   nothing that is read.
Undo:    drops them, with what they hold: links that were sent out serve no more.  The log is
         another chain and stays whole.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0021_account_invitations"
down_revision = "0020_directory"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)


def _somebody(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_{table}_{column}_person")
    )


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("accepted_as_guest", sa.Boolean(), nullable=True),
        sa.Column("home_provider", sa.String(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL",
            name=op.f("ck_account_invitation_one_end"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_account_invitation_body_id_body")
        ),
        _somebody("account_invitation", "person_id"),
        _somebody("account_invitation", "invited_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_invitation_token_hash")),
    )
    for column in ("body_id", "person_id"):
        op.create_index(op.f(f"ix_account_invitation_{column}"), "account_invitation", [column])
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("newcomer_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
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
        sa.Column("first_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("first_approved_at", MOMENT, nullable=True),
        sa.Column("second_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_approved_at", MOMENT, nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "first_approved_by_id <> second_approved_by_id",
            name=op.f("ck_identity_link_two_approvers"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name=op.f("ck_identity_link_not_by_oneself"),
        ),
        sa.CheckConstraint(
            "newcomer_id <> person_id", name=op.f("ck_identity_link_two_people_so_far")
        ),
        sa.CheckConstraint(
            "state <> 'granted' OR"
            " (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name=op.f("ck_identity_link_granted_by_two"),
        ),
        *(
            _somebody("identity_link", column)
            for column in (
                "person_id",
                "newcomer_id",
                "asked_by_id",
                "first_approved_by_id",
                "second_approved_by_id",
                "refused_by_id",
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_link")),
    )
    op.create_index(op.f("ix_identity_link_person_id"), "identity_link", ["person_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("identity_link")
    op.drop_table("account_invitation")
