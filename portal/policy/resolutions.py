"""The words of a resolution to exclude the public, held against what the Act wants of them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from portal.policy.grounds import SCHEMES

_NUMBER: Final = r"(?:\d+|[ivxl]+)(?:\.\d+)*[a-z]?(?:\s?\([a-z0-9]+\))?"
_JOINT: Final = r"\s*(?:,\s*and|,|;|&|and/or|and|or)\s*"
_RANGE: Final = r"\s*(?:-|\u2013|to)\s*"
_LIST: Final = rf"(?:(?:no\.?|nos\.?|numbers?)\s+)?({_NUMBER}(?:(?:{_JOINT}|{_RANGE}){_NUMBER})*)"
_ITEMS: Final = re.compile(rf"\b(?:agenda\s+)?items?\s+{_LIST}", re.IGNORECASE)
_PARAGRAPHS: Final = re.compile(rf"\bpara(?:graph|s|\.)?s?\.?\s+{_LIST}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedItem:
    """An item from which the public is to be excluded, as a resolution must speak of it."""

    number: str  # as printed on the agenda; "" where it has none
    heading: str  # as the public knows it; enough by itself where there is no number
    scheme: str
    paragraphs: tuple[str, ...]


def resolution_faults(words: str, items: Collection[ResolvedItem]) -> tuple[str, ...]:
    """Say what a resolution to exclude the public lacks: one sentence each; none if it is good.

    It must identify the proceedings, or the part of them, to which it applies, and state the
    description, in terms of the Schedule, of the exempt information (Local Government Act 1972
    s.100A(5)(a) and (b); 1973 Act s.50A(5); 2014 Act s.42(5)).
    """
    if not words.strip():
        return ("Write the resolution: nothing is closed by a vote on no words.",)
    faults = []
    if not items:
        faults.append("Choose the items to which the resolution applies.")
    told = {_plain(each) for each in _named(_ITEMS, words)}
    for item in items:
        by_number = bool(item.number.strip()) and _plain(item.number) in told
        by_heading = bool(item.heading.strip()) and _plain(item.heading) in _plain(words)
        if not by_number and not by_heading:
            faults.append(
                f"Name the item in the resolution: “item {item.number}” (100A(5)(a))."
                if item.number.strip()
                else f"Name the item in the resolution: “{item.heading}” (100A(5)(a))."
            )
    return (*faults, *_ground_faults(words, items))


def _ground_faults(words: str, items: Iterable[ResolvedItem]) -> tuple[str, ...]:
    stated = {each.upper() for each in _named(_PARAGRAPHS, words)}
    faults = []
    for item in items:
        lacking = [number for number in item.paragraphs if number.upper() not in stated]
        if lacking or not item.paragraphs:
            scheme = SCHEMES.get(item.scheme)
            of = f" of {scheme.cited_as}" if scheme else ""
            word = "paragraph" if len(lacking) == 1 else "paragraphs"
            which = f"“{word} {' and '.join(lacking)}{of}”" if lacking else "paragraph and Schedule"
            faults.append(f"State the ground in the resolution: {which} (100A(5)(b)).")
    if stated and not re.search(r"\bSch(?:edule|\.)?\s*\d+\s*A?\b", words, re.IGNORECASE):
        faults.append("Say of which Schedule the paragraphs are (100A(5)(b)).")
    return tuple(dict.fromkeys(faults))


def _named(pattern: re.Pattern[str], words: str) -> set[str]:
    """List the numbers named after a word, with those that a range of whole numbers spans."""
    found: set[str] = set()
    for match in pattern.finditer(words):
        for part in re.split(_JOINT, match[1], flags=re.IGNORECASE):
            ends = re.split(_RANGE, part, maxsplit=1, flags=re.IGNORECASE)
            if len(ends) > 1 and all(each.isdigit() for each in ends):
                first, last = (int(each) for each in ends)
                found |= {str(each) for each in range(first, min(last, first + 200) + 1)}
            found |= {each.strip() for each in ends}
    return found


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().lower()
