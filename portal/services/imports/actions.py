"""Actions typed in prose: who is to do what, by when, and what has become of it."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from portal.services.imports.days import MONTHS, days_in
from portal.services.imports.model import Action, ActionState, Closure, DayPrinted, Words
from portal.services.imports.source import Source

_ACTION: Final = re.compile(
    r"[*_]{0,3}(?P<word>actions?)[*_]{0,3}(?: points?)?(?: \d{1,2})?"
    r"(?: (?:for|on) (?P<owner>[^:\u2013\u2014-]{1,60}))?[*_]{0,3} ?"
    r"(?P<mark>[:\u2013\u2014-])?[*_]{0,3} ?",
    re.IGNORECASE,
)
_NOT_A_TASK: Final = re.compile(r"(?:plans?|logs?|trackers?|groups?|learning)\b", re.IGNORECASE)
_STATE: Final = re.compile(
    r"[([](?P<state>outstanding|ongoing|on-going|in progress|open|completed?|closed|done)"
    r"\.?[)\]]\.?$",
    re.IGNORECASE,
)
_COMPLETED: Final = frozenset({"complete", "completed", "closed", "done"})
_OWNER: Final = re.compile(
    r"(?P<owner>[^.;:()]{2,90}?)"
    r" (?:(?:needs?|agreed|is|are|has|have|was|were|asked|required|expected) ){0,3}"
    r"(?:to (?!be\b)|will (?!be\b)|should (?!be\b)|must (?!be\b))"
)
_SMALL: Final = frozenset({
    "a", "all", "and", "board", "boards", "colleagues", "each", "for", "from", "leads", "lead",
    "members", "member", "of", "officer", "officers", "panel", "partner", "partners",
    "representatives", "service", "services", "staff", "team", "teams", "the", "with",
})  # fmt: skip
_NOT_SOMEBODY: Final = frozenset({
    "action", "actions", "agenda", "data", "feedback", "information", "item", "items", "letter",
    "meeting", "minutes", "paper", "papers", "plan", "presentation", "report", "reports",
    "review", "that", "this", "training", "update", "updates",
})  # fmt: skip
_MOST_SENTENCES: Final = 50  # looked at in one line
_SENTENCE: Final = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_MONTH: Final = "|".join(MONTHS)
_DUE: Final = re.compile(
    r"\b(?:by|before|at|to|for|until|in) (?P<due>"
    r"(?:the )?(?:end of )?(?P<month>(?i:" + _MONTH + r"))\b(?:['\u2019]s)?(?: (?P<year>20\d\d))?"
    r"(?: [A-Z]{2,12}\b| [A-Z][\w&-]{1,30}| board| meeting| panel){0,4}"
    r"|(?:the )?next (?:[\w&-]{1,30} )?(?:meeting|board|panel|[A-Z]{2,12}\b)"
    r"|(?:the )?end of (?:the |this |next )?(?:week|month|year|quarter)"
    r")"
)
_SOON: Final = re.compile(r"\b(?:ASAP|as soon as possible|immediately)\b")


def begins_action(text: str) -> bool:
    """Say whether a tidied line begins by calling itself an action."""
    return _task_at(text) is not None


def actions_in(
    words: Words, source: Source, near: date | None, *, closed: Closure | None = None
) -> tuple[Action, ...]:
    """Read the actions in a line that begins as one; none if it holds only the word.

    ``near`` is the day of the meeting, by which a date without its year is understood.
    """
    found = _task_at(words.text)
    if found is None or not words.text[found[1] :].strip():
        return ()
    match, start = found
    named = source.part(words, *match.span("owner")) if match["owner"] else None
    return tuple(
        task_in(source.part(words, *span), source, near, owner=named, closed=closed)
        for span in _tasks(words.text, start)
    )


def task_in(
    words: Words,
    source: Source,
    near: date | None,
    *,
    owner: Words | None = None,
    closed: Closure | None = None,
) -> Action:
    """Read one task: its owner if none is given, when it is due, and its state."""
    state, state_printed = ActionState.OPEN, None
    text = words
    if ending := _STATE.search(words.text[-40:]):
        at = len(words.text) - len(words.text[-40:]) + ending.start()
        completed = ending["state"].lower() in _COMPLETED
        state = ActionState.COMPLETED if completed else ActionState.OUTSTANDING
        state_printed = source.part(words, at)
        text = source.part(words, 0, at)
    if owner is None and (length := _owner_length(text.text)):
        owner = source.part(text, 0, length)
    return Action(
        text=text,
        owner=owner,
        due=_due(text, source, near),
        state=state,
        state_printed=state_printed,
        closed=closed,
    )


def _task_at(text: str) -> tuple[re.Match[str], int] | None:
    match = _ACTION.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    if match["mark"]:
        return match, match.end()
    if not rest or not text[match.end() - 1].isspace() or _NOT_A_TASK.match(rest):
        return None
    loud = match["word"].isupper()
    return (match, match.end()) if loud or (match["word"][0] == "A" and rest[0].isupper()) else None


def _tasks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Split where a new sentence gives somebody else something to do."""
    begin = start
    for gap in islice(_SENTENCE.finditer(text, start), _MOST_SENTENCES):
        if _owner_length(text[gap.end() : gap.end() + 200]):
            yield begin, gap.start()
            begin = gap.end()
    yield begin, len(text)


def _owner_length(text: str) -> int:
    """Count the characters of the names before "to"; 0 if what stands there is nobody's name."""
    match = _OWNER.match(text[:200])
    if match is None:
        return 0
    words = match["owner"].replace(",", " ").replace("/", " ").split()
    named = all(each[0].isupper() or each in _SMALL or each == "&" for each in words)
    somebody = words[0].lower() not in _NOT_SOMEBODY and any(each[0].isupper() for each in words)
    return match.end("owner") if named and somebody else 0


def _due(words: Words, source: Source, near: date | None) -> DayPrinted | None:
    for day in days_in(words.text):
        printed = source.part(words, day.start, day.end)
        return DayPrinted(on=day.best(near, ahead=day.year is None), printed=printed)
    match = _DUE.search(words.text)
    if match:
        return DayPrinted(
            on=_month_end(match, near), printed=source.part(words, *match.span("due"))
        )
    soon = _SOON.search(words.text)
    return DayPrinted(on=None, printed=source.part(words, *soon.span())) if soon else None


def _month_end(match: re.Match[str], near: date | None) -> date | None:
    """Give the last day of "the end of July"; a month named for its meeting has no day."""
    if not match["month"] or "end of" not in match["due"].lower():
        return None
    month = next(n for n, each in enumerate(MONTHS, 1) if each.lower() == match["month"].lower())
    if match["year"]:
        year = int(match["year"])
    elif near is None:
        return None
    else:
        year = near.year + (month < near.month)
    return date(year, month, calendar.monthrange(year, month)[1])
