"""The head of a meeting page: board, day, hours, venue, contact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from portal.errors import Refused
from portal.services.imports.days import days_in, hours_in
from portal.services.imports.doubting import DATE_TO_COME
from portal.services.imports.model import Contact, DayPrinted, Hours, Kind, Publication, Words
from portal.services.imports.source import Line, Source

_KINDS: Final = "agenda|minutes|decisions|items"
_TITLE: Final = re.compile(
    rf"(?:(?:printed|draft|public|supplementary) )?(?:{_KINDS})"
    rf"(?:(?:,|,? and) (?:draft )?(?:{_KINDS})){{0,3}}|(?:note )?no\.? item",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?P<label>venue|place|location|contact|contact officer|enquiries to|date|date and time) ?:",
    re.IGNORECASE,
)
_JOINTS: Final = frozenset({",", "at", ", at", "from", ", from", "-", "\u2013"})
_VENUE: Final = frozenset({"venue", "place", "location"})
_EMAIL: Final = re.compile(r"(?P<label>e-?mail ?: ?)?[\w.+-]{1,64}@[\w.-]{1,100}\w", re.IGNORECASE)
_TELEPHONE: Final = re.compile(
    r"(?P<label>tel(?:ephone)?\.? ?: ?)?\+?\d[\d ()]{7,20}\d", re.IGNORECASE
)


def read_head(lines: Sequence[Line], source: Source) -> Publication:
    """Read the lines above the first row, as a publication that has no items yet.

    The board is the last line above the day that is not a title such as "Agenda and minutes".

    :raises Refused: if no board stands above a day.
    """
    busy = [line for line in lines if not line.blank]
    at = next((n for n, line in enumerate(busy) if _dated(line)), 0)
    boards = [line for line in busy[:at] if not _is_title(line)]
    if not boards:
        raise Refused(
            "This is not the text of a meeting page: "
            "no name of a board stands above the day of its meeting."
        )
    head = _with_day(Publication(kind=Kind.PAGE, board=boards[-1].words()), busy[at], source)
    titles = [line.words() for line in busy[:at] if _is_title(line)]
    head = replace(head, furniture=(*head.furniture, *titles))
    below = iter(busy[at + 1 :])
    for line in below:
        match = _LABEL.match(line.words().text)
        if match:
            head = _with_value(head, match, line, below, source)
        elif _is_title(line):
            head = replace(head, furniture=(*head.furniture, line.words()))
    return head


def _is_title(line: Line) -> bool:
    return bool(_TITLE.fullmatch(line.words().text.rstrip(":")))


def _dated(line: Line) -> bool:
    text = line.words().text[:200]
    return bool(DATE_TO_COME.search(text)) or any(days_in(text))


def _with_day(head: Publication, line: Line, source: Source) -> Publication:
    """Read the day and the hours; what else stands on the line is left to be reported."""
    words = line.words()
    found = next(iter(days_in(words.text)), None)
    day = None
    rest = 0
    if found is not None:
        printed = source.part(words, found.start, found.end)
        day = DayPrinted(on=found.best(None), printed=printed)
        rest = found.end
    elif to_come := DATE_TO_COME.search(words.text):
        day = DayPrinted(on=None, printed=source.part(words, *to_come.span()))
        rest = to_come.end()
    hours = None
    if times := hours_in(words.text[rest:]):
        start, end, starts, ends = times
        hours = Hours(
            starts=starts, ends=ends, printed=source.part(words, rest + start, rest + end)
        )
    label = _LABEL.match(words.text)
    joints = [source.part(words, 0, label.end())] if label else []
    if times and words.text[rest : rest + times[0]].strip() in _JOINTS:
        joints.append(source.part(words, rest, rest + times[0]))
    return replace(head, day=day, hours=hours, furniture=(*head.furniture, *joints))


def _with_value(
    head: Publication, label: re.Match[str], line: Line, below: Iterator[Line], source: Source
) -> Publication:
    """Read what stands after a label, or on the next line if nothing does."""
    words = line.words()
    value = source.part(words, label.end())
    if not value.text:
        following = next(below, None)
        value = following.words() if following else value
    furniture = (*head.furniture, source.part(words, 0, label.end()))
    if label["label"].lower() in _VENUE:
        return replace(head, venue=value, furniture=furniture)
    if not value.text or label["label"].lower().startswith("date"):
        return replace(head, furniture=furniture)
    contact, labels = _contact(value, source)
    return replace(head, contact=contact, furniture=(*furniture, *labels))


def _contact(value: Words, source: Source) -> tuple[Contact, list[Words]]:
    """Divide "Name, Post  Tel: ...  Email: ..." into its parts."""
    labels: list[Words] = []
    found: dict[str, Words] = {}
    ends = len(value.text)
    for name, pattern in (("email", _EMAIL), ("telephone", _TELEPHONE)):
        if match := pattern.search(value.text):
            after_label = match.end("label") if match["label"] else match.start()
            found[name] = source.part(value, after_label, match.end())
            if match["label"]:
                labels.append(source.part(value, match.start(), after_label))
            ends = min(ends, match.start())
    comma = value.text.find(",", 0, ends)
    if comma < 0:
        return Contact(name=source.part(value, 0, ends), **found), labels
    labels.append(source.part(value, comma, comma + 1))
    post = source.part(value, comma + 1, ends)
    return Contact(name=source.part(value, 0, comma), post=post, **found), labels
