"""Lists of paragraph numbers: digits, words, Roman numerals, ranges, in English and in Welsh."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.services.grounds_in_text.misprints import is_paragraph_word
from portal.services.grounds_in_text.number_words import ROMAN, TEENS, WORDS
from portal.services.grounds_in_text.tokens import Sort, Token
from portal.services.grounds_in_text.vocabulary import words

_AND: Final = frozenset(("and", "or", "&", ",", "/", "+", "a", "ac", "neu", "plus", ";"))
_TO: Final = frozenset(("to", "-", "through", "thru", "hyd", "i", "until"))
_MONTHS: Final = words(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec ionawr chwefror mawrth ebrill mai mehefin gorffennaf "
    "awst medi hydref tachwedd rhagfyr"
)
_COUNTED: Final = words(
    "members councillors items item days day minutes minute months month years year weeks reports "
    "report pages page votes vote people am pm hours appendices abstentions others other per % "
    "percent councils officers staff residents million k m copies clear working"
)

_FOLLOWING: Final = words(
    "a above access act all also and apply applies applied are as at atodlen based be because "
    "below but by category cited constitution contained contains deddf ddeddf defined describe "
    "described due during engaged exempt excluded fel for from gan given government has have if "
    "hereof identified in inclusive incl information interpreted involve is it listed lga local "
    "may mentioned must namely not o of on only or ond oherwydd order out part parts pt pursuant "
    "read rhan ran refer regarding relate relates relating relied respectively rule rules sch "
    "sched schedule section set shall should since so specified stated subject that the there "
    "therefore these they this to under unless until was were when where which will with within "
    "would y yn yr i a'r o'r cynhwysol concerning confidential private public restricted withheld "
    "both through thereof apply together"
)
TWO_RANGES: Final = "Two ranges run into each other."
_LONGEST_REMARK: Final = 16  # words in brackets after a number
_HIGHEST: Final = 22  # of the paragraphs of any Schedule
MOST_NUMBERS: Final = 60
_LATEST_NOT_A_YEAR: Final = 999


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a list in their order, where it ended, and what is odd about it."""

    numbers: tuple[str, ...]
    end: int
    oddities: tuple[str, ...] = ()


def number_at(tokens: Sequence[Token], at: int, *, roman: bool = True) -> tuple[int, str, int]:
    """Read one number: its value, the letter after it, and where it ends; a value of -1 if none."""
    if at >= len(tokens):
        return -1, "", at
    token = tokens[at]
    if token.sort is Sort.NUMBER:
        suffix, end = token.suffix, at + 1
        after = tokens[end] if end < len(tokens) else None
        if not suffix and after and after.text in {"a", "b", "c"} and after.printed.isupper():
            follow = tokens[end + 1] if end + 1 < len(tokens) else None
            if after.apart and (follow is None or follow.sort is Sort.MARK):
                suffix, end = after.text, end + 1
        return token.value if token.value >= 0 else 9999, suffix, end
    if token.sort is not Sort.WORD:
        return -1, "", at
    if token.text in WORDS:
        return _word(tokens, at)
    if roman and token.text in ROMAN:
        return ROMAN[token.text], "", at + 1
    return -1, "", at


def _word(tokens: Sequence[Token], at: int) -> tuple[int, str, int]:
    value, end = WORDS[tokens[at].text], at + 1
    follow = [each.text for each in tokens[end : end + 2]]
    if value == 20 and follow[:1] == ["-"]:  # noqa: PLR2004 -- twenty-one, twenty-two
        follow, extra = follow[1:], 1
    else:
        extra = 0
    unit = WORDS.get(follow[0], 99) if follow else 99
    if tokens[at].text == "twenty" and unit < 10:  # noqa: PLR2004 -- a unit
        return value + unit, "", end + 1 + extra
    if tokens[at].text == "un" and follow[:1] == ["deg"]:  # "un deg pedwar" is fourteen
        last = WORDS.get(follow[1], 99) if len(follow) > 1 else 99
        return (10 + last, "", end + 2) if last < 10 else (10, "", end + 1)  # noqa: PLR2004
    if [*follow, ""][0] == "ar" and len(follow) > 1 and follow[1] in TEENS:  # "pedwar ar ddeg"
        return value + TEENS[follow[1]], "", end + 2
    return value, "", end


def list_at(tokens: Sequence[Token], at: int, *, repeats: bool = True) -> Numbers | None:
    """Read a list of numbers that begins there: "1, 2 and/or 3", "(1) to (3) inclusive".

    With ``repeats`` the word paragraph may stand again before each number.
    """
    value, suffix, end = _bracketed(tokens, at, roman=True)
    if value < 0:
        return None
    roman = tokens[at].text in ROMAN or (
        tokens[at].text == "(" and at + 1 < len(tokens) and tokens[at + 1].text in ROMAN
    )
    numbers = [(value, suffix)]
    oddities: list[str] = []
    again = False
    while len(numbers) < MOST_NUMBERS:
        ranged, start = _separator(tokens, _past_remark(tokens, end))
        if start == _past_remark(tokens, end):
            start = end
        if start == end or not (repeats or start == _unkeyed(tokens, end)):
            break
        value, suffix, stop = _bracketed(tokens, start, roman=roman)
        if value < 0 or value > _LATEST_NOT_A_YEAR or _belongs_elsewhere(tokens, stop):
            if 0 <= value <= _LATEST_NOT_A_YEAR and not _is_date(tokens, stop):
                oddities.append(f"The {value} after the paragraph may not be a paragraph.")
            break
        if ranged:
            oddities.extend([TWO_RANGES] * again)
            oddities.extend(_fill(numbers, value, suffix))
        else:
            numbers.append((value, suffix))
        end, again = stop, ranged
    else:
        oddities.append("The list of paragraphs is too long to be one.")
    oddities.extend(_loose_end(tokens, end, several=len(numbers) > 1))
    if end < len(tokens) and tokens[end].text in {"inclusive", "incl", "cynhwysol"}:
        end += 1
    return Numbers(tuple(f"{each}{letter.upper()}" for each, letter in numbers), end, (*oddities,))


def _loose_end(tokens: Sequence[Token], end: int, *, several: bool) -> list[str]:
    """Doubt a list that another number follows, or a noun that its last number may count."""
    if end >= len(tokens):
        return []
    after = tokens[end]
    if after.breaks:  # a number on a line of its own, and no heading of an item
        alone = end + 1 >= len(tokens) or tokens[end + 1].breaks
        listed = alone and 0 < after.value <= _HIGHEST and after.breaks == 1
        return [f"The {after.value} after the paragraph may be another paragraph."] * listed
    if after.text == ".":  # "paragraphs 1. 2. and 3.", "1..3"
        past = next((each for each in tokens[end : end + 4] if each.text != "."), after)
        after = after if past.breaks else past
    if (
        0 < after.value <= _HIGHEST
        and (after.apart or tokens[end].text == ".")
        and not _is_date(tokens, end + 1)
    ):
        return [f"The {after.value} after the paragraph may be another paragraph."]
    counts = (
        several
        and after.sort is Sort.WORD
        and after.printed.islower()
        and after.apart
        and after.text not in _FOLLOWING
        and not is_paragraph_word(after.text)
        and tokens[end - 1].text != ")"
    )
    return [f"The last number may count what is named after it ({after.text})."] * counts


def _bracketed(tokens: Sequence[Token], at: int, *, roman: bool) -> tuple[int, str, int]:
    """Read a number with or without brackets about it, and drop the "(a)" of "6(a)"."""
    if at < len(tokens) and tokens[at].text in {"(", "["}:
        value, suffix, end = number_at(tokens, at + 1, roman=roman)
        if value < 0 or end >= len(tokens) or tokens[end].text not in {")", "]"}:
            return -1, "", at
        return value, suffix, end + 1
    value, suffix, end = number_at(tokens, at, roman=roman)
    if value >= 0:
        end = past_letter(tokens, end)
    return value, suffix, end


def past_letter(tokens: Sequence[Token], end: int) -> int:
    """Step over the "(a)" or "(ii)" that stands right after a number."""
    three = tokens[end : end + 3]
    if (
        len(three) == 3  # noqa: PLR2004 -- bracket, letter, bracket
        and not three[0].apart
        and three[0].text == "("
        and three[2].text == ")"
        and (three[1].text in {"a", "b", "c", "d"} or three[1].text in ROMAN)
    ):
        return end + 3
    return end


def _separator(tokens: Sequence[Token], at: int) -> tuple[bool, int]:
    """Step over what parts two numbers; say whether it makes a range of them."""
    end, ranged, seen = at, False, 0
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    stopped = after is not None and tokens[at].text == "." and not after.apart
    if stopped and after is not None and after.text in _AND:  # "1., 2., & 3."
        at = end = at + 1
    while end < len(tokens) and seen < 4:  # noqa: PLR2004 -- ", and / or"
        text = tokens[end].text
        if text in _TO and seen == 0:
            return True, _past_keyword(tokens, end + 1)
        if text in _AND or (text == "also" and seen):
            end, seen = end + 1, seen + 1
            continue
        break
    return ranged, _past_keyword(tokens, end) if end > at else at


def _past_remark(tokens: Sequence[Token], at: int) -> int:
    """Step over "(individuals)", where the list goes on after it."""
    if at >= len(tokens) or tokens[at].text != "(":
        return at
    for step in range(at + 1, min(at + _LONGEST_REMARK, len(tokens))):
        if tokens[step].text == ")":
            _, start = _separator(tokens, step + 1)
            goes_on = start > step + 1 and _bracketed(tokens, start, roman=False)[0] >= 0
            return step + 1 if goes_on else at
        if tokens[step].sort is not Sort.WORD and tokens[step].text not in {",", "-", "/", "&"}:
            break
    return at


def _unkeyed(tokens: Sequence[Token], at: int) -> int:
    start = _separator(tokens, at)[1]
    return at if is_paragraph_word(tokens[start - 1].text) else start


def _past_keyword(tokens: Sequence[Token], at: int) -> int:
    """Step over a repeated "paragraph" within a list."""
    if at < len(tokens) and is_paragraph_word(tokens[at].text):
        at += 1
        if at < len(tokens) and tokens[at].text == ".":
            at += 1
    return at


def _fill(numbers: list[tuple[int, str]], value: int, suffix: str) -> list[str]:
    first, letter = numbers[-1]
    if letter or suffix:
        numbers.append((value, suffix))
        return ["A range of paragraphs with letters cannot be read with certainty."]
    if value <= first or value - first > MOST_NUMBERS:
        numbers.append((value, ""))
        return [f"The range {first} to {value} does not go upwards as a range does."]
    numbers.extend((each, "") for each in range(first + 1, value + 1))
    return []


def _belongs_elsewhere(tokens: Sequence[Token], stop: int) -> bool:
    return _is_date(tokens, stop) or (stop < len(tokens) and tokens[stop].text in _COUNTED)


def _is_date(tokens: Sequence[Token], stop: int) -> bool:
    return stop < len(tokens) and tokens[stop].text in _MONTHS
