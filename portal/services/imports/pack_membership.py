"""The membership of a board as its pack prints it: seats, advisers, and whom to write to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.services.imports.labels import marking_of_heading
from portal.services.imports.model import Capacity, Contact, Seat, Words
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, cells, short
from portal.services.imports.pack_sections import is_seat_header
from portal.services.imports.source import Line

_CAPACITY: Final = re.compile(
    r"\((?P<capacity>co-chair|vice[- ]chair(?:man)?|deputy chair(?:man)?|chair(?:man|person)?"
    r"|ex[- ]officio|substitute|observer|advis[eo]r)\)$",
    re.IGNORECASE,
)
_CAPACITIES: Final = (
    ("vice", Capacity.VICE_CHAIR),
    ("deputy", Capacity.VICE_CHAIR),
    ("ex", Capacity.EX_OFFICIO),
    ("sub", Capacity.SUBSTITUTE),
    ("obs", Capacity.OBSERVER),
    ("adv", Capacity.ADVISER),
)
_VACANT: Final = re.compile(r"(?:vacan(?:t|cy)|tbc|to be confirmed)\b.{0,40}$", re.IGNORECASE)
_NO_POST: Final = re.compile(r"[-\u2013\u2014]$")
_ABBREVIATED: Final = re.compile(r"(?P<name>.+?) \((?P<short>[A-Z][A-Za-z&]{1,9})\)$")
_COLUMNS: Final = (
    ("name", re.compile(r"name$|member$|representative$", re.IGNORECASE)),
    ("post", re.compile(r"post|position|job|title|role", re.IGNORECASE)),
    ("organisation", re.compile(r"organi[sz]ation|agency|partner|represent", re.IGNORECASE)),
)
_CONTACT: Final = re.compile(
    r"(?P<label>(?P<name>contact officer|contact|clerk|democratic services officer)"
    r"|(?P<telephone>tel(?:ephone)?\.?|phone)|(?P<email>e-?mail)) ?: ?(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Who sits at the table, and the lines that are neither a seat nor a heading of seats."""

    seats: tuple[Seat, ...]
    left: tuple[Line, ...]


def read_membership(lines: Sequence[Line], notebook: Notebook) -> Membership:
    """Read the tables of members and advisers, in any number, each with its heading."""
    seats: list[Seat] = []
    left: list[Line] = []
    group: Words | None = None
    columns: tuple[str, ...] = ()
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if is_seat_header(line):
            columns = tuple(_column(each.text) for each in cells(line))
            notebook.layout(line.words())
        elif below is not None and is_seat_header(below) and short(line) and "\t" not in line.text:
            group = line.words()
            notebook.layout(group)
        elif "\t" in line.text.strip() and columns and not is_contact(line):
            seat = _seat(line, columns, group, notebook)
            if seat is None:
                left.append(line)
            else:
                seats.append(seat)
        else:
            left.append(line)
    return Membership(seats=_named_in_full(seats), left=tuple(left))


def is_contact(line: Line) -> bool:
    """Say whether a line names whom to write to, or how."""
    return _CONTACT.match(short(line)) is not None


def read_contact(lines: Sequence[Line], notebook: Notebook) -> Contact | None:
    """Read the contact officer, telephone and address; ``None`` if nobody is named."""
    found: dict[str, Words] = {}
    labels: list[Words | None] = []
    for line in lines:
        label = _CONTACT.match(short(line))
        if label is None:
            continue
        kind = next(each for each in ("name", "telephone", "email") if label[each])
        if kind not in found:
            words = line.words()
            found[kind] = notebook.source.part(words, label.end())
            labels.append(notebook.part(words, label, 0))
    if "name" not in found:
        return None
    notebook.layout(*labels)
    return Contact(name=found["name"], telephone=found.get("telephone"), email=found.get("email"))


def _column(name: str) -> str:
    return next((column for column, form in _COLUMNS if form.match(name)), "")


def _seat(
    line: Line, columns: tuple[str, ...], group: Words | None, notebook: Notebook
) -> Seat | None:
    """Read one row; ``None`` if it has no organisation to sit for, or is marked."""
    row = cells(line)
    filled = [each for each in row if each.text]
    if len(filled) < 2 or marking_of_heading(line.words().text[:LONGEST_HEAD]):  # noqa: PLR2004 -- a name and an organisation
        return None
    whole = len(filled) == len(columns) == len(row)
    named = dict(zip(columns, row, strict=False)) if whole else _by_place(filled)
    name, organisation, post = (named.get(each) for each in ("name", "organisation", "post"))
    extra = [each for each in filled if each not in (name, organisation, post)]
    if name is None or organisation is None or extra:
        return None
    if post is not None and _NO_POST.match(post.text):
        notebook.layout(post)
        post = None
    vacant = _VACANT.match(name.text) is not None
    printed = _CAPACITY.search(name.text[-40:])
    capacity = None
    if printed is not None:
        start = len(name.text) - len(name.text[-40:]) + printed.start()
        capacity = notebook.source.part(name, start)
        name = notebook.source.part(name, 0, start)
    return Seat(
        name=None if vacant else name,
        organisation=organisation,
        post=post,
        capacities=_capacities(printed["capacity"] if printed else "", group),
        capacity_printed=capacity,
        vacant=vacant,
        vacant_printed=name if vacant else None,
        group=group,
    )


def _by_place(filled: list[Words]) -> dict[str, Words]:
    """Name the cells of a row that has lost a column: the first and the last are certain."""
    places = {"name": filled[0], "organisation": filled[-1]}
    if len(filled) == 3:  # noqa: PLR2004 -- name, post, organisation
        places["post"] = filled[1]
    return places


def capacity_of(printed: str) -> Capacity:
    """Say which capacity a word in brackets names; an unknown one is the chair's."""
    return next(
        (each for begins, each in _CAPACITIES if printed.casefold().startswith(begins)),
        Capacity.CHAIR,
    )


def _capacities(printed: str, group: Words | None) -> tuple[Capacity, ...]:
    heading = group.text.casefold() if group else ""
    of_group = tuple(
        capacity
        for word, capacity in (
            ("advis", Capacity.ADVISER),
            ("observer", Capacity.OBSERVER),
            ("substitute", Capacity.SUBSTITUTE),
        )
        if word in heading
    )
    own = (capacity_of(printed),) if printed else ()
    return tuple(dict.fromkeys((*own, *of_group))) or (Capacity.MEMBER,)


def _named_in_full(seats: list[Seat]) -> tuple[Seat, ...]:
    """Give every seat its organisation's full name, where the tables say what is short for what."""
    full: dict[str, str] = {}
    for seat in seats:
        found = _ABBREVIATED.match(seat.organisation.text[:LONGEST_HEAD])
        if found is not None:
            full.setdefault(found["short"], found["name"])
    return tuple(_named(seat, full) for seat in seats)


def _named(seat: Seat, full: dict[str, str]) -> Seat:
    printed = seat.organisation.text
    found = _ABBREVIATED.match(printed[:LONGEST_HEAD])
    name = found["name"] if found is not None else full.get(printed, printed)
    return replace(seat, organisation_name=name)
