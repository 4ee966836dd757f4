"""What the doctor says: an answer to one check, and the finding it becomes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.cli.doctor.patient import Patient
from portal.errors import PortalError

REPORT_IT = "Run `portal doctor` again; if it stays so, report it to whoever maintains the portal."
TOO_LONG = "Look whether what this asks hangs: a database, a disk, the network."


class State(StrEnum):
    """How one check came out."""

    GOOD = "good"
    WRONG = "wrong"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found, and if it is wrong, what to do about it."""

    state: State
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its name, what it looks at, and how.

    ``unfinished`` says what to do if it takes longer than the doctor may.
    """

    name: str
    about: str
    examine: Callable[[Patient], Answer]
    unfinished: str = TOO_LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's: the name of the check, and its answer."""

    check: str
    state: State
    found: str
    advice: str = ""

    @classmethod
    def of(cls, check: str, answer: Answer) -> "Finding":
        """Put the name of its check to an answer."""
        return cls(check=check, state=answer.state, found=answer.found, advice=answer.advice)

    def as_text(self) -> str:
        """Say it in one line."""
        line = f"{self.check}: {self.state}: {self.found}."
        return f"{line} {self.advice}" if self.advice else line


class Stopped(PortalError):
    """A check cannot go on; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.found)
        self.answer = answer


def good(found: str, advice: str = "") -> Answer:
    """Say that nothing is amiss, perhaps with something to know."""
    return Answer(state=State.GOOD, found=found, advice=advice)


def not_used(found: str) -> Answer:
    """Say that there is nothing to look at."""
    return Answer(state=State.NOT_USED, found=found)


def wrong(found: str, advice: str) -> Answer:
    """Say what is amiss, and what to do."""
    return Answer(state=State.WRONG, found=found, advice=advice)


def judged(faults: Iterable[Answer], otherwise: Answer) -> Answer:
    """Give all faults as one answer, or another answer if there is none."""
    told = list(faults)
    if not told:
        return otherwise
    advice = dict.fromkeys(fault.advice for fault in told)
    return wrong("; ".join(fault.found for fault in told), " ".join(advice))
