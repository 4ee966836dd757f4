"""What an interest in an item would close to somebody, shown before they declare it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from portal.audit import Verb
from portal.policy import ItemId, Scope, Thing
from portal.records import visible
from portal.records.tables import Action, AgendaItem, Minute, Paper
from portal.services.access.asking import ItemPlace, asker, known_item
from portal.services.opening import open_page
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One restricted thing that a reader can open now, and what an interest does to it."""

    what: str
    title: str = field(repr=False)
    stays: bool
    says: str  # by what it stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an interest in an item does to somebody."""

    place: ItemPlace
    touched: tuple[Touched, ...]
    shut: bool  # nothing restricted can be opened at the moment, so titles are missing

    @property
    def closes(self) -> tuple[Touched, ...]:
        """What closes."""
        return tuple(each for each in self.touched if not each.stays)

    @property
    def stays(self) -> tuple[Touched, ...]:
        """What stays open, as of right."""
        return tuple(each for each in self.touched if each.stays)


def effect_of(work: Work, item_id: UUID) -> Effect:
    """Show somebody what an interest in an item would close to them, and what stays by law.

    :raises NotFound: if there is no such item, or none this principal may know of.
    """
    asker(work)
    place = known_item(work, item_id)
    conflicted = replace(work.scope, conflicted=work.scope.conflicted | {ItemId(item_id)})
    left = (Paper.item_id == item_id, Paper.disposed_at.is_(None))
    papers = visible.papers(work.scope).where(*left).all(work.session)
    items = visible.items(work.scope).where(AgendaItem.id == item_id).all(work.session)
    minutes = visible.minutes(work.scope).where(Minute.item_id == item_id).all(work.session)
    actions = visible.actions(work.scope).where(Action.item_id == item_id).all(work.session)
    opened = open_page(work, Verb.TITLES_LISTED, (AgendaItem, items), (Paper, papers))
    touched = [
        _touched(
            conflicted,
            row.thing,
            what,
            opened.word(row, column) if named and opened.shows(row) else "",
        )
        for rows, what, column, named in (
            (items, "The item itself", "heading", True),
            (papers, "Paper", "title", True),
            (minutes, "Minutes of the item", "", False),
            (actions, "An action of the item", "", False),
        )
        for row in rows
        if row.sealed is not None
    ]
    return Effect(place=place, touched=tuple(touched), shut=opened.shut)


def _touched(conflicted: Scope, thing: Thing, what: str, title: str) -> Touched:
    answer = conflicted.verdict_on(thing)
    return Touched(what=what, title=title, stays=answer.allowed, says=answer.says)
