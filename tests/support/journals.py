"""A log to write to: a clock that is set by hand, a reader, and things to read."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine

from portal.audit import Pseudonyms, Verb
from portal.receipts import ReceiptStamp
from portal.records.journal import Journal

NOW = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
STAMP = ReceiptStamp(b"stamp" * 8)
PSEUDONYMS = Pseudonyms(b"pepper" * 8)
READER = PSEUDONYMS.of_person(UUID(int=1))
OTHER = PSEUDONYMS.of_person(UUID(int=2))
PAPER = UUID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
MINUTES = UUID("6ba7b811-9dad-41d1-80b4-00c04fd430c8")
RULE = {"rule": "R070"}


class Clock:
    """Tells the time it was set to."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def pass_(self, **time: float) -> None:
        """Let some time pass."""
        self.at += timedelta(**time)


def journal_over(engine: Engine, clock: Clock | None = None) -> Journal:
    """Open a journal over a database that has the log's tables."""
    return Journal(engine, stamp=STAMP, clock=clock or Clock(), pseudonyms=PSEUDONYMS)


def open_paper(journal: Journal, paper: UUID = PAPER):
    """Intend to open a paper, and give the receipt."""
    return journal.intend(actor=READER, verb=Verb.PAPER_OPENED, objects=(paper,), detail=RULE)


def refuse(journal: Journal, check: int = 1):
    """Note a refused sign-in: the smallest event."""
    return journal.note(actor=OTHER, verb=Verb.SIGN_IN_REFUSED, detail={"check": check})
