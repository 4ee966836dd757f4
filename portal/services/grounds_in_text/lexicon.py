"""The phrases that councils use, as data, found in a sentence by one walk over its words."""

import itertools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from portal.services.grounds_in_text.tokens import Sort, Token


class Sense(StrEnum):
    """What a phrase does to a statement; the headings of ``phrases.toml``."""

    NEUTRAL = "neutral"
    CLOSE = "close"
    LABEL = "label"
    OPEN = "open"
    RELEASE = "release"
    ENDS = "ends"
    NEGATION = "negation"
    NO_LONGER = "no_longer"
    HEDGE = "hedge"
    CONDITIONAL = "conditional"
    BOILERPLATE = "boilerplate"
    BOTH = "both"
    MOTION = "motion"
    LOST = "lost"
    UNSETTLED = "unsettled"
    AMENDMENT = "amendment"
    DEFINITION = "definition"
    DESCRIPTION = "description"
    CLAIM = "claim"
    FAVOURS_OPENING = "favours_opening"
    BREAKS = "breaks"
    GROUNDS = "grounds"
    PART = "part"
    FORMERLY = "formerly"
    WAS = "was"
    UNTIL = "until"
    NOW = "now"
    DEPARTMENT = "department"
    TERMS = "terms"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found: tokens ``start`` up to ``end`` of the sentence."""

    sense: Sense
    start: int
    end: int


@dataclass(slots=True)
class _Branch:
    senses: list[Sense] = field(default_factory=list)
    words: dict[str, "_Branch"] = field(default_factory=dict)


def _written_out(phrase: str) -> Iterator[tuple[str, ...]]:
    """Give every way to say a phrase: each choice made, each optional word kept and dropped."""
    choices = [
        [*each.removesuffix("?").split("|"), *([""] if each.endswith("?") else [])]
        for each in phrase.split()
    ]
    for words in itertools.product(*choices):
        yield tuple(each for each in words if each)


def _read(written: Mapping[str, Sequence[str]]) -> _Branch:
    root = _Branch()
    for name, phrases in written.items():
        sense = Sense(name)
        for phrase in phrases:
            for words in _written_out(phrase):
                branch = root
                for word in words:
                    branch = branch.words.setdefault(word, _Branch())
                if sense not in branch.senses:
                    branch.senses.append(sense)
    return root


def _file() -> Mapping[str, Sequence[str]]:
    source = files("portal.services.grounds_in_text") / "phrases.toml"
    return MappingProxyType(tomllib.loads(source.read_text(encoding="utf-8")))


_ROOT: Final = _read(_file())


def phrases_in(tokens: Sequence[Token], taken: Mapping[int, int]) -> list[Phrase]:
    """Find the phrases of a sentence, the longest at each place; they do not overlap.

    ``taken`` gives, for each token where a citation begins, the token where it ends: no phrase
    is looked for within one.
    """
    found: list[Phrase] = []
    at = 0
    while at < len(tokens):
        if at in taken:
            at = taken[at]
            continue
        senses, end = _longest(tokens, at)
        if not senses or _is_month(tokens, at):
            at += 1
            continue
        found.extend(Phrase(sense, at, end) for sense in senses)
        at = end
    return found


def _longest(tokens: Sequence[Token], at: int) -> tuple[list[Sense], int]:
    branch, senses, end = _ROOT, list[Sense](), at
    for step in range(at, len(tokens)):
        token = tokens[step]
        following = branch.words.get(token.text)
        if following is None and token.sort is Sort.NUMBER:
            following = branch.words.get("#")
        if following is None:
            break
        branch = following
        if branch.senses:
            senses, end = branch.senses, step + 1
    return senses, end


def _is_month(tokens: Sequence[Token], at: int) -> bool:
    """Tell the month of May from what may be."""
    if tokens[at].text != "may":
        return False
    beside = [*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]]
    return any(each.sort in {Sort.NUMBER, Sort.OTHER_NUMBER} for each in beside)
