"""Which paragraphs a cited number means, by the nation and the day of the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from portal.policy.attributes import Jurisdiction
from portal.policy.grounds import SCHEMES, Kind, Scheme, newest_scheme
from portal.services.grounds_in_text.model import Nation, Regime
from portal.services.grounds_in_text.subjects import (
    ENGLAND,
    OLD_ENGLAND,
    SCOTLAND,
    WALES,
    disagreement,
)
from portal.services.grounds_in_text.weighing import NOTHING_WEIGHS, Weighing

REGIME_OF: Final = {each: Regime(each.value) for each in Nation}
_JURISDICTION: Final = {
    Nation.ENGLAND: Jurisdiction.ENG,
    Nation.WALES: Jurisdiction.WAL,
    Nation.SCOTLAND: Jurisdiction.SCO,
    Nation.NI: Jurisdiction.NI,
}
NEW_LAW: Final = {Nation.ENGLAND: date(2006, 3, 1), Nation.WALES: date(2007, 4, 21)}
"""From when the numbers of today are the law (SI 2006/88; WSI 2007/969)."""

FIRST_DAY: Final = {
    Nation.ENGLAND: date(1986, 4, 1),
    Nation.WALES: date(1986, 4, 1),
    Nation.SCOTLAND: date(1986, 4, 1),
    Nation.NI: date(2015, 4, 1),  # when the councils of the 2014 Act took over
}
STANDARDS_ENDED: Final = date(2012, 7, 1)  # Localism Act 2011
OLD_NUMBERS: Final = tuple(str(each) for each in range(1, 16))
_INTEREST: Final = {Nation.ENGLAND: "10", Nation.WALES: "21", Nation.NI: "9"}
_INTERPRETS: Final = {Nation.ENGLAND: "11", Nation.WALES: "22", Nation.NI: "10"}
_SCHEDULE: Final = {
    Nation.ENGLAND: "12a",
    Nation.WALES: "12a",
    Nation.SCOTLAND: "7a",
    Nation.NI: "6",
}
_ACTS: Final = {
    Nation.ENGLAND: frozenset(("1972", "lga", "2000", "1985", "2007")),
    Nation.WALES: frozenset(("1972", "lga", "2000", "1985", "2007")),
    Nation.SCOTLAND: frozenset(("1973", "lga", "1985")),
    Nation.NI: frozenset(("2014", "lga")),
}
_HOMES: Final = {"1973": "Scotland", "2014": "Northern Ireland", "1972": "England and Wales"}


@dataclass(slots=True)
class Found:
    """The paragraphs that were meant, what is worth telling, and what is doubtful."""

    regime: Regime
    paragraphs: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    blanket: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """All that the statements of one force cite together."""

    numbers: tuple[str, ...]
    aside: tuple[str, ...] = ()  # named, and set aside: they only weigh or qualify
    parts: frozenset[str] = frozenset()
    schedules: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()  # the Acts named next to the numbers
    subjects: frozenset[str] = frozenset()
    local: bool = False
    qualified: bool = False
    standards: bool = False


def paragraphs_of(cited: Cited, nation: Nation, on: date | None) -> Found:
    """Say which paragraphs of the law of a nation on a day the numbers mean."""
    found = Found(REGIME_OF[nation])
    _check_day(found, nation, on)
    _check_law(found, cited, nation)
    if _is_old(cited, nation, on, found):
        _old(found, cited, nation)
    else:
        _today(found, cited, nation, on)
    found.blanket = _is_blanket(found, nation)
    if found.blanket:
        found.doubts.append("Every paragraph of the Schedule is named: that is no ground chosen.")
    if cited.local:
        found.warnings.append(
            "The number is that of the council's own rules, read as the Schedule's."
        )
    return found


def _scheme(nation: Nation) -> Scheme:
    return newest_scheme(_JURISDICTION[nation])


def weighing(nation: Nation, on: date | None) -> Weighing:
    """Give the paragraphs that only weigh, qualify or explain others, there and then."""
    if nation in NEW_LAW and on is not None and on < NEW_LAW[nation]:
        return NOTHING_WEIGHS
    others = {*_scheme(nation).qualifications, _INTERPRETS.get(nation, "")}
    interest = _INTEREST.get(nation)
    return Weighing(
        always=frozenset([interest] if interest else []), qualifying=frozenset(others - {interest})
    )


def old_numbers() -> tuple[str, ...]:
    """Give the numbers of the Schedule of 1985, from its scheme where that is recorded."""
    for each in SCHEMES.values():
        replaced = each.in_force_until < NEW_LAW[Nation.WALES]
        if each.kind is Kind.EXEMPT and Jurisdiction.ENG in each.jurisdictions and replaced:
            return tuple(each.paragraphs)
    return OLD_NUMBERS


def _check_day(found: Found, nation: Nation, on: date | None) -> None:
    if on is not None and on < FIRST_DAY[nation]:
        found.doubts.append(
            f"The meeting was before {FIRST_DAY[nation]:%-d %B %Y}, when these paragraphs"
            " were not yet the law there."
        )


def _check_law(found: Found, cited: Cited, nation: Nation) -> None:
    """Doubt a Schedule or an Act that is not that nation's."""
    for each in sorted(cited.schedules):
        if each == "12" and _SCHEDULE[nation] == "12a":
            found.doubts.append("Schedule 12 is named, which is not Schedule 12A.")
        elif each != _SCHEDULE[nation]:
            found.doubts.append(
                f"Schedule {each.upper()} is named, but the law of {_name(nation)} has its"
                f" paragraphs in Schedule {_SCHEDULE[nation].upper()}."
            )
    named = cited.beside - {"", "lga", "1985", "2007"}
    if named and not named & {"1972", "1973", "2014"}:
        found.doubts.append("The Act named beside the paragraph is not the one that has it.")
    for each in sorted(cited.acts - _ACTS[nation] - {"other"}):
        home = _HOMES.get(each, "elsewhere")
        found.doubts.append(
            f"The Act named is that of {home}, but the meeting is in {_name(nation)}."
        )


def _name(nation: Nation) -> str:
    return "Northern Ireland" if nation is Nation.NI else nation.value.capitalize()


def _is_old(cited: Cited, nation: Nation, on: date | None, found: Found) -> bool:
    """Say whether the fifteen paragraphs of 1985 are meant; without a day, in doubt, not."""
    if nation not in NEW_LAW:
        return False
    if on is not None:
        return on < NEW_LAW[nation]
    new_only = nation is Nation.WALES and (
        "4" in cited.parts or set(cited.numbers) & {"16", "17", "18"}
    )
    if cited.numbers and not new_only:
        found.doubts.append(
            "Without the day of the meeting it is not certain which numbering is meant:"
            f" it changed on {NEW_LAW[nation]:%-d %B %Y}."
        )
    return False


def _old(found: Found, cited: Cited, nation: Nation) -> None:
    known = old_numbers()
    found.paragraphs = _in_order(cited.numbers, known)
    for each in cited.numbers:
        if each not in known:
            found.doubts.append(f"There was no paragraph {each} in the Schedule then in force.")
    if found.paragraphs:
        found.warnings.append(
            "The numbers are those of the Schedule before"
            f" {NEW_LAW[nation]:%-d %B %Y} (legacy numbering), kept as printed: they do not mean"
            " what the same numbers mean today."
        )
    if "4" in cited.parts:
        found.doubts.append("Part 4 of the Schedule was not yet the law on that day.")
    _check_subjects(found, cited, OLD_ENGLAND)


def _today(found: Found, cited: Cited, nation: Nation, on: date | None) -> None:
    scheme = _scheme(nation)
    chosen = [each.number for each in scheme.paragraphs.values() if each.selectable]
    kept: list[str] = []
    dropped: list[str] = []
    for each in cited.numbers:
        if each in chosen:
            kept.append(each)
        elif each in scheme.paragraphs:
            kept.append(each)
            _historic(found, cited, nation, each, on)
        elif _is_qualification(each, nation, scheme):
            dropped.append(each)
        else:
            _out_of_range(found, nation, each)
    found.paragraphs = _in_order(kept, tuple(scheme.paragraphs))
    _dropped(found, cited, nation, tuple(dict.fromkeys([*dropped, *cited.aside])))
    _check_parts(found, cited, nation)
    numbered = {Nation.ENGLAND: ENGLAND, Nation.NI: ENGLAND, Nation.WALES: WALES}
    _check_subjects(found, cited, numbered.get(nation, SCOTLAND))


def _in_order(numbers: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in known if each in numbers)


def _is_qualification(number: str, nation: Nation, scheme: Scheme) -> bool:
    return number in scheme.qualifications or number == _INTERPRETS.get(nation)


def _historic(found: Found, cited: Cited, nation: Nation, number: str, on: date | None) -> None:
    found.warnings.append(
        f"Paragraph {number} was read into the Schedule only for standards committees."
    )
    over = nation is Nation.ENGLAND and (on is None or on >= STANDARDS_ENDED)
    if over or not cited.standards:
        found.doubts.append(
            f"Paragraph {number} is a ground only for a standards committee"
            + (", and no longer one." if over else ", and the text does not speak of one.")
        )


def _out_of_range(found: Found, nation: Nation, number: str) -> None:
    english = nation is Nation.WALES and number in newest_scheme(Jurisdiction.ENG).paragraphs
    found.doubts.append(
        f"Paragraph {number} is not one of the paragraphs of {_name(nation)}"
        + (
            ": it is numbered as in England."
            if english
            else " in force on that day, which may be the numbering of another time or place."
        )
    )


def _dropped(found: Found, cited: Cited, nation: Nation, dropped: Sequence[str]) -> None:
    for each in dropped:
        kind = "weighs the public interest" if each == _INTEREST.get(nation) else "qualifies others"
        kind = "explains the others" if each == _INTERPRETS.get(nation) else kind
        found.warnings.append(f"Paragraph {each} {kind}, and is never a ground itself: left out.")
        if not found.paragraphs:
            found.doubts.append(f"Paragraph {each} alone is no ground.")
        elif nation is Nation.ENGLAND and each in {"8", "9"} and not cited.qualified:
            found.doubts.append(
                f"Paragraph {each} was a ground before 1 March 2006: the old numbers may be meant."
            )


def _check_parts(found: Found, cited: Cited, nation: Nation) -> None:
    elsewhere = {"5A", "3A", "8"}  # Parts of the Acts themselves, not of their Schedules
    parts = cited.parts - elsewhere
    parts = parts - {"2", "3", "5", "6"} if len(parts) > 1 else parts
    if nation is Nation.WALES:
        if parts - {"4", "5", "6"} and found.paragraphs:
            found.warnings.append(
                "The paragraphs of Wales stand in Part 4 of the Schedule, not in the Part named."
            )
    elif parts - {"1"} and cited.schedules:
        found.doubts.append("The Part named beside the paragraph is not Part 1, where it stands.")


def _check_subjects(found: Found, cited: Cited, numbered: dict[str, str]) -> None:
    if found.paragraphs and cited.subjects:
        wrong = disagreement(cited.subjects, found.paragraphs, numbered)
        if wrong:
            found.doubts.append(wrong)


def _is_blanket(found: Found, nation: Nation) -> bool:
    scheme = _scheme(nation)
    every = [each.number for each in scheme.paragraphs.values() if each.selectable]
    return bool(found.paragraphs) and set(every) <= set(found.paragraphs)
