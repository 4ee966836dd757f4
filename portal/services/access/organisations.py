"""The register of information-sharing agreements: who has signed, since when and until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import Organisation, Seat
from portal.services.access.asking import Unfit, an_act, demand
from portal.services.bodies_of import where_may
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One organisation, and whether it has signed."""

    id: UUID
    name: str
    signed_on: date | None
    last_on: date | None
    counts: bool  # today


def read_register(work: Work) -> tuple[Agreement, ...]:
    """List the organisations with a seat on the asker's bodies, and those with none.

    :raises NotFound: if the asker keeps no body's membership.
    """
    demand(work, Permission.SEAT_FILL, None)
    rows = work.session.scalars(select(Organisation).order_by(Organisation.name))
    return tuple(
        Agreement(
            id=row.id,
            name=row.name,
            signed_on=row.sharing_agreed_on,
            last_on=row.sharing_until_on,
            counts=row.sharing_agreed_on is not None
            and row.sharing_agreed_on <= work.today
            and (row.sharing_until_on is None or work.today <= row.sharing_until_on),
        )
        for row in rows
    )


def read_agreement(work: Work, organisation: UUID) -> Agreement:
    """Read one organisation's line of the register.

    :raises NotFound: if there is no such organisation for this asker.
    """
    for each in read_register(work):
        if each.id == organisation:
            return each
    raise NotFound


@an_act
def agree(work: Work, organisation: UUID, signed_on: date | None, last_on: date | None) -> None:
    """Record that an organisation signed, and the agreement's last day if it has one.

    :raises NotFound: if there is no such organisation for this asker.
    :raises Unfit: if there is no day of signing, it is to come, or the days are reversed.
    """
    row = _kept(work, organisation)
    if signed_on is None:
        raise Unfit({"signed_on": "Enter the day on which it was signed."})
    if signed_on > work.today:
        raise Unfit({"signed_on": "The day of signing cannot be in the future."})
    if last_on is not None and last_on < signed_on:
        raise Unfit({"last_on": "The last day cannot be before the day of signing."})
    row.sharing_agreed_on, row.sharing_until_on = signed_on, last_on
    work.session.flush()
    until = {"until": last_on} if last_on is not None else {}
    work.journal.note(
        actor=work.actor, verb=Verb.SHARING_AGREED, objects=(organisation,), detail=until
    )
    work.commit()


@an_act
def withdraw(work: Work, organisation: UUID) -> None:
    """Record that an organisation's agreement is over; its members' access ends at once.

    :raises NotFound: if there is no such organisation for this asker.
    """
    row = _kept(work, organisation)
    row.sharing_agreed_on = row.sharing_until_on = None
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.SHARING_ENDED, objects=(organisation,), detail={})
    work.commit()


def _kept(work: Work, organisation: UUID) -> Organisation:
    """Find an organisation that sits, if anywhere, on a body whose membership the asker keeps."""
    demand(work, Permission.SEAT_FILL, None)
    row = work.session.get(Organisation, organisation, with_for_update=True)
    sits = select(Seat.id).where(Seat.organisation_id == organisation)
    kept = sits.where(where_may(work.principal, Permission.SEAT_FILL, Seat.body_id))
    sits_somewhere = work.session.scalar(sits.limit(1)) is not None
    if row is None or (sits_somewhere and work.session.scalar(kept.limit(1)) is None):
        raise NotFound
    return row
