"""Numbers that the Schedule's own words follow: "3. Information relating to the financial …"."""

from collections.abc import Iterator, Sequence
from typing import Final

from portal.services.grounds_in_text.numbers import number_at
from portal.services.grounds_in_text.subjects import subjects_in
from portal.services.grounds_in_text.tokens import Sort, Token

_BETWEEN: Final = frozenset((")", "]", ".", ":", "-", "|"))
_INFORMATION: Final = frozenset(("information", "gwybodaeth"))
_HIGHEST: Final = 22  # of the paragraphs of any Schedule
_LONGEST: Final = 30  # words of a description


def described_in(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """Give each number that a description of the Schedule follows, and the tokens it stands in."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        begins = before is None or token.breaks or before.sort is Sort.MARK
        if token.sort is not Sort.NUMBER or not begins or not 0 < token.value <= _HIGHEST:
            continue
        value, suffix, end = number_at(tokens, at)
        start = end
        while end < len(tokens) and tokens[end].text in _BETWEEN and end < start + 3:
            end += 1
        if end < len(tokens) and tokens[end].text in _INFORMATION and _is_of_the_law(tokens, end):
            yield f"{value}{suffix.upper()}", at, start


def _is_of_the_law(tokens: Sequence[Token], at: int) -> bool:
    until = at + 1
    while until < min(at + _LONGEST, len(tokens)) and tokens[until].sort is not Sort.NUMBER:
        until += 1
    return bool(subjects_in(tokens[at:until]))
