"""Words that mark a paper where they stand alone ("OPEN"), and in running text mark nothing."""

from collections.abc import Sequence
from typing import Final

from portal.services.grounds_in_text.lexicon import Phrase, Sense
from portal.services.grounds_in_text.misprints import is_paragraph_word
from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.vocabulary import words

_STATES: Final = frozenset(("is", "are", "be", ":", "-", "/", "remain", "remains", "status", "("))
_WEAK: Final = words(
    "open public official cyhoeddus agored private closed protected sensitive preifat part"
)
_SHORT: Final = 5


_VERBS: Final = frozenset(("is", "are"))
_PAPERS: Final = words(
    "report reports paper papers item items this it document documents appendix appendices minutes "
    "information remainder rest body which that meeting they these part version agenda and also "
    "not main business matter everything all else here annex adroddiad eitem covering"
)


def is_idle(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Say whether a weak word ("open", "part 2") stands in running text, and is no marking."""
    if phrase.sense is Sense.OPEN and _of_something_else(tokens, phrase):
        return True
    if phrase.sense is Sense.LABEL and _is_compound(tokens, phrase.end):
        return True
    if tokens[phrase.start].text not in _WEAK:
        return False
    count = sum(1 for each in tokens if each.text.isalnum())
    if count <= _SHORT or phrase.end - phrase.start > 2:  # noqa: PLR2004 -- "part 2 item"
        return False
    before = tokens[phrase.start - 1].text if phrase.start else ""
    after = tokens[phrase.end].text if phrase.end < len(tokens) else "."
    heading = not before and not after.isalnum()
    two = phrase.end - phrase.start == 2 and tokens[phrase.start].text != "part"  # noqa: PLR2004
    return not (heading or two or before in _STATES or (after == "with" and not before))


def _is_compound(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a hyphen ties the word to another: "closed-circuit"."""
    two = tokens[at : at + 2]
    return (
        len(two) == 2  # noqa: PLR2004 -- the hyphen and the word
        and two[0].text == "-"
        and not (two[0].apart or two[1].apart)
        and two[1].text.isalpha()
        and not is_paragraph_word(two[1].text)
    )


def _of_something_else(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Say whether it is an office or a consultation that is open, and no paper."""
    verb = phrase.start if tokens[phrase.start].text in _VERBS else phrase.start - 1
    return verb > 0 and tokens[verb].text in _VERBS and tokens[verb - 1].text not in _PAPERS
