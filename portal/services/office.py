"""Where work is handed out; made once, at the front door or the back door."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from portal.audit import Pseudonym, Pseudonyms
from portal.errors import KeysUnavailable
from portal.policy import PUBLIC_SCOPE, Principal, Scope
from portal.policy.app_roles import administering, counting
from portal.policy.holdings import NOTHING_HELD, Holdings, principal_from, scope_from
from portal.policy.notice import USUAL, Counting
from portal.receipts import ReceiptStamp
from portal.records.blobs import Blobs
from portal.records.journal import Journal
from portal.records.tables import Deployment
from portal.services.assurance import Assurance
from portal.services.key_book import KeyBook
from portal.services.rollback.watch import RecordWatch
from portal.services.sign_in.sessions import LiveSession
from portal.services.standing import holdings_of
from portal.services.work import LOCAL, Work
from portal.vault import KeyDoor, LocalRoot, Root, SealedRoot

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalOffice:
    """Everything that lasts longer than one request."""

    session: Callable[[], Session]
    journal: Journal
    door: KeyDoor
    keys: KeyBook
    blobs: Blobs
    watch: RecordWatch
    clock: Callable[[], datetime]
    pepper: bytes = field(repr=False)
    counting: Counting = USUAL

    def work_for(self, principal: Principal, operator: Pseudonym | None = None) -> Work:
        """Begin a principal's work."""
        if principal.person is None:
            return self._begin(self.session(), principal, PUBLIC_SCOPE, NOTHING_HELD, operator)
        begun = self.work_of(principal.person)
        return replace(begun, principal=principal, operator=operator)

    def work_of(self, person: UUID | None) -> Work:
        """Begin the work of a person, as they stand now; of nobody, if we do not know them.

        For commands, where nobody signs in; the web begins work by :meth:`work_in`.
        """
        session = self.session()
        today = self.clock().astimezone(LOCAL).date()
        held = NOTHING_HELD if person is None else holdings_of(session, person, today)
        return self._standing(session, held, today)

    def work_in(self, visit: LiveSession, assurance: Assurance) -> Work:
        """Begin the work of somebody who has signed in, as the record and the directory have them.

        What the record gives counts as far as the directory's roles stand behind it; of whoever
        came by a hardware key, the office of administrator alone.
        """
        session = self.session()
        today = self.clock().astimezone(LOCAL).date()
        held = holdings_of(session, visit.person_id, today)
        held = administering(held) if visit.emergency else counting(held, visit.roles)
        return replace(self._standing(session, held, today), assurance=assurance)

    def _standing(self, session: Session, held: Holdings, today: date) -> Work:
        now = self.clock()
        return self._begin(
            session,
            principal_from(held, now=now, today=today),
            scope_from(held, now=now, today=today),
            held,
        )

    def _begin(
        self,
        session: Session,
        principal: Principal,
        scope: Scope,
        held: Holdings,
        operator: Pseudonym | None = None,
    ) -> Work:
        return Work(
            principal=principal,
            scope=scope,
            session=session,
            journal=self.journal,
            door=self.door,
            keys=self.keys,
            blobs=self.blobs,
            watch=self.watch,
            clock=self.clock,
            pepper=self.pepper,
            counting=self.counting,
            operator=operator,
            held=held,
        )


def open_office(  # noqa: PLR0913 -- the places an installation is made of, each by name
    *,
    session: Callable[[], Session],
    log_engine: Engine,
    root_key_file: Path,
    passphrase: str,
    papers: Path,
    pepper: bytes,
    clock: Callable[[], datetime],
    counting: Counting = USUAL,
) -> PortalOffice:
    """Put the rooms together: the record, the log, the key door and the papers.

    A root key that cannot be read leaves the public site open and everything restricted shut.
    """
    stamp = ReceiptStamp(os.urandom(32))
    journal = Journal(log_engine, stamp=stamp, clock=clock, pseudonyms=Pseudonyms(pepper))
    deployment, record = _deployment(session)
    door = KeyDoor(_root(root_key_file, passphrase), deployment, stamp, clock)
    return PortalOffice(
        session=session,
        journal=journal,
        door=door,
        keys=KeyBook(journal=journal, root=lambda: door.root),
        blobs=Blobs.in_folder(papers),
        watch=RecordWatch(journal, record, deployment, clock),
        clock=clock,
        pepper=pepper,
        counting=counting,
    )


def _root(path: Path, passphrase: str) -> Root:
    try:
        return LocalRoot.load(path, passphrase=passphrase or None)
    except KeysUnavailable as unavailable:
        LOG.warning("restricted papers are shut: %s", unavailable)
        return SealedRoot(str(unavailable))


def _deployment(session: Callable[[], Session]) -> tuple[UUID, Engine]:
    """Say which installation this is, and where its record is kept."""
    with session() as asking:
        place = asking.get_bind()
        engine = place.engine if isinstance(place, Connection) else place
        return asking.scalars(select(Deployment.deployment_id)).one(), engine
