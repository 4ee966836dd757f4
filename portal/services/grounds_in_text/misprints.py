"""The word paragraph, as it is written, shortened, misprinted, or mutated in Welsh."""

from typing import Final

from portal.services.grounds_in_text.vocabulary import words

_WRITTEN: Final = words(
    "paragraph paragraphs para paras par pars parag parags paragraff paragraffau baragraff "
    "baragraffau pharagraff pharagraffau mharagraff mharagraffau para's paragraph's paragraphau ¶"
)
_SHORTEST: Final = 6
_LONGEST: Final = 13
_MOST_WRONG: Final = 2


def is_paragraph_word(text: str) -> bool:
    """Say whether a word, in small letters, is paragraph, or a misprint of it."""
    return text in _WRITTEN or _is_misprint(text)


def _is_misprint(text: str) -> bool:
    """Tell "paragragh" and "pargraphs": letters of the word, at most two of them wrong."""
    if not (_SHORTEST <= len(text) <= _LONGEST and text.startswith("pa")):
        return False
    return min(_apart(text, "paragraph"), _apart(text, "paragraphs")) <= _MOST_WRONG


def _apart(one: str, other: str) -> int:
    """Count the letters to put in, take out or change to make one word of another."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row[0] = row[0], at
        for to, mark in enumerate(other, 1):
            last, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, last + (letter != mark))
    return row[-1]
