"""The Schedules, Parts, Acts and other writings that a paragraph may be a paragraph of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.services.grounds_in_text.misprints import is_paragraph_word
from portal.services.grounds_in_text.numbers import list_at
from portal.services.grounds_in_text.tokens import Sort, Token
from portal.services.grounds_in_text.vocabulary import words


class Writing(StrEnum):
    """What sort of place a paragraph is said to stand in."""

    PART = "part"
    SCHEDULE = "schedule"
    ACT = "act"
    SECTION = "section"
    LOCAL_RULES = "local rules"  # the council's own access to information rules
    OTHER = "other"  # a report, the minutes, a code: no ground stands there


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a sentence: tokens ``start`` up to ``end``, and which one it is.

    ``names`` are the numbers of a Part, "12a" of a Schedule, the year of an Act ("" where only
    "the Act" is said, "other" where it is not one of these Acts), the number of a section.
    """

    writing: Writing
    names: tuple[str, ...]
    start: int
    end: int


SCHEDULE_WORDS: Final = words(
    "schedule schedules sch sched schd shedule schedual scedule atodlen hatodlen"
)

PART_WORDS: Final = words("part parts pt pts rhan rhannau ran rannau")
_SECTION_WORDS: Final = words(
    "section sections sec s ss adran adrannau regulation regulations reg regs rheoliad rule rules "
    "article articles clause clauses minute minutes min standing order annex code chapter page "
    "pages p pp item items recommendation eitem tudalen cofnod"
)
_ACT_WORDS: Final = words("act acts deddf ddeddf order gorchymyn")
_SHORT_NAMES: Final = words("foia foi eir eirs gdpr dpa pace ripa")
_BARE: Final = words(
    "the that said this above same principal aforementioned such relevant y yr i o of under "
    "( amended"
)
_OTHERS: Final = words(
    "report reports minutes minute agenda paper papers letter document appendix appendices annex "
    "code strategy plan policy section guidance note briefing notice statement decision order "
    "memorandum contract agreement lease adroddiad cofnodion judgment recommendation protocol "
    "terms scheme bill standing circular article specification framework summary version"
)
_RULES: Final = ("access to information", "exempt information", "information procedure")
_ENVIRONMENTAL: Final = ["environmental", "information", "regulations"]
OUR_SECTIONS: Final = ("100", "50", "42", "51")
_ABOUT: Final = 7
JOINS: Final = words(
    "of to in o i y yr the , ( ) - : ; and under within said this that those as amended its our "
    "council's authority's from contained set out described specified listed referred a'r ym yn "
    "mewn council authority respectively / & by virtue with reference for purposes read inserted "
    "diwygiwyd fel y'i thereof therein which is"
)


def places_in(tokens: Sequence[Token]) -> dict[int, Place]:
    """Find every place named in a sentence, by the token it begins with."""
    found: dict[int, Place] = {}
    at = 0
    while at < len(tokens):
        place = _schedule(tokens, at) or _part(tokens, at) or _act(tokens, at)
        place = place or _rules(tokens, at) or _section(tokens, at) or _other(tokens, at)
        if place is None:
            at += 1
            continue
        found[at] = place
        at = max(place.end, at + 1)
    return found


def _schedule(tokens: Sequence[Token], at: int) -> Place | None:
    token = tokens[at]
    if token.text in SCHEDULE_WORDS:
        end = at + 1
        while end < len(tokens) and tokens[end].text in {".", ":", "no", "number"}:
            end += 1
        name, stop = _schedule_number(tokens, end)
        return Place(Writing.SCHEDULE, (name,), at, stop) if name else None
    before = tokens[at - 1].text if at else ""
    if token.text == "12a" and before not in _SECTION_WORDS and not is_paragraph_word(before):
        return Place(Writing.SCHEDULE, ("12a",), at, at + 1)
    return None


def _schedule_number(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    if at >= len(tokens):
        return "", at
    token = tokens[at]
    if token.text == "xiia":
        return "12a", at + 1
    if token.sort is not Sort.NUMBER:
        found = list_at(tokens, at) if token.sort is Sort.WORD else None
        return (found.numbers[0].lower(), at + 1) if found else ("", at)
    name, end = token.text, at + 1
    after = [each.text for each in tokens[end : end + 3]]
    if not token.suffix and after[:1] == ["a"]:
        return f"{name}a", end + 1
    if not token.suffix and after == ["(", "a", ")"]:
        return f"{name}a", end + 3
    return name, end


def _part(tokens: Sequence[Token], at: int) -> Place | None:
    if tokens[at].text not in PART_WORDS:
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].text in {".", "("} and end < at + 3:
        end += 1
    if end < len(tokens) and tokens[end].text == "l":  # a small L set for the I of Part I
        return Place(Writing.PART, ("1",), at, end + 1)
    found = list_at(tokens, end, repeats=False)
    if found is None:
        return None
    stop = found.end
    if tokens[end - 1].text == "(" and stop < len(tokens) and tokens[stop].text == ")":
        stop += 1
    return Place(Writing.PART, found.numbers, at, stop)


def _act(tokens: Sequence[Token], at: int) -> Place | None:
    """Read an Act by the word Act, the year after it and the name before it."""
    text = tokens[at].text
    if text == "lga":
        return _with_year(tokens, at, at + 1, "lga")
    if text in _SHORT_NAMES:
        return Place(Writing.ACT, ("other",), at, at + 1)
    if text not in _ACT_WORDS:
        return None
    before = [each.text for each in tokens[max(0, at - _ABOUT) : at]]
    after = [each.text for each in tokens[at + 1 : at + 1 + _ABOUT]]
    welsh = text in {"deddf", "ddeddf"}
    last = before[-1] if before and not welsh else ""
    if last in {"1972", "1973", "2014"}:
        return Place(Writing.ACT, (last,), at, at + 1)
    name = _name_of(text, after if welsh else before, after[:3], last)
    if name is None:
        return Place(Writing.ACT, ("other",), at, at + 1) if text in {"act", "acts"} else None
    return _with_year(tokens, at, at + 1, name)


def _name_of(
    text: str, words_of_name: Sequence[str], after: Sequence[str], last: str
) -> str | None:
    """Give what the words about an Act say of it; ``None`` if it is some other Act."""
    name = set(words_of_name)
    if name & {"scotland", "scottish"} or "scotland" in after[:2]:
        return "1973"
    if "northern" in name or {"northern", "ni"} & set(after) or last == "ni":
        return "2014"
    if "information" in name and text in {"act", "order"} and "freedom" not in name:
        return ""  # the Acts and Orders that amended it
    if name & {"local", "leol", "lga"} and text != "order":
        return "lga"
    return "" if (last in _BARE or not last) and text in {"act", "ddeddf"} else None


def _with_year(tokens: Sequence[Token], at: int, end: int, name: str) -> Place:
    """Step over the words that stand between an Act and its year, and the year."""
    for each in range(end, min(end + 6, len(tokens))):
        token = tokens[each]
        if token.sort is Sort.NUMBER and 1900 < token.value < 2100:  # noqa: PLR2004 -- a year
            year = token.text
            if name == "lga":
                name = year if year in {"1972", "2000", "1985", "2007"} else "other"
            elif (name and name != year) or (not name and year in {"1972", "1973", "2014"}):
                name = year if name == "" else "other"
            return Place(Writing.ACT, (name,), at, each + 1)
        if token.text not in {",", "(", ")", "scotland", "northern", "ireland", "ni", "wales",
                              "england", "leol", "llywodraeth", "variation", "cymru"}:  # fmt: skip
            break
    return Place(Writing.ACT, (name,), at, end)


def _rules(tokens: Sequence[Token], at: int) -> Place | None:
    if [each.text for each in tokens[at : at + 3]] == [
        "environmental",
        "information",
        "regulations",
    ]:
        return Place(Writing.ACT, ("other",), at, at + 3)
    if tokens[at].text not in {"access", "exempt", "information", "atip", "constitution"}:
        return None
    three = [each.text for each in tokens[at : at + 5]]
    if " ".join(three[:3]) not in _RULES and " ".join(three[:2]) not in _RULES:
        if three[0] == "constitution":
            return Place(Writing.LOCAL_RULES, (), at, at + 1)
        return None
    for step, text in enumerate(three):
        if text in {"rule", "rules"}:
            return Place(Writing.LOCAL_RULES, (), at, at + step + 1)
    return None


def _section(tokens: Sequence[Token], at: int) -> Place | None:
    text = tokens[at].text
    if text not in _SECTION_WORDS:
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].text in {".", "no", "s", "(", ")"} and end < at + 4:
        end += 1
    if end >= len(tokens) or tokens[end].sort not in {Sort.NUMBER, Sort.DECIMAL}:
        return None
    name = tokens[end].text
    if tokens[end].sort is Sort.DECIMAL:  # a rule such as 10.4 may carry the ground: left to read
        return None
    return Place(Writing.SECTION, (text, name), at, end + 1)


def _other(tokens: Sequence[Token], at: int) -> Place | None:
    text = tokens[at].text
    return Place(Writing.OTHER, (text,), at, at + 1) if text in _OTHERS else None


def is_law_word(token: Token) -> bool:
    """Say whether a word is part of the name of an Act, or a subsection."""
    return token.text in {
        "local", "government", "goverment", "govt", "scotland", "northern", "ireland", "ni",
        "llywodraeth", "leol", "access", "information", "variation", "wales", "england", "4",
        "3", "2", "5", "subsection", "cymru", "procedure",
    }  # fmt: skip
