"""One line of JSON in, one verdict out: the policy as anybody can question it.

A line is an object whose names are the attributes of the rules, and besides them ``paras`` (the
paragraphs relied on) and ``negotiation`` (whether the information is about terms in contract
negotiations), from which ``member_right`` is worked out under the nation's newest scheme.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from portal.errors import PortalError
from portal.policy.attributes import ATTRIBUTES, Jurisdiction, field_of
from portal.policy.facts import Facts
from portal.policy.grounds import SCHEMES, Kind, newest_scheme
from portal.policy.verdict import Verdict, verdict

LONGEST_LINE: Final = 65_536
"""In bytes; a line of facts needs a few hundred."""

REQUIRED: Final = ("regime", "role", "class", "stage")
_ALSO: Final = ("paras", "negotiation")


class NotFacts(PortalError):
    """A line does not state facts; the message names everything that is wrong with it."""


class _NamedTwice(ValueError):
    """An object gives the same name two values."""


def facts_from(line: str) -> Facts:
    """Read one line of JSON as facts.

    :raises NotFacts: naming every attribute or value that cannot be understood.
    """
    written = _object(line)
    problems = [*_unknown(written), *_missing(written)]
    known: dict[str, Any] = {}
    for attribute, kind in ATTRIBUTES.items():
        if attribute not in written:
            continue
        try:
            known[field_of(attribute)] = _value(attribute, kind, written[attribute])
        except NotFacts as wrong:
            problems.append(str(wrong))
    try:
        known |= _member_right(written, known)
    except NotFacts as wrong:
        problems.append(str(wrong))
    if problems:
        raise NotFacts("; ".join(problems))
    return Facts(**known)


def answered(line: str) -> dict[str, str | bool]:
    """Give the verdict on a line of facts as a JSON object.

    :raises NotFacts: as :func:`facts_from` does.
    """
    return result(verdict(facts_from(line)))


def result(given: Verdict) -> dict[str, str | bool]:
    """Give a verdict as a JSON object."""
    return {
        "effect": given.effect.value,
        "rule": given.rule,
        "basis": given.basis,
        "allowed": given.allowed,
    }


def _object(line: str) -> dict[str, object]:
    if not line.strip():
        raise NotFacts("the line is blank")
    try:
        written = json.loads(line, object_pairs_hook=_once_each)
    except _NamedTwice as twice:
        raise NotFacts(str(twice)) from None
    except json.JSONDecodeError as malformed:
        where = f"{malformed.msg} at character {malformed.pos + 1}"
        raise NotFacts(f"the line is not JSON: {where}") from None
    except (ValueError, RecursionError):  # a number too long to read, brackets too deep
        raise NotFacts("the line is not JSON that can be read") from None
    if not isinstance(written, dict):
        raise NotFacts("the line is not a JSON object of attributes and values")
    return written


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, value in pairs:
        if name in read:
            raise _NamedTwice(f"{_shown(name)} is given twice")
        read[name] = value
    return read


def _unknown(written: Mapping[str, object]) -> list[str]:
    names = (*ATTRIBUTES, *_ALSO)
    found = []
    for name in written:
        if name not in names:
            near = get_close_matches(name[:40], names)
            meant = f" (did you mean '{near[0]}'?)" if near else ""
            found.append(f"unknown attribute {_shown(name)}{meant}")
    return found


def _missing(written: Mapping[str, object]) -> list[str]:
    return [f"'{name}' is missing" for name in REQUIRED if name not in written]


def _value(attribute: str, kind: type[StrEnum] | type[bool], value: object) -> StrEnum | bool:
    if kind is bool or isinstance(value, bool):
        if kind is bool and isinstance(value, bool):
            return value
    elif isinstance(value, str) and value in set(kind):
        return kind(value)
    allowed = "true or false" if kind is bool else f"one of {', '.join(map(str, kind))}"
    raise NotFacts(f"'{attribute}' cannot be {_shown(value)}: it is {allowed}")


def _member_right(written: Mapping[str, object], known: Mapping[str, Any]) -> dict[str, bool]:
    negotiation = _value("negotiation", bool, written.get("negotiation", False))
    if "paras" not in written:
        return {}
    paragraphs = written["paras"]
    if not isinstance(paragraphs, list) or not all(isinstance(each, str) for each in paragraphs):
        raise NotFacts(f'\'paras\' cannot be {_shown(paragraphs)}: it is a list such as ["1", "3"]')
    if "jurisdiction" in written and "jurisdiction" not in known:
        return {}  # already refused, and without it the paragraphs mean nothing
    jurisdiction = Jurisdiction(known.get("jurisdiction", Jurisdiction.ENG))
    scheme = newest_scheme(jurisdiction)
    elsewhere = {
        number
        for each in SCHEMES.values()
        if each.kind is not Kind.EXEMPT and jurisdiction in each.jurisdictions
        for number in each.paragraphs
    }
    for number in paragraphs:
        if number not in scheme.paragraphs and number not in elsewhere:
            listed = ", ".join([*scheme.paragraphs, *sorted(elsewhere)])
            raise NotFacts(
                f"'paras' cannot hold {_shown(number)}: for {jurisdiction} it holds {listed}"
            )
    right = elsewhere.isdisjoint(paragraphs) and scheme.member_right(
        paragraphs, negotiation=bool(negotiation)
    )
    if known.get("member_right", right) != right:
        raise NotFacts(
            f"'member_right' cannot be {_shown(known['member_right'])}:"
            f" from 'paras' and 'negotiation' it follows that it is {_shown(right)}"
        )
    return {"member_right": right}


def _shown(value: object) -> str:
    """Quote a value so that a long or hostile one does no harm."""
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 -- enough to find it by
