"""Who sits on which body, who holds which office, and who may open which compartment."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import WITHOUT_COMPARTMENTS, Role
from portal.policy.offices import Office
from portal.records.tables import (
    Capacity,
    Invitation,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Seat,
)
from portal.services.work import Work

LONGEST_PERMISSION: Final = timedelta(days=180)  # security requirement AZ-03


def enrol_organisation(
    work: Work, name: str, *, short_name: str = "", sharing_agreed_on: date | None = None
) -> UUID:
    """Enter an organisation, or find the one of that name.  The caller commits."""
    known = work.session.scalar(select(Organisation.id).where(Organisation.name == name))
    if known is not None:
        return known
    organisation = uuid4()
    work.session.add(
        Organisation(
            id=organisation, name=name, short_name=short_name, sharing_agreed_on=sharing_agreed_on
        )
    )
    work.session.flush()
    return organisation


def enrol_person(
    work: Work,
    name: str,
    *,
    organisation: UUID | None = None,
    identity: tuple[str, str] | None = None,
    councillor: bool = False,
) -> UUID:
    """Enter a person; ``identity`` is their Entra tenant and object id.  The caller commits."""
    person = uuid4()
    tenant, account = identity or (None, None)
    work.session.add(
        Person(
            id=person,
            name=name,
            organisation_id=organisation,
            councillor=councillor,
            tenant_id=tenant,
            object_id=account,
            created_at=work.clock(),
        )
    )
    work.session.flush()
    return person


def fill_seat(  # noqa: PLR0913 -- a seat is described by these, each by name
    work: Work,
    body: UUID,
    person: UUID | None,
    *,
    organisation: UUID | None,
    post_title: str,
    capacity: Capacity,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    position: int = 0,
) -> UUID:
    """Give a person, or nobody, a seat on a body.  The caller commits."""
    seat = uuid4()
    work.session.add(
        Seat(
            id=seat,
            body_id=body,
            person_id=person,
            organisation_id=organisation,
            post_title=post_title,
            capacity=capacity,
            role=role,
            from_on=from_on,
            until_on=until_on,
            position=position,
        )
    )
    work.session.flush()
    return seat


def appoint(work: Work, person: UUID, office: Office, from_on: date, body: UUID | None) -> None:
    """Give a person an office, for one body or for every body.  The caller commits.

    :raises Refused: if an office that minds the system meets a permission to read what is sealed.
    """
    if office in WITHOUT_COMPARTMENTS and _holds_permission(work, person, from_on):
        raise Refused("This person may open a compartment: end that permission first.")
    work.session.add(OfficeHolding(person_id=person, office=office, body_id=body, from_on=from_on))
    work.session.flush()


def permit(  # noqa: PLR0913 -- a permission is described by these, each by name
    work: Work,
    person: UUID,
    compartment: UUID,
    *,
    purpose: str,
    from_on: date,
    until_on: date,
    approvers: tuple[UUID, UUID],
    item: UUID | None = None,
) -> UUID:
    """Let a person open a compartment, or one item in it, until a day.  The caller commits.

    The purpose is kept openly, since auditors weigh it and hold no compartment: it names a post
    or a task, and never what a paper says.

    :raises Refused: unless two other people approve, neither of them an administrator or auditor
        (AC-5), there is a purpose, and it ends in time.
    :raises NotFound: if there is no such person.
    """
    if work.session.get(Person, person) is None:
        raise NotFound
    if len({person, *approvers}) != 1 + len(approvers):
        raise Refused("Two people other than the reader must approve a permission.")
    if any(_minds_the_system(work, each, from_on) for each in approvers):
        raise Refused("Administrators and auditors approve nothing: choose another approver.")
    if not purpose.strip():
        raise Refused("Say for what purpose the permission is given.")
    if not from_on <= until_on <= from_on + LONGEST_PERMISSION:
        raise Refused(f"A permission ends within {LONGEST_PERMISSION.days} days of its start.")
    if _minds_the_system(work, person, from_on):
        raise Refused("Administrators and auditors hold no compartment: choose somebody else.")
    permission = uuid4()
    work.session.add(
        Permission(
            id=permission,
            person_id=person,
            compartment_id=compartment,
            item_id=item,
            purpose=purpose,
            from_on=from_on,
            until_on=until_on,
            approved_by_id=approvers[0],
            second_approved_by_id=approvers[1],
        )
    )
    work.session.flush()
    name = work.journal.pseudonyms.of_person
    work.journal.note(
        actor=work.actor,
        verb=Verb.PERMISSION_GRANTED,
        objects=(permission, compartment),
        detail={
            "holder": name(person),
            "first_approver": name(approvers[0]),
            "second_approver": name(approvers[1]),
            "until": until_on,
        },
    )
    return permission


def invite(work: Work, person: UUID, item: UUID) -> None:
    """Ask somebody in for one item: an adviser, a presenter.  The caller commits."""
    work.session.add(Invitation(person_id=person, item_id=item))
    work.session.flush()


def _holds_permission(work: Work, person: UUID, since: date) -> bool:
    live = select(Permission.id).where(
        Permission.person_id == person,
        Permission.ended_at.is_(None),
        Permission.until_on >= since,
    )
    return work.session.scalar(live.limit(1)) is not None


def _minds_the_system(work: Work, person: UUID, since: date) -> bool:
    """Say whether somebody holds, on a day or later, an office without compartments."""
    held = select(OfficeHolding.id).where(
        OfficeHolding.person_id == person,
        OfficeHolding.office.in_(WITHOUT_COMPARTMENTS),
        or_(OfficeHolding.until_on.is_(None), OfficeHolding.until_on >= since),
    )
    return work.session.scalar(held.limit(1)) is not None
