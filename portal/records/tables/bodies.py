"""Bodies that meet, and the rules they meet under from a date."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Jurisdiction, Regime
from portal.records.base import Base


class Copies(StrEnum):
    """What a reader gets who downloads a restricted PDF of a body."""

    MARKED = "marked"
    ORIGINAL = "original"


class Body(Base):
    """A board, partnership, committee or sub-group that meets."""

    __tablename__ = "body"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    clerk_name: Mapped[str] = mapped_column(default="")
    clerk_email: Mapped[str] = mapped_column(default="")
    clerk_telephone: Mapped[str] = mapped_column(default="")
    archived_on: Mapped[date | None]
    copies: Mapped[Copies] = mapped_column(default=Copies.MARKED)


class BodyRegime(Base):
    """Which access rules govern a body's meetings, from a date."""

    __tablename__ = "body_regime"
    __table_args__ = (UniqueConstraint("body_id", "from_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    regime: Mapped[Regime]
    jurisdiction: Mapped[Jurisdiction] = mapped_column(default=Jurisdiction.ENG)
    from_on: Mapped[date]


class PublicVersion(Base):
    """One row: a number that moves whenever anything the public may read has changed."""

    __tablename__ = "public_version"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    version: Mapped[int] = mapped_column(default=0)


class Deployment(Base):
    """One row: the identity of this installation, part of every envelope's context."""

    __tablename__ = "deployment"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    deployment_id: Mapped[UUID] = mapped_column(default=uuid4)
