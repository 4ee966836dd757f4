"""A board with a canary in every restricted field and file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from portal.demonstration.cast import Cast
from portal.demonstration.documents import Document, as_pdf
from portal.demonstration.founding import found, permit
from portal.errors import Refused
from portal.policy import Classification
from portal.policy.restrictions import Balance, Covers, Terms
from portal.records.tables import (
    Action,
    AgendaItem,
    Body,
    Copies,
    ForwardPlanEntry,
    Minute,
    MinutesState,
    Paper,
    PaperKind,
)
from portal.services import agendas, minuting
from portal.services.closed_minutes import file_summary
from portal.services.office import PortalOffice
from portal.services.restricting import OPEN_COLUMNS, PublicFace, close_row, resolve_restriction
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.work import Work
from tests.canaries.brood import Brood
from tests.canaries.governing import Governed, Governing

SIZES: Final = (511_999, 512_000, 2_000_000)
"""Bytes: below, at and above what Werkzeug keeps in memory."""
PIECE: Final = 65_536
CHUNK: Final = 16_384  # of the vault's construction
COMPARTMENT: Final = "prevent"
WORDY: Final = "The board heard what had been done and asked what would be done next. " * 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where things are."""

    body: UUID
    meeting: UUID
    item: UUID
    paper: UUID
    files: Mapping[int, UUID]
    typeset: UUID
    open_paper: UUID
    governing: Governing
    governed: Governed


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreader:
    """Puts canaries where they must not be seen, and words of another brood beside them, openly."""

    office: PortalOffice
    closed: Brood
    open: Brood
    freed: Brood
    look: Callable[[], None]

    def spread(self) -> Spread:
        """Found the board, hold one meeting and call another; commit."""
        work = self.office.work_of(None)
        cast = found(work)
        # Some of the files here are no PDFs, and are asked for by their ranges.
        work.session.get_one(Body, cast.body).copies = Copies.ORIGINAL
        work.commit()
        work = self.office.work_of(cast.people["proper"])
        meeting = agendas.call_meeting(
            work, cast.body, starts_at=self.office.clock() - timedelta(days=7), venue="Town hall"
        )
        cast.items["domestic-abuse"] = self._open_item(work, meeting)
        item = agendas.add_item(work, meeting, number="2", heading="RESTRICTED: A matter")
        restriction = self._restriction(work, cast, item)
        paper, files = self._papers(work, item, restriction)
        self._business(work, cast.body, item, restriction)
        self._every_column(work, cast.body, meeting, item, restriction)
        self._refusals(work, paper)
        agendas.publish_agenda(work, meeting)
        agendas.hold_meeting(work, meeting, minutes=MinutesState.AGREED)
        permit(work, cast)
        work.commit()
        open_paper = self._open_paper(work, cast.items["domestic-abuse"])
        mistaken = self._open_paper(work, cast.items["domestic-abuse"])
        work.commit()
        governing = Governing(
            office=self.office,
            cast=cast,
            terms=self._terms(work),
            closed=self.closed,
            freed=self.freed,
        )
        work.session.close()
        governed = governing.govern(item, restriction, mistaken)
        self.look()
        return Spread(
            body=cast.body,
            meeting=meeting,
            item=item,
            paper=paper,
            files={size: files[size] for size in SIZES},
            typeset=files[0],
            open_paper=open_paper,
            governing=governing,
            governed=governed,
        )

    def _open_item(self, work: Work, meeting: UUID) -> UUID:
        item = agendas.add_item(
            work, meeting, number="1", heading=f"An open matter {self.open('heading')}"
        )
        minuting.add_minute(work, item, f"{WORDY} {self.open('minutes')}")
        return item

    def _open_paper(self, work: Work, item: UUID) -> UUID:
        paper = submit_paper(work, item, Submission(title=self.open("title")))
        content = f"An open file that says {self.open('file')}.".encode()
        add_version(work, paper, file_name="open.pdf", media_type=PDF, pieces=(content,))
        return paper

    def _restriction(self, work: Work, cast: Cast, item: UUID) -> UUID:
        face = PublicFace(heading="RESTRICTED: A matter", balance="It was weighed.")
        terms = self._terms(work)
        return resolve_restriction(work, item, cast.compartments[COMPARTMENT], terms, face)

    def _terms(self, work: Work) -> Terms:
        on = work.today - timedelta(days=20)
        return Terms(
            classification=Classification.EX,
            scheme="ENG-12A",
            paragraphs=("7",),
            covers=frozenset({Covers.PAPERS, Covers.MINUTES, Covers.ACTIONS}),
            public_reason="It is about the prevention of crime.",
            balance=Balance(
                for_publishing=self.closed("balance, for"),
                against_publishing=self.closed("balance, against"),
                conclusion=self.closed("balance, conclusion"),
            ),
            decided_by="Helena Marsh-Okafor",
            decided_office="Proper officer",
            decided_on=on,
            review_on=on + timedelta(weeks=26),
            challenge="Write to the clerk.",
        )

    def _papers(self, work: Work, item: UUID, restriction: UUID) -> tuple[UUID, dict[int, UUID]]:
        word = self.closed
        paper = submit_paper(
            work,
            item,
            Submission(
                title=f"A profile of {word('paper, title')}",
                kind=PaperKind.REPORT,
                author=word("paper, author"),
                text=f"{WORDY} {word('paper, text')} {WORDY} {word('paper, text')}",
                marking=word("paper, marking"),
            ),
            restriction=restriction,
        )
        files = {}
        for size in SIZES:
            content = with_canaries(word(f"file of {size} bytes"), size)
            files[size] = self._upload(work, paper, f"{word('file name')}-{size}.pdf", content)
        typeset = as_pdf(
            Document(
                title=f"A profile of {word('typeset title')}",
                author=word("typeset author"),
                body="Thornmere Community Safety Partnership",
                on=date(2026, 2, 3),
                marking="RESTRICTED",
                text=f"## Summary\n{word('typeset text')}",
            )
        )
        files[0] = self._upload(work, paper, f"{word('file name')}.pdf", typeset)
        return paper, files

    def _upload(self, work: Work, paper: UUID, name: str, content: bytes) -> UUID:
        def pieces() -> Iterator[bytes]:
            for start in range(0, len(content), PIECE):
                yield content[start : start + PIECE]
                self.look()

        return add_version(work, paper, file_name=name, media_type=PDF, pieces=pieces())

    def _business(self, work: Work, body: UUID, item: UUID, restriction: UUID) -> None:
        minuting.add_minute(
            work, item, f"{WORDY} {self.closed('minutes')}", restriction=restriction
        )
        file_summary(work, item, "The board considered the matter and noted what it was told.")
        minuting.add_action(
            work,
            body,
            item,
            text=f"Write to {self.closed('action, text')}",
            owner=self.closed("action, owner"),
            due_on=None,
            restriction=restriction,
        )
        minuting.plan(
            work,
            body,
            work.today + timedelta(days=60),
            title=f"A review of {self.closed('plan, title')}",
            presenter=self.closed("plan, presenter"),
            restriction=restriction,
        )
        work.session.flush()

    def _every_column(
        self, work: Work, body: UUID, meeting: UUID, item: UUID, restriction: UUID
    ) -> None:
        """Close one more row of each table, with a canary in each of its words."""
        heading = agendas.add_item(work, meeting, number="3", heading="")
        rules = agendas.rules_of(work, body, work.today)
        plan = {"meeting_on": work.today, "regime": rules.regime}
        rows: dict[str, Any] = {
            "agenda_item": work.session.get_one(AgendaItem, heading),
            "minute": Minute(id=uuid4(), item_id=item),
            "action": Action(id=uuid4(), body_id=body, item_id=item),
            "forward_plan_entry": ForwardPlanEntry(id=uuid4(), body_id=body, **plan),
            "paper": Paper(id=uuid4(), item_id=item, published_at=work.clock()),
        }
        assert rows.keys() == OPEN_COLUMNS.keys()
        for table, row in rows.items():
            for column in OPEN_COLUMNS[table]:
                setattr(row, column, f"{WORDY} {self.closed(f'{table}.{column}')}")
            close_row(work, row, restriction)
            work.session.add(row)
        work.session.flush()

    def _refusals(self, work: Work, paper: UUID) -> None:
        """Have uploads refused: of another kind, empty, and broken off."""
        content = with_canaries(self.closed("refused upload"), PIECE * 4)
        name = self.closed("refused file name")

        def broken_off() -> Iterator[bytes]:
            yield content[: PIECE * 3]
            self.look()
            raise ConnectionResetError

        for media_type, pieces, refusal in (
            ("text/html", iter((content,)), Refused),
            (PDF, iter(()), Refused),
            (PDF, broken_off(), ConnectionResetError),
        ):
            with pytest.raises(refusal):
                add_version(work, paper, file_name=name, media_type=media_type, pieces=pieces)


def with_canaries(canary: str, size: int) -> bytes:
    """Give a file with a canary at its start, at its end, and across every edge of a chunk."""
    content = bytearray((b"%PDF-1.7 words of no meaning, " * (size // 30 + 1))[:size])
    word = canary.encode()
    middle = len(word) // 2
    for at in (
        16,
        *(edge - middle for edge in range(CHUNK, size - middle, CHUNK)),
        size - len(word),
    ):
        content[at : at + len(word)] = word
    return bytes(content)
