"""An agenda as one principal reads it: open rows, restricted ones in their places, notices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import bindparam

from portal.audit import Verb
from portal.policy import Scope
from portal.records import visible
from portal.records.rows import ActionRow, ItemRow, MinuteRow, PaperRow
from portal.records.tables import Action, AgendaItem, Minute, Paper
from portal.services.agenda_lines import (
    ActionLine,
    Agenda,
    FileFacts,
    ItemLine,
    MinuteText,
    PaperLine,
)
from portal.services.files import newest_files
from portal.services.opening import Opened, lying_open, open_page
from portal.services.withheld import Withheld, notices
from portal.services.work import Work


class _UnderAnItem(Protocol):
    @property
    def item_id(self) -> UUID | None: ...


Under = TypeVar("Under", bound=_UnderAnItem)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was read of an agenda, by item, with the words of what was opened."""

    items: Sequence[ItemRow]
    papers: Mapping[UUID | None, Sequence[PaperRow]]
    minutes: Mapping[UUID | None, Sequence[MinuteRow]]
    actions: Mapping[UUID | None, Sequence[ActionRow]]
    withheld: Sequence[Withheld]
    files: Mapping[UUID, FileFacts]
    opened: Opened
    texts: Opened


def read_agenda(work: Work, meeting: UUID, item: UUID | None = None) -> Agenda:
    """Read an agenda, or one item of it with what is under it, in a fixed number of queries.

    Titles are opened under one intent.  Closed minutes are opened only where one item is read.
    """
    found_by = {"meeting": meeting} if item is None else {"meeting": meeting, "item": item}
    items, papers, minutes, actions = _readings(
        work.scope, work.principal.signed_in, item is not None
    )
    item_rows = items.all(work.session, **found_by)
    paper_rows = papers.all(work.session, **found_by)
    minute_rows = minutes.all(work.session, **found_by)
    action_rows = actions.all(work.session, **found_by)
    opened = open_page(
        work,
        Verb.TITLES_LISTED,
        (AgendaItem, item_rows),
        (Paper, paper_rows),
        (Action, action_rows),
    )
    texts = Opened()
    if item is not None and not opened.shut:
        texts = open_page(work, Verb.MINUTES_OPENED, (Minute, minute_rows))
    headings = {row.id: row.heading for row in item_rows if row.sealed is None}
    found = _Found(
        items=[row for row in item_rows if opened.shows(row)],
        papers=_by_item(row for row in paper_rows if opened.shows(row)),
        minutes=_by_item(minute_rows if not opened.shut else _open(minute_rows)),
        actions=_by_item(row for row in action_rows if opened.shows(row)),
        withheld=notices(work, meeting, item, open_items=headings),
        files=newest_files(work, [row.id for row in paper_rows if row.sealed is None]),
        opened=opened,
        texts=texts,
    )
    return Agenda(lines=tuple(_lines(found)), shut=opened.shut or texts.shut)


@lru_cache(maxsize=256)
def _readings(
    scope: Scope,
    signed_in: bool,  # noqa: FBT001 -- part of the key of what is kept
    one_item: bool,  # noqa: FBT001 -- likewise
) -> tuple[
    visible.Reading[ItemRow],
    visible.Reading[PaperRow],
    visible.Reading[MinuteRow],
    visible.Reading[ActionRow],
]:
    """Make the statements for a scope once; SQLAlchemy then need not look at them again."""
    only = [AgendaItem.meeting_id == bindparam("meeting")]
    if one_item:
        only.append(AgendaItem.id == bindparam("item"))
    items = visible.items(scope).where(*only).order_by(AgendaItem.position, AgendaItem.id)
    papers = visible.papers(scope).where(*only).order_by(Paper.position, Paper.id)
    minutes = visible.minutes(scope).where(*only).order_by(Minute.position, Minute.id)
    actions = visible.actions(scope).where(*only).order_by(Action.position, Action.id)
    if signed_in:
        return items, papers, minutes, actions
    return lying_open(items), lying_open(papers), lying_open(minutes), lying_open(actions)


def _open(rows: Iterable[MinuteRow]) -> Iterator[MinuteRow]:
    return (row for row in rows if row.sealed is None)


def _by_item(rows: Iterable[Under]) -> dict[UUID | None, list[Under]]:
    by_item: defaultdict[UUID | None, list[Under]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    return dict(by_item)


def _lines(found: _Found) -> Iterator[ItemLine]:
    """Give the outermost lines in order: items that can be shown, and notices of others."""
    there = {row.id for row in found.items}
    told = _by_item(found.withheld)
    under: defaultdict[UUID | None, list[ItemLine]] = defaultdict(list)
    placed: list[tuple[int, ItemLine]] = []
    for row in found.items:
        line = _line(found, row, tuple(told.get(row.id, ())))
        if row.parent_id in there:
            under[row.parent_id].append(line)
        else:
            placed.append((row.position, line))
    placed += [
        (each.position, _told(found, each)) for each in found.withheld if each.item_id not in there
    ]
    for _, line in sorted(placed, key=lambda place: place[0]):
        yield replace(line, under=tuple(_nested(line, under)))


def _nested(line: ItemLine, under: Mapping[UUID | None, Sequence[ItemLine]]) -> Iterator[ItemLine]:
    for each in under.get(line.id, ()) if line.id else ():
        yield replace(each, under=tuple(_nested(each, under)))


def _told(found: _Found, notice: Withheld) -> ItemLine:
    """Give a line of a notice alone, with what was published of an item whose title is closed."""
    minutes = found.minutes.get(notice.item_id, ()) if notice.item_id else ()
    papers = found.papers.get(notice.item_id, ()) if notice.item_id else ()
    return ItemLine(
        id=notice.item_id,
        number=notice.number,
        heading=notice.heading,
        told_only=True,
        withheld=(notice,),
        papers=tuple(_paper(found, each) for each in papers if each.sealed is None),
        minutes=tuple(
            MinuteText(
                text=each.text, complete=each.complete, restricted=False, summary=each.summary
            )
            for each in minutes
            if each.sealed is None
        ),
    )


def _line(found: _Found, row: ItemRow, withheld: tuple[Withheld, ...]) -> ItemLine:
    minutes = found.minutes.get(row.id, ())
    return ItemLine(
        id=row.id,
        number=row.number,
        minute_number=row.minute_number,
        heading=found.opened.word(row, "heading"),
        introduction=found.opened.word(row, "introduction"),
        presenter=found.opened.word(row, "presenter"),
        minutes_allowed=row.minutes_allowed,
        kind=row.kind,
        restricted=row.sealed is not None,
        withheld=withheld,
        papers=tuple(_paper(found, each) for each in found.papers.get(row.id, ())),
        minutes=tuple(
            MinuteText(
                text=found.texts.word(each, "text"),
                complete=each.complete,
                restricted=each.sealed is not None,
                summary=each.summary,
            )
            for each in minutes
            if found.texts.shows(each)
        ),
        closed_minutes=any(not found.texts.shows(each) for each in minutes),
        actions=tuple(_action(found, each) for each in found.actions.get(row.id, ())),
    )


def _paper(found: _Found, row: PaperRow) -> PaperLine:
    return PaperLine(
        id=row.id,
        title=found.opened.word(row, "title"),
        kind=row.kind,
        author=found.opened.word(row, "author"),
        stated_extent=found.opened.word(row, "stated_extent"),
        restricted=row.sealed is not None,
        file=found.files.get(row.id),
        has_text=bool(found.opened.word(row, "text")),
        disposed_at=row.disposed_at,
    )


def _action(found: _Found, row: ActionRow) -> ActionLine:
    return ActionLine(
        id=row.id,
        text=found.opened.word(row, "text"),
        owner=found.opened.word(row, "owner"),
        due_on=row.due_on,
        due_text=found.opened.word(row, "due_text"),
        state=row.state,
        restricted=row.sealed is not None,
    )
