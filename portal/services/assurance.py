"""What must be known of whoever asks before anything restricted is opened to them.

The policy has said yes by then.  Here it is asked besides whether the directory has vouched for
the account lately, and, for a sensitive compartment, whether the reader has confirmed lately that
it is they (AUTH-12, AUTH-13).
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import AccountUnchecked, StepUpNeeded, StepUpUnproved
from portal.policy import Thing
from portal.records.tables import Compartment
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.sessions import LiveSession
from portal.services.sign_in.snapshots import is_fresh

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
        if not is_fresh(self.visit.checked_at, at):
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

    def _met(self, context: str, at: datetime) -> None:
        policies = self.desk.directory.conditional_access
        reason = policies.wanting(context, self.visit.object_id, at)
        if reason:
            self.unproved = True
            LOG.error("compartments that ask for %s are shut: %s", context, reason)
            raise StepUpUnproved(context, reason)
        if not self.visit.has_met(context, at):
            self.wanting.add(context)
            raise StepUpNeeded(context)
