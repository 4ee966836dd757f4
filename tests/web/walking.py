"""Every address of an application, with the identifiers of the furnished board put in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from portal.web.gate import Audience, door_of
from tests.support import furnishing as f

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
    if name == "shelf":
        return ["papers", "minutes", "actions", "items"]
    return [*KNOWN.get(name, ()), *more.get(name, ()), NOWHERE]
