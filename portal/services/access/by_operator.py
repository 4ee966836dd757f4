"""What an operator does about accounts at the back door, where nobody holds an office."""

from uuid import UUID

from sqlalchemy import func, select, true

from portal.errors import NotFound, Refused
from portal.records.tables import Person
from portal.services.access.asking import an_act
from portal.services.access.sessions import REVOKED, end_all_of
from portal.services.access.suspending import open_again, shut
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.sessions import end_those
from portal.services.work import Work


@an_act
def suspend(work: Work, named: str) -> str:
    """Suspend somebody, by name or identifier; give the name.

    :raises NotFound: if nobody stands at the back door.
    :raises Refused: if there is no such person, or several, or it is done already.
    """
    person = _find(work, named)
    shut(work, person, by=None)
    name = person.name
    work.commit()
    return name


@an_act
def restore(work: Work, named: str) -> str:
    """Lift somebody's suspension; give the name.

    :raises NotFound, Refused: as :func:`suspend`.
    """
    person = _find(work, named)
    open_again(work, person)
    name = person.name
    work.commit()
    return name


@an_act
def sign_out(work: Work, named: str) -> tuple[str, int]:
    """End every session of somebody's; give the name, and how many there were.

    :raises NotFound, Refused: as :func:`suspend`.
    """
    person = _find(work, named)
    name, ended = person.name, end_all_of(work, person.id)
    work.session.commit()
    return name, ended


@an_act
def end_every_session(work: Work) -> int:
    """End everybody's sessions; say how many there were.

    :raises NotFound: if nobody stands at the back door.
    """
    _demand_an_operator(work)
    ended = end_those(work.session, true(), REVOKED, work.clock())
    note_ended(work.journal, ended, by=work.actor)
    work.session.commit()
    return len(ended)


def _demand_an_operator(work: Work) -> None:
    if work.operator is None:
        raise NotFound


def _find(work: Work, named: str) -> Person:
    _demand_an_operator(work)
    try:
        which = Person.id == UUID(named)
    except ValueError:
        which = func.lower(Person.name) == named.strip().lower()
    asked = select(Person).where(which, Person.closed_at.is_(None)).order_by(Person.id)
    found = work.session.scalars(asked.with_for_update()).all()
    if not found:
        raise Refused("there is nobody of that name or identifier with an open account.")
    if len(found) > 1:
        known = ", ".join(str(each.id) for each in found)
        raise Refused(f"several people have that name, so give an identifier instead: {known}.")
    return found[0]
