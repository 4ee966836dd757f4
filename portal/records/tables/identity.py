"""Sessions and sign-ins under way, kept on the server (AUTH-08, AUTH-09)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class SignInSession(Base):
    """Somebody signed in, in one browser.  Known by the SHA-256 of an opaque token."""

    __tablename__ = "session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]  # first restricted paper opened in it
    csrf: Mapped[bytes] = mapped_column(LargeBinary(32))
    login_hint: Mapped[str] = mapped_column(default="")
    provider_session: Mapped[str] = mapped_column(default="")  # Entra's ``sid``


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
