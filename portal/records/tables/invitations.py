"""How people come to have an account here: invitations, and identities that are to be linked."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.access import AskState


class AccountInvitation(Base):
    """Somebody on a body's invitation list: the first sign-in by the link binds the account.

    Known by the SHA-256 of the link's secret part; nothing is ever matched by e-mail (AUTH-05).
    """

    __tablename__ = "account_invitation"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_as_guest: Mapped[bool | None]
    home_provider: Mapped[str] = mapped_column(default="")  # who vouched for the account
    withdrawn_at: Mapped[datetime | None]


class IdentityLink(Base):
    """A new identity said to be a known person's: it is, once two have approved that (AUTH-05).

    ``newcomer_id`` is the person that the identity has been here so far, if it has been one.
    """

    __tablename__ = "identity_link"
    __table_args__ = (
        CheckConstraint("first_approved_by_id <> second_approved_by_id", name="two_approvers"),
        CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name="not_by_oneself",
        ),
        CheckConstraint("newcomer_id <> person_id", name="two_people_so_far"),
        CheckConstraint(
            "state <> 'granted' OR"
            " (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name="granted_by_two",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    newcomer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    tenant_id: Mapped[str]
    object_id: Mapped[str]
    subject: Mapped[str | None]
    guest: Mapped[bool]  # what the identity is now
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # or the sign-in did
    asked_at: Mapped[datetime]
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    first_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    first_approved_at: Mapped[datetime | None]
    second_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_approved_at: Mapped[datetime | None]
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
