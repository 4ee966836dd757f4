"""Links of identities in lists: what waits for whose approval, and what became of the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import AskState, IdentityLink
from portal.services.access.asking import asker, names
from portal.services.access.identity_links import has_lapsed, reach_of_link
from portal.services.access.one_person import APPROVES, accounts_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """That an identity is somebody's, as it was asked."""

    id: UUID
    known: str
    newcomer: str  # under which name the identity came anew, if it was invited as somebody new
    guest: bool  # what the identity is now
    asked_by: str  # nobody, if the sign-in did
    asked_at: datetime
    first: str  # who approved it first
    may_approve: bool
    may_refuse: bool
    state: str  # asked, granted, refused or lapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPage:
    """The links that the asker asked for, or has a say in."""

    to_decide: tuple[LinkLine, ...]
    waiting: tuple[LinkLine, ...]
    decided: tuple[LinkLine, ...]


def read_links(work: Work) -> LinksPage:
    """Read the links that this asker asked for, or minds the bodies of, the newest first.

    :raises NotFound: to whoever has no office that asks or approves.
    """
    if not work.principal.may_somewhere(Permission.PERMISSION_ASK):
        raise NotFound
    me = asker(work)
    mine = accounts_of(work, me)
    rows = work.session.scalars(
        select(IdentityLink).order_by(IdentityLink.asked_at.desc(), IdentityLink.id)
    ).all()
    minded = {
        row.id: reach_of_link(work, row).is_minded_by(work.principal, APPROVES) for row in rows
    }
    shown = [row for row in rows if minded[row.id] or row.asked_by_id == me]
    involved = {
        each
        for row in shown
        for each in (row.person_id, row.newcomer_id, row.asked_by_id, row.first_approved_by_id)
    }
    called = names(work, involved)
    lines = []
    for row in shown:
        about = {row.person_id, row.newcomer_id}
        lapsed = row.state is AskState.ASKED and has_lapsed(work, row)
        stands_in_the_way = mine & {*about, row.asked_by_id, row.first_approved_by_id}
        lines.append(
            LinkLine(
                id=row.id,
                known=called[row.person_id],
                newcomer=called.get(row.newcomer_id, ""),
                guest=row.guest,
                asked_by=called.get(row.asked_by_id, ""),
                asked_at=row.asked_at,
                first=called.get(row.first_approved_by_id, ""),
                may_approve=minded[row.id] and not stands_in_the_way,
                may_refuse=not mine & about,
                state="lapsed" if lapsed else row.state.value,
            )
        )
    waiting = [each for each in lines if each.state == AskState.ASKED]
    return LinksPage(
        to_decide=tuple(each for each in waiting if each.may_approve),
        waiting=tuple(each for each in waiting if not each.may_approve),
        decided=tuple(each for each in lines if each.state != AskState.ASKED),
    )
