"""What must be known of whoever asks before anything restricted is opened to them.

The policy has said yes by then.  Here it is asked besides whether the directory has vouched for
the account lately, and, for a sensitive compartment, whether the reader has confirmed lately that
it is they (AUTH-12, AUTH-13).
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import AccountUnchecked, StepUpNeeded, StepUpUnproved
from portal.policy import Thing
from portal.policy.app_roles import AppRole
from portal.policy.step_up import HOLDS_FOR
from portal.records.tables import Compartment
from portal.services.directory import Directory
from portal.services.directory.graph import DirectoryUnavailable
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.sessions import LiveSession
from portal.services.sign_in.snapshots import FRESH_FOR, is_fresh

LOG: Final = logging.getLogger(__name__)


class Opening(Protocol):
    """A row about to be opened."""

    @property
    def compartment(self) -> UUID:
        """Where it is sealed."""

    @property
    def thing(self) -> Thing:
        """What it is to the policy."""


class Assurance(Protocol):
    """What is known of whoever asks, besides who they are."""

    def demand(self, session: Session, rows: Iterable[Opening], at: datetime) -> None:
        """Let rows be opened, or raise what stands in the way.

        :raises AccountUnchecked, StepUpNeeded, StepUpUnproved: if something does.
        """


class AtTheBackDoor:
    """Work that no browser began: a command's.  Whoever stands there has the machine."""

    def demand(self, session: Session, rows: Iterable[Opening], at: datetime) -> None:
        """Let everything be opened that the policy lets be opened."""


BACK_DOOR: Final = AtTheBackDoor()


@dataclass(slots=True, kw_only=True)
class InABrowser:
    """The assurance of one request.  ``wanting`` gathers what stood in the way of its rows."""

    desk: Desk
    visit: LiveSession
    wanting: set[str] = field(default_factory=set)
    unproved: bool = False
    _asked_for: dict[UUID, str] = field(default_factory=dict)  # contexts, by compartment

    def demand(self, session: Session, rows: Iterable[Opening], at: datetime) -> None:
        """Let rows be opened, or raise what stands in the way.

        :raises AccountUnchecked: if the directory has not vouched lately, and cannot be asked.
        :raises StepUpNeeded: if the reader has to confirm that it is they.
        :raises StepUpUnproved: if nothing shows that confirming would mean anything.
        """
        opening = tuple(rows)
        if not opening:
            return
        if not self._is_vouched_for(at):
            raise AccountUnchecked("the directory has not vouched for this account lately")
        sensitive = {row.compartment for row in opening if row.thing.sensitive}
        for context in self._contexts(session, sensitive):
            self._met(context, at)

    def _contexts(self, session: Session, compartments: set[UUID]) -> tuple[str, ...]:
        """Give the contexts that compartments ask for, in order; the record is read once."""
        unknown = compartments - self._asked_for.keys()
        if unknown:
            rows = session.execute(
                select(Compartment.id, Compartment.slug).where(Compartment.id.in_(unknown))
            )
            self._asked_for |= {row.id: self.desk.contexts.of(row.slug) for row in rows}
        return tuple(sorted({self._asked_for[each] for each in compartments}))

    def _is_vouched_for(self, at: datetime) -> bool:
        if not self.visit.emergency:
            return is_fresh(self.visit.checked_at, at)
        return directory_stands_behind(self.desk.directory, self.visit.object_id, at)

    def _met(self, context: str, at: datetime) -> None:
        if self.visit.emergency:
            # Their key asked for a PIN or a finger: it was the second factor.
            if not timedelta(0) <= at - self.visit.opened_at < HOLDS_FOR:
                self.wanting.add(context)
                raise StepUpNeeded(context)
            return
        policies = self.desk.directory.conditional_access
        reason = policies.wanting(context, self.visit.object_id, at)
        if reason:
            self.unproved = True
            LOG.error("compartments that ask for %s are shut: %s", context, reason)
            raise StepUpUnproved(context, reason)
        if not self.visit.has_met(context, at):
            self.wanting.add(context)
            raise StepUpNeeded(context)


def directory_stands_behind(directory: Directory, account: UUID | None, at: datetime) -> bool:
    """Say whether the directory answers, now or lately, and has nothing against an administrator.

    Asked of whoever came by a hardware key: while the directory is out, they administer and open
    nothing restricted (AUTH-16).  Where it knows their account, that must be an administrator's.

    :param account: the person's in the directory; ``None`` if they have none.
    """
    try:
        if account is None:
            directory.applications.ours(at, within=FRESH_FOR)
            return True
        known = directory.accounts.look_up(account, at, within=FRESH_FOR)
    except DirectoryUnavailable:
        return False  # why, is in the operator's log
    return AppRole.ADMINISTRATOR in known.roles
