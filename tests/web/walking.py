"""Every address of an application, with the identifiers of the furnished board put in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.records.base import Base
from portal.web.gate import Audience, door_of
from tests.support import furnishing as f
from tests.support.addresses import BY_NAME, ELSEWHERE, PARENTS, SHELVES, WORDS, table_of

SLUGS = (f.SLUG, "no-such-board")
KNOWN: Mapping[str, Sequence[UUID]] = {
    "meeting_id": (f.HELD, f.NEXT, f.PLANNED),
    "item_id": (
        f.OPEN_ITEM,
        f.MIXED_ITEM,
        f.CLOSED_ITEM,
        f.SENSITIVE_ITEM,
        f.HIDDEN_ITEM,
        f.LABEL_ONLY_ITEM,
        f.NEXT_ITEM,
        f.NEXT_CLOSED_ITEM,
        f.DRAFT_ITEM,
    ),
    "paper_id": (
        f.OPEN_PAPER,
        f.CLOSED_PAPER,
        f.SENSITIVE_PAPER,
        f.HIDDEN_PAPER,
        f.UNSUPPLIED_PAPER,
    ),
    "notice_id": (f.CLOSED_NOTICE, f.SENSITIVE_NOTICE, f.APPENDIX_NOTICE, f.PENDING_NOTICE),
}
NOWHERE = UUID("5e0c3f0a-7c1d-4f0b-9a39-3f7d4d1f6b52")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address that names one row, and the way it would be asked for if there were none."""

    endpoint: str
    address: str
    row: UUID

    @property
    def nowhere(self) -> str:
        """Give the address with an identifier that never existed."""
        return self.address.replace(str(self.row), str(NOWHERE))


def addresses(app: Flask, **more: Iterable[UUID]) -> list[str]:
    """Give every address of every route that can be read, each argument with each known value."""
    return sorted(
        {
            address
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            for address in of_rule(app, rule, more)
        }
    )


def public_addresses(app: Flask) -> list[str]:
    """Give the addresses that are for everybody.

    The one to which the identity provider sends people back is left out: what it answers
    carries a reference that is drawn anew each time.
    """
    return sorted(
        {
            address
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint != "sign_in.callback"
            for address in of_rule(app, rule, {})
            if getattr(door_of(app, rule.endpoint), "audience", None) is Audience.PUBLIC
        }
    )


def of_rule(app: Flask, rule: Rule, more: Mapping[str, Iterable[UUID]]) -> Iterator[str]:
    """Give the addresses of one route."""
    names = sorted(rule.arguments)
    values = [_values(name, more) for name in names]
    adapter = app.url_map.bind("portal.example")
    for chosen in product(*values):
        yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)))


def _values(name: str, more: Mapping[str, Iterable[UUID]]) -> list[object]:
    if name == "slug":
        return list(SLUGS)
    if name in WORDS:
        return list(WORDS[name])
    return [*KNOWN.get(name, ()), *more.get(name, ()), NOWHERE]


def rows_of(record: Any) -> Rows:
    """Give every row that an address can name, by its table."""
    tables = {*BY_NAME.values(), *ELSEWHERE.values(), *SHELVES.values()}
    with Session(record) as session:
        return {
            table: [
                dict(row)
                for row in session.execute(Base.metadata.tables[table].select()).mappings()
            ]
            for table in sorted(tables)
        }


def places(app: Flask, rows: Rows, method: str) -> Iterator[Place]:
    """Give every address that takes a method, for each row that it can name.

    Where an address names two things, the other is what the row is under, or any that there is.
    """
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            words = [[(name, word) for word in WORDS[name]] for name in rule.arguments & {*WORDS}]
            for chosen in product(*words):
                yield from _places(app, rows, rule, dict(chosen))


def _places(app: Flask, rows: Rows, rule: Rule, words: dict[str, str]) -> Iterator[Place]:
    adapter = app.url_map.bind("portal.example")
    said = words.get("noun") or words.get("shelf") or ""
    tables = {
        name: SHELVES.get(said, "paper") if name == "row_id" else table_of(rule.rule, name)
        for name in rule.arguments - {*WORDS, "slug"}
    }
    for wanted, table in tables.items():
        for row in rows[table]:
            values: dict[str, object] = {"slug": f.SLUG, **words}
            for name, other in tables.items():
                parent = row.get(name) if PARENTS.get(table) == name else None
                values[name] = (
                    row["id"]
                    if name == wanted
                    else parent or next((each["id"] for each in rows[other]), NOWHERE)
                )
            used = {name: value for name, value in values.items() if name in rule.arguments}
            yield Place(
                endpoint=rule.endpoint, address=adapter.build(rule.endpoint, used), row=row["id"]
            )
