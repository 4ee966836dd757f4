"""The words of an exclusion, drafted from what is recorded, for each regime and nation.

A resolution identifies the proceedings and states the description, in the terms of the Schedule,
of what would be disclosed (Local Government Act 1972 s.100A(4) and (5); Local Government
(Scotland) Act 1973 s.50A(4) and (5); Local Government Act (Northern Ireland) 2014 s.42(4) and
(5); SI 2012/2089 reg 4(2)(b) and (3)).  A board that adopted the rules says that it did.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.grounds import SCHEMES
from portal.policy.resolutions import ResolvedItem

_ACT: Final = {
    Jurisdiction.ENG: ("section 100A", "the Local Government Act 1972"),
    Jurisdiction.WAL: ("section 100A", "the Local Government Act 1972"),
    Jurisdiction.SCO: ("section 50A", "the Local Government (Scotland) Act 1973"),
    Jurisdiction.NI: ("section 42", "the Local Government Act (Northern Ireland) 2014"),
}
_EXECUTIVE: Final = (
    "the Local Authorities (Executive Arrangements) (Meetings and Access to Information)"
    " (England) Regulations 2012"
)
_ADOPTED: Final = frozenset({Regime.ADOPTED, Regime.NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """An item, or the part of one, for which the public is to leave."""

    item: ResolvedItem
    part: str = ""  # in public words; empty for the whole item


def resolution_words(
    regime: Regime, jurisdiction: Jurisdiction, excluded: Collection[Excluded]
) -> str:
    """Draft a resolution to exclude the public because exempt information would be disclosed."""
    if regime is Regime.ADOPTED:
        under = "in line with the access rules that the Board has adopted"
    elif regime is Regime.NONE:
        under = "under the Board's own rules"
    elif regime is Regime.EXEC_2012:
        under = f"under regulation 4(2)(b) of {_EXECUTIVE}"
    else:
        section, act = _ACT[jurisdiction]
        under = f"under {section}(4) of {act}"
    opening = (
        f"That, {under}, the public be excluded from the meeting during the business below,"
        " because it is likely that, if they were present, exempt information of the"
        " description stated would be disclosed to them:"
    )
    lines = (f"{_business(each)}: {_description(each.item, regime)}" for each in excluded)
    return "\n".join((opening, *(f"{line};" for line in lines)))[:-1] + "."


def mandatory_words(
    regime: Regime, jurisdiction: Jurisdiction, excluded: Collection[Excluded]
) -> str:
    """Say that the public had to leave, since confidential information would be disclosed.

    No vote decides that, and none is taken (1972 Act s.100A(2); SI 2012/2089 reg 4(2)(a)).
    """
    if regime in _ADOPTED:
        under = "The public was excluded, without a vote, as the Board's rules provide"
    elif regime is Regime.EXEC_2012:
        under = f"The public was excluded, as regulation 4(2)(a) of {_EXECUTIVE} requires"
    else:
        section, act = _ACT[jurisdiction]
        under = f"The public was excluded, as {section}(2) of {act} requires"
    of = ", and ".join(_business(each) for each in excluded)
    return f"{under}, from {of}: confidential information would have been disclosed."


def _business(excluded: Excluded) -> str:
    item = excluded.item
    name = f"item {item.number}, “{item.heading}”" if item.number else f"“{item.heading}”"
    return f"so much of {name} as concerns {excluded.part}" if excluded.part else name


def _description(item: ResolvedItem, regime: Regime) -> str:
    scheme = SCHEMES[item.scheme]
    about = "; ".join(scheme.paragraph(each).label for each in item.paragraphs)
    named = scheme.adopted_as if regime in _ADOPTED else scheme.cited_as
    return f"{_numbers(item.paragraphs)} of {named} ({about[:1].lower()}{about[1:]})"


def _numbers(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
