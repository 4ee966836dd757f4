"""Papers and their versions.

Adds:    paper, paper_version.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_papers"
down_revision = "0005_business"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "appendix",
                "presentation",
                "tabled",
                "background",
                "minutes",
                name="paperkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stated_extent", sa.String(), nullable=False),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
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
            name=op.f("ck_paper_open_or_in_a_compartment"),
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR (title = '' AND author = '' AND text = '' AND stated_extent = '' AND marking = '')",
            name=op.f("ck_paper_nothing_open_if_closed"),
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (compartment_id IS NULL)", name=op.f("ck_paper_sealed_if_closed")
        ),
        sa.CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL",
            name=op.f("ck_paper_no_bare_restriction"),
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"], ["compartment.id"], name=op.f("fk_paper_compartment_id_compartment")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_paper_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"], ["restriction.id"], name=op.f("fk_paper_restriction_id_restriction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_compartment_id"), "paper", ["compartment_id"], unique=False)
    op.create_index(op.f("ix_paper_item_id"), "paper", ["item_id"], unique=False)
    op.create_index(op.f("ix_paper_restriction_id"), "paper", ["restriction_id"], unique=False)
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("blob", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_size", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "sealed_key IS NULL OR file_name = ''", name=op.f("ck_paper_version_no_name_if_sealed")
        ),
        sa.CheckConstraint(
            "sealed_key IS NULL OR sha256 = ''", name=op.f("ck_paper_version_no_digest_if_sealed")
        ),
        sa.CheckConstraint(
            "(sealed_key IS NULL) = (sealed_name IS NULL) AND (sealed_key IS NULL) = (sealed_size IS NULL)",
            name=op.f("ck_paper_version_sealed_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_paper_version_created_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("blob", name=op.f("uq_paper_version_blob")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_version_paper_id_number")),
    )
    op.create_index(op.f("ix_paper_version_paper_id"), "paper_version", ["paper_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("paper_version")
    op.drop_table("paper")
