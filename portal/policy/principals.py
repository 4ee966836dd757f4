"""Who is asking, and in what capacities."""

from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from portal.policy.attributes import Role
from portal.policy.offices import ALLOWS, Office
from portal.policy.permissions import Permission

BodyId = NewType("BodyId", UUID)
CompartmentId = NewType("CompartmentId", UUID)
ItemId = NewType("ItemId", UUID)
MeetingId = NewType("MeetingId", UUID)
PersonId = NewType("PersonId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An office that somebody holds: for one body, or (``body`` is ``None``) for every body."""

    office: Office
    body: BodyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Someone, or no one, at the door.

    A visitor who has not signed in is :data:`ANONYMOUS`, never ``None``: a query that
    compares a column with ``None`` asks for the rows that have no owner, which is how
    strangers come to be shown other people's drafts.
    """

    person: PersonId | None
    appointments: frozenset[Appointment] = frozenset()

    @property
    def signed_in(self) -> bool:
        """Say whether this is somebody we know."""
        return self.person is not None

    def may(self, permission: Permission, body: BodyId | None = None) -> bool:
        """Say whether an office this principal holds allows this for a body.

        Without a body the question is about every body, and an office held for one body only
        does not answer it.
        """
        return any(
            permission in ALLOWS[held.office] and held.body in {None, body}
            for held in self.appointments
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Say whether there is a body for which :meth:`may` would say yes; menus ask this."""
        return any(permission in ALLOWS[held.office] for held in self.appointments)


ANONYMOUS = Principal(person=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One capacity in which a principal asks, and where it counts.

    ``body`` is ``None`` for every body, ``meeting`` is ``None`` for every meeting.  ``on_body``
    says that it is a seat there; ``isa`` that the organisation behind it has signed the
    information-sharing agreement.
    """

    role: Role
    body: BodyId | None = None
    meeting: MeetingId | None = None
    on_body: bool = False
    isa: bool = False

    def counts_for(self, body: BodyId, meeting: MeetingId | None) -> bool:
        """Say whether this standing bears on a body's thing, perhaps of one meeting."""
        return self.body in {None, body} and self.meeting in {None, meeting}
