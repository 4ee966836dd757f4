"""Words, numbers and marks of a text, one after another, and its sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from portal.services.grounds_in_text.vocabulary import words

_SCANNER: Final = re.compile(
    r"""
    (?P<gap>\s++)
    |(?P<date>\d{1,2}/\d{1,2}/\d{4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))
    |(?P<money>[£$€][ ]?\d[\d,.]*+(?:[ ]?(?:million|m|k|bn)\b)?)
    |(?P<ordinal>\d{1,4}(?:st|nd|rd|th)\b)
    |(?P<decimal>\d++(?:\.\d++)++)
    |(?P<number>\d++)
    |(?P<word>[A-Za-z]++(?:'[A-Za-z]++)*+)
    |(?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FEWEST: Final = 2  # tokens of "3."
_LONGEST_NUMBER: Final = 4  # digits; a year has as many
_SUFFIXES: Final = frozenset("abcd")
_ABBREVIATED: Final = words(
    "para paras par pars parag s ss sec sch sched schs no nos reg regs pt pts p pp ie eg i e g mr "
    "mrs ms dr st ltd co cllr cllrs appx app apps att vol cl art cat cats rh atod cyf adr lga"
)
_LONGEST_LABEL: Final = 8  # words before the colon of a field
_AROUND: Final = frozenset("|.*-")
_ANSWERS: Final = frozenset(
    tuple(each.split())
    for each in (
        "yes", "no", "none", "nil", "n / a", "na", "y", "n", "not applicable", "not required",
        "not urgent", "not key", "none required", "none identified", "none arising", "none known",
        "nac oes", "oes", "dim", "ie", "na", "nac ydy", "ydy", "amherthnasol",
    )
)  # fmt: skip
_ENDS: Final = frozenset(".!?")
_BULLETS: Final = frozenset("•·▪●◦‣■□\u2023")
_RUNS_ON: Final = words(
    "of to in the by under and or & , - : ( / a an for with that as paragraph paragraphs para "
    "paras part schedule virtue information act paragraff paragraffau o i y yr"
)


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    DECIMAL = "decimal"
    OTHER_NUMBER = "other number"  # a date, an amount of money, an ordinal
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: in small letters, and as printed.

    ``value`` is -1 unless it is a number that fits in four digits; ``suffix`` is the letter of
    "7A".  ``apart`` says that white space stands before it, and ``breaks`` how many line ends.
    """

    sort: Sort
    text: str
    printed: str
    value: int = -1
    suffix: str = ""
    apart: bool = False
    breaks: int = 0


def tokens_of(text: str) -> list[Token]:
    """Cut a plain text into tokens; white space is told by the token after it."""
    found: list[Token] = []
    apart, breaks = True, 0
    for match in _SCANNER.finditer(text):
        printed = match[0]
        if match.lastgroup == "gap":
            apart, breaks = True, printed.count("\n")
            continue
        sort = _sort(match.lastgroup or "")
        value = int(printed) if sort is Sort.NUMBER and len(printed) <= _LONGEST_NUMBER else -1
        if _is_suffix(found, printed, apart=apart):
            number = found.pop()
            found.append(
                Token(
                    Sort.NUMBER,
                    f"{number.text}{printed.lower()}",
                    f"{number.printed}{printed}",
                    number.value,
                    printed.lower(),
                    number.apart,
                    number.breaks,
                )
            )
        else:
            small = printed[:40].lower()
            found.append(Token(sort, small, printed[:40], value, "", apart, breaks))
        apart, breaks = False, 0
    return found


def _sort(name: str) -> Sort:
    return {
        "word": Sort.WORD,
        "number": Sort.NUMBER,
        "decimal": Sort.DECIMAL,
        "mark": Sort.MARK,
    }.get(name, Sort.OTHER_NUMBER)


def _is_suffix(found: Sequence[Token], printed: str, *, apart: bool) -> bool:
    return (
        not apart
        and bool(found)
        and found[-1].sort is Sort.NUMBER
        and not found[-1].suffix
        and printed.lower() in _SUFFIXES
    )


def sentences_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Divide tokens into sentences, the mark at the end of each included."""
    found: list[list[Token]] = [[]]
    fields = _answered_fields(tokens)
    for at, token in enumerate(tokens):
        now = found[-1]
        if now and (at in fields or _begins_anew(token, now[-1])):
            found.append([token])
            continue
        now.append(token)
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text in _ENDS and (after is None or after.apart) and _really_ends(now, after):
            found.append([])
    return [each for each in found if each]


def _answered_fields(tokens: Sequence[Token]) -> frozenset[int]:
    """Give where each line such as "Urgent: No" begins, and what follows it."""
    begins = [at for at, each in enumerate(tokens) if not at or each.breaks or each.text == "|"]
    found: set[int] = set()
    for at, end in pairwise([*begins, len(tokens)]):
        line = [each.text for each in tokens[at:end] if each.text not in _AROUND]
        if ":" in line[1:_LONGEST_LABEL] and tuple(line[line.index(":") + 1 :]) in _ANSWERS:
            found.update((at, end))
    return frozenset(found)


def _begins_anew(token: Token, before: Token) -> bool:
    if token.text in _BULLETS:
        return True
    if token.breaks < 2 or before.text in _RUNS_ON:  # noqa: PLR2004 -- two ends make a blank line
        return False
    return not token.printed[:1].islower()


def _really_ends(now: Sequence[Token], after: Token | None) -> bool:
    if now[-1].text != "." or len(now) == 1 or after is None:
        return True
    word = now[-2]
    if word.sort is Sort.NUMBER:  # "1. 2. and 3.", "3. Information relating to"
        described = after.text in {"information", "gwybodaeth"} and len(now) > _FEWEST
        listed = after.sort is Sort.NUMBER or after.text in {"and", "&"}
        return bool(after.breaks) or not (described or listed)
    if word.sort is not Sort.WORD:
        return True
    if word.text in _ABBREVIATED:
        return after.sort is Sort.WORD and after.printed[:1].isupper() and word.text not in {
            "cllr", "cllrs", "mr", "mrs", "ms", "dr", "st", "sch", "sched", "s", "i", "e", "p",
        }  # fmt: skip
    return True
