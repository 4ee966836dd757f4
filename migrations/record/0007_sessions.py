"""Sessions, and sign-ins under way.

Adds:    login_transaction, session.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_sessions"
down_revision = "0006_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "login_transaction",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_login_transaction")),
    )
    op.create_index(
        op.f("ix_login_transaction_browser_hash"),
        "login_transaction",
        ["browser_hash"],
        unique=False,
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("csrf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("login_hint", sa.String(), nullable=False),
        sa.Column("provider_session", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("session")
    op.drop_table("login_transaction")
