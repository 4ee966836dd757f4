"""Sessions and sign-ins under way, kept on the server, and what the directory said last."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class SignInSession(Base):
    """Somebody signed in, in one browser.  Known by the SHA-256 of an opaque token.

    A session that has ended is kept for a while with its end, so that a form that was being
    written in it can be known for its person's.
    """

    __tablename__ = "session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]  # first restricted paper opened in it
    csrf: Mapped[bytes] = mapped_column(LargeBinary(32))
    login_hint: Mapped[str] = mapped_column(default="")
    provider_session: Mapped[str] = mapped_column(default="", index=True)  # Entra's ``sid``
    browser: Mapped[str] = mapped_column(default="")  # such as "Firefox on Windows"
    contexts: Mapped[str] = mapped_column(default="")  # met at ``stepped_up_at``, with spaces
    stepped_up_at: Mapped[datetime | None]
    emergency: Mapped[bool] = mapped_column(default=False)  # by a hardware key, without Entra
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")


class LoginTransaction(Base):
    """A sign-in that has left for the identity provider and not come back yet."""

    __tablename__ = "login_transaction"

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    nonce: Mapped[str]
    verifier: Mapped[str]
    tenant: Mapped[str]
    return_to: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    context: Mapped[str] = mapped_column(default="")  # the authentication context asked for
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # whose step-up it is
    invitation_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class DirectorySnapshot(Base):
    """What the organisation's directory last said of an account (AUTH-12)."""

    __tablename__ = "directory_snapshot"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    checked_at: Mapped[datetime]
    roles: Mapped[str]  # application roles, with spaces; none if the account may not sign in


class HalfWritten(Base):
    """A form that somebody was writing when their session ended; its key is in their browser."""

    __tablename__ = "half_written"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]
