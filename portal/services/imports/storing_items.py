"""Storing agenda items: heading, papers named, minutes and actions, as an unpublished draft."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from portal.policy import Stage
from portal.records.tables import Action, AgendaItem, Minute, Paper, PaperKind
from portal.records.tables import ActionState as StoredState
from portal.records.tables import ItemKind as StoredKind
from portal.services.imports.items import Closure, Document, Item
from portal.services.imports.kinds import ItemKind
from portal.services.imports.shelves import Shelves, by_closure, text_of, whole_number

_KINDS: Final = {
    ItemKind.VERBAL: StoredKind.VERBAL,
    ItemKind.TO_FOLLOW: StoredKind.TO_FOLLOW,
    ItemKind.CIRCULATED_SEPARATELY: StoredKind.TO_FOLLOW,
    ItemKind.TO_NOTE: StoredKind.TO_NOTE,
    ItemKind.DECISION: StoredKind.DECISION,
    ItemKind.DISCUSSION: StoredKind.DISCUSSION,
}


class Agenda:
    """The items of one meeting as they are stored, found again by their numbers."""

    def __init__(self, shelves: Shelves, meeting: UUID) -> None:
        self._shelves = shelves
        self._meeting = meeting
        self._position = 0
        self._of_number: dict[str, tuple[UUID, Item]] = {}
        self._loose: UUID | None = None
        self._notes: Mapping[str, str] = {}

    def store(self, items: Iterable[Item], notes: Mapping[str, str] | None = None) -> None:
        """Store items and all that stands under them.

        ``notes`` are introduced under the items of those numbers, after their own text.
        """
        self._notes = notes or {}
        rows: list[tuple[UUID, Item]] = []
        for item in items:
            self._add(item, None, "", None, rows)
        self._shelves.flush()
        for row, item in rows:
            self._add_contents(row, item)

    def closure(self, number: str) -> Closure | None:
        """Say whether the item with a number is closed."""
        found = self._of_number.get(number)
        return found[1].closed if found else None

    def find(self, number: str) -> UUID | None:
        """Find the item with a number, as printed."""
        found = self._of_number.get(number)
        return found[0] if found else None

    def item_for(self, number: str) -> UUID:
        """Find the item with a number, or the one that holds what belongs under none."""
        found = self.find(number)
        if found is not None:
            return found
        if self._loose is None:
            self._loose = uuid4()
            self._shelves.put_guarded(
                self._row(self._loose, heading="Papers not placed under an item"), "items", None
            )
            self._shelves.flush()
        return self._loose

    def add_paper(  # noqa: PLR0913 -- a paper is described by these, each by name
        self,
        item: UUID,
        *,
        kind: PaperKind,
        title: str,
        closed: Closure | None,
        author: str = "",
        text: str = "",
        extent: str = "",
        marking: str = "",
        position: int = 0,
    ) -> Paper:
        """Store a paper that the publication names or prints, without a file."""
        paper = Paper(
            id=uuid4(),
            item_id=item,
            kind=kind,
            position=position,
            title=title,
            author=author,
            text=text,
            stated_extent=extent,
            marking=marking,
        )
        self._shelves.put_guarded(paper, "papers", closed)
        return paper

    def _add(
        self,
        item: Item,
        parent: UUID | None,
        under: str,
        closed: Closure | None,
        rows: list[tuple[UUID, Item]],
    ) -> None:
        item = replace(item, closed=closed or item.closed)
        closure = item.closed
        number = whole_number(item, under)
        # The introduction of a closed item is sealed with it, so only an open one is divided.
        said = item.agenda_text if closure else by_closure(item.agenda_text, None).get(None, ())
        notes = self._notes.get(item.number.text if item.number else "", "")
        row = self._row(
            uuid4(),
            number=number,
            minute_number="" if item.minute_number is None else str(item.minute_number),
            heading=item.heading.text,
            introduction="\n\n".join(each for each in (text_of(said), notes) if each),
            presenter=item.presenter.text if item.presenter else "",
            minutes_allowed=item.minutes_allowed,
            kind=_KINDS.get(item.kind, StoredKind.BUSINESS),
            parent_id=parent,
        )
        self._shelves.put_guarded(row, "items", closure)
        rows.append((row.id, item))
        for name in {number, item.number.text if item.number else ""} - {""}:
            self._of_number.setdefault(name, (row.id, item))
        for each in item.items:
            self._add(each, row.id, number, closure, rows)

    def _row(self, row: UUID, **columns: object) -> AgendaItem:
        self._position += 1
        said = {"heading": "", "introduction": "", "presenter": "", **columns}
        return AgendaItem(
            id=row, meeting_id=self._meeting, position=self._position, stage=Stage.DRAFT, **said
        )

    def _add_contents(self, row: UUID, item: Item) -> None:
        shelves = self._shelves
        minutes = item.minutes
        for position, blocks in enumerate(
            by_closure(minutes.blocks if minutes else (), item.closed).values()
        ):
            minute = Minute(
                id=uuid4(),
                item_id=row,
                position=position,
                text=text_of(blocks),
                complete=minutes.complete if minutes else True,
            )
            shelves.put_guarded(minute, "minutes", item.closed or blocks[0].closed)
        for position, action in enumerate(item.actions):
            closed = item.closed or action.closed
            task = Action(
                id=uuid4(),
                body_id=shelves.body,
                item_id=row,
                position=position,
                text=action.text.text,
                owner=action.owner.text if action.owner else "",
                due_on=action.due.on if action.due and not closed else None,
                due_text=action.due.printed.text if action.due else "",
                state=StoredState(action.state),
            )
            shelves.put_guarded(task, "actions", closed)
        for position, document in enumerate(item.documents):
            self._add_document(row, item, document, position)
        if not item.closed:
            self._add_marked_text(row, item)

    def _add_document(self, row: UUID, item: Item, document: Document, position: int) -> None:
        is_the_report = document.name.text == item.heading.text
        self.add_paper(
            row,
            kind=PaperKind.REPORT if is_the_report else PaperKind.APPENDIX,
            title=document.name.text,
            extent=" ".join(each for each in (document.format, document.size) if each),
            closed=item.closed or document.closed,
            position=position,
        )

    def _add_marked_text(self, row: UUID, item: Item) -> None:
        """Keep the marked lines under an open heading as a closed paper of their own."""
        divided = by_closure(item.agenda_text, None)
        for compartment, blocks in divided.items():
            if compartment is not None:
                self.add_paper(
                    row,
                    kind=PaperKind.BACKGROUND,
                    title="Marked lines of the agenda",
                    text=text_of(blocks),
                    closed=blocks[0].closed,
                )
