"""Where work is handed out; made once, at the front door or the back door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS, Principal
from portal.records.blobs import Blobs
from portal.records.journal import Journal
from portal.services.standing import principal_of, scope_of
from portal.services.work import LOCAL, Work
from portal.vault import KeyDoor


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalOffice:
    """Everything that lasts longer than one request."""

    session: Callable[[], Session]
    journal: Journal
    door: KeyDoor
    blobs: Blobs
    clock: Callable[[], datetime]
    pepper: bytes

    def work_for(self, principal: Principal) -> Work:
        """Begin a principal's work."""
        session = self.session()
        today = self.clock().astimezone(LOCAL).date()
        return Work(
            principal=principal,
            scope=scope_of(session, principal, today),
            session=session,
            journal=self.journal,
            door=self.door,
            blobs=self.blobs,
            clock=self.clock,
            pepper=self.pepper,
        )

    def work_of(self, person: UUID | None) -> Work:
        """Begin the work of a person, as they stand today; of nobody, if we do not know them."""
        if person is None:
            return self.work_for(ANONYMOUS)
        today = self.clock().astimezone(LOCAL).date()
        return self.work_for(principal_of(self.session(), person, today))
