"""With what force a sentence speaks of the paragraphs it cites, and what makes that doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from portal.services.grounds_in_text.cited import Citation
from portal.services.grounds_in_text.doubts import FAR_NEGATION
from portal.services.grounds_in_text.lexicon import Sense
from portal.services.grounds_in_text.links import is_linked, is_plain_reference
from portal.services.grounds_in_text.mentions import items_in
from portal.services.grounds_in_text.model import Assertion
from portal.services.grounds_in_text.predicates import Clauses, Predicate
from portal.services.grounds_in_text.subjects import subjects_in
from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.vocabulary import words

BARE: Final = "A paragraph is named, but nothing says that anything is exempt under it."
SEVERAL_MODES: Final = "One sentence says different things of different paragraphs."
OPEN_AND_CLOSED: Final = "The same sentence calls something open and closed."
FRONT_SHEET: Final = "The wording is that of a front sheet, and yet it names particular paragraphs."
QUESTION: Final = "The sentence is a question."
LOOSE: Final = (
    "It is not certain that the paragraph named is the ground: it may be a place in a report."
)
TWO_TONGUES: Final = "The Welsh and the English name different paragraphs."
SEVERAL_ITEMS: Final = "Paragraphs are given for several items, each of which may have its own."
NUMBER_ALONE: Final = "A number stands after the word: it may or may not be a paragraph."
_APPLIED: Final = words("apply applies applied applicable engaged relied used")
_MEANING: Final = frozenset(("means", "mean", "ystyr", "registered"))
_HIGHEST: Final = 22  # of the paragraphs of any Schedule
_NUMBERED_THINGS: Final = words("appendix appendices annex item report minutes minute")
NOT_THIS_PARAGRAPH: Final = "A paragraph is named only to be ruled out."


@dataclass(slots=True)
class Draft:
    """A sentence while it is read: its words, what they say, and what is doubtful."""

    tokens: Sequence[Token]
    said: Clauses
    cited: list[Citation]
    doubts: list[str] = field(default_factory=list)


def force_of(draft: Draft) -> Assertion | None:
    """Say with what force a sentence speaks of what it cites; ``None`` if it says nothing."""
    predicates = draft.said.predicates
    if not draft.cited:
        return _mode_without(draft)
    if not predicates:
        return _mode_bare(draft)
    if _is_key(draft):
        return Assertion.DEFINITION
    _doubt_links(draft)
    attached = [_attached(each, predicates) for each in draft.cited]
    modes = list(dict.fromkeys(each.mode for each in attached))
    if len(modes) > 1:
        asserted = [
            each for each, to in zip(draft.cited, attached, strict=True)
            if to.mode is Assertion.ASSERTED
        ]  # fmt: skip
        if not (set(modes) == {Assertion.ASSERTED, Assertion.NEGATED} and _contrasted(draft)):
            draft.doubts.append(SEVERAL_MODES)
        draft.cited = asserted or draft.cited
        return Assertion.ASSERTED if asserted else modes[0]
    mode = modes[0]
    if any(each.opens for each in attached) and any(not each.opens for each in predicates):
        mode = next(each.mode for each in predicates if not each.opens)
    opened = [each for each in predicates if each.mode in {Assertion.NEGATED, Assertion.LIFTED}]
    if mode is Assertion.ASSERTED and opened and not _of_a_part(draft, opened):
        draft.doubts.append(OPEN_AND_CLOSED)
    lifted = any(each.mode is Assertion.LIFTED for each in predicates)
    if lifted and mode is not Assertion.LIFTED and not _of_a_part(draft, opened):
        if OPEN_AND_CLOSED in draft.doubts:
            draft.doubts.remove(OPEN_AND_CLOSED)
        mode = Assertion.LIFTED
    return mode


def _is_key(draft: Draft) -> bool:
    """Say whether the sentence tells what paragraphs mean: "paragraph 1 = individuals"."""
    equal = any(each.text == "=" for each in draft.tokens[draft.cited[0].end :])
    meant = _MEANING & {each.text for each in draft.tokens}
    return equal or (bool(meant) and Sense.DEFINITION in draft.said.senses)


def _contrasted(draft: Draft) -> bool:
    """Say whether "but" or ";" stands before each thing said anew, each with its own citation."""
    return not draft.said.doubts and all(
        {"but", ";"} & {each.text for each in draft.tokens[before.end : after.start]}
        and any(before.end <= each.start < after.start for each in draft.cited)
        for before, after in pairwise(draft.said.predicates)
    )


def _doubt_links(draft: Draft) -> None:
    predicates = draft.said.predicates
    if all(each.word == "part" and each.sense is Sense.LABEL for each in predicates):
        draft.doubts.append(BARE)
    if not all(is_linked(draft.tokens, each, predicates) for each in draft.cited):
        draft.doubts.append(LOOSE)
    tongues: dict[bool, set[str]] = {}
    for each in draft.cited:
        welsh = draft.tokens[each.start].text.rstrip("au").endswith("ff")
        tongues.setdefault(welsh, set()).update(each.numbers)
    if len({frozenset(each) for each in tongues.values()}) > 1 and not _is_interest(tongues):
        draft.doubts.append(TWO_TONGUES)
    items = items_in(draft.tokens)
    several = len(items) > 1 or any(each.startswith(("items", "eitemau")) for each in items)
    if several and len({each.numbers for each in draft.cited}) > 1:
        draft.doubts.append(SEVERAL_ITEMS)


def _is_interest(tongues: dict[bool, set[str]]) -> bool:
    """Say whether two languages differ by the paragraph on the public interest alone."""
    return len({frozenset(each - {"21"}) for each in tongues.values()}) == 1


def _of_a_part(draft: Draft, opened: Sequence[Predicate]) -> bool:
    """Say whether what is closed is an appendix or a part, and what is open is the rest."""
    return Sense.PART in draft.said.senses and all(
        each.opens and each.mode is Assertion.NEGATED for each in opened
    )


def _attached(cited: Citation, predicates: Sequence[Predicate]) -> Predicate:
    before = predicates[0]
    for each in predicates:  # in the order of the sentence
        if each.start > cited.start:
            break
        before = each
    return before


def _mode_bare(draft: Draft) -> Assertion | None:
    """Give the force of a sentence that only cites: a definition, a citation, or nothing."""
    said = {each.text for each in draft.tokens}
    described = draft.said.senses & {Sense.DEFINITION, Sense.DESCRIPTION} or _defines(draft)
    if described and not said & _APPLIED:
        return Assertion.DEFINITION
    if draft.said.senses & {Sense.CONDITIONAL, Sense.HEDGE}:
        return Assertion.CONDITIONAL
    if draft.said.senses & {Sense.NEGATION, Sense.NO_LONGER}:
        if not said & _APPLIED:
            draft.doubts.append(FAR_NEGATION)
        return Assertion.NEGATED
    if not is_plain_reference(draft.tokens, draft.cited):
        draft.doubts.append(BARE)
    return None


def _defines(draft: Draft) -> bool:
    """Say whether the numbers are followed at once by the Schedule's own description."""
    last = draft.cited[-1]
    after = [each.text for each in draft.tokens[last.end : last.end + 4]]
    while after and after[0] in {":", "-", ".", '"', "'"}:
        after.pop(0)
    return bool(after) and after[0] in {"information", "gwybodaeth"}


def _mode_without(draft: Draft) -> Assertion | None:
    predicates = draft.said.predicates
    senses = draft.said.senses
    if Sense.DEFINITION in senses and predicates:
        return Assertion.DEFINITION
    numbered = any(_numbered(draft.tokens, each.end) for each in predicates)
    if numbered or (predicates and _described_first(draft.tokens)):
        draft.doubts.append(NUMBER_ALONE)
    modes = {each.mode for each in predicates}
    over = modes and modes <= {Assertion.NEGATED, Assertion.LIFTED}
    sheet = senses & {Sense.BOILERPLATE, Sense.BOTH}
    if sheet and predicates and not over:
        return Assertion.BOILERPLATE
    if not predicates:
        described = {"information", "gwybodaeth"} & {each.text for each in draft.tokens[:4]}
        return Assertion.DEFINITION if described and subjects_in(draft.tokens) else None
    for mode in (Assertion.LIFTED, Assertion.CONDITIONAL):
        if mode in modes:
            return mode
    closed = [each for each in predicates if not each.opens]
    if len(modes) > 1 and not (closed and Sense.PART in senses):
        draft.doubts.append(OPEN_AND_CLOSED)
    return Assertion.ASSERTED if Assertion.ASSERTED in modes else Assertion.NEGATED


def _numbered(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a number stands alone after "exempt", as it would for a paragraph."""
    if tokens[at - 1].text in _NUMBERED_THINGS:
        return False
    while at < len(tokens) and tokens[at].text in {"(", ":", "-", "[", "p", "§"}:
        at += 1
    if (
        at < len(tokens)
        and tokens[at].breaks
        and [each.text for each in tokens[at + 1 : at + 2]] == ["."]
    ):
        return False  # an item of the agenda, on a line of its own
    last = at + 1 >= len(tokens) or tokens[at + 1].text in {")", "]", ".", ",", "&", "and", ";"}
    return at < len(tokens) and 0 < tokens[at].value <= _HIGHEST and last


def _described_first(tokens: Sequence[Token]) -> bool:
    """Say whether a number stands in brackets after what the Schedule describes by it."""
    return bool(subjects_in(tokens)) and any(
        before.text == "(" and 0 < number.value <= _HIGHEST and after.text == ")"
        for before, number, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def drop_ruled_out(draft: Draft) -> None:
    """Leave out "(not paragraph 2)": it says which paragraph is not the ground."""
    kept = []
    for each in draft.cited:
        before = [token.text for token in draft.tokens[max(0, each.start - 2) : each.start]]
        if len(draft.cited) > 1 and {"not", "nor", "excluding", "nid"} & set(before):
            draft.doubts.append(NOT_THIS_PARAGRAPH)
        else:
            kept.append(each)
    draft.cited = kept


def is_lost(draft: Draft) -> bool:
    """Say whether a sentence tells that a motion to exclude the public was lost."""
    senses = draft.said.senses
    if Sense.LOST not in senses:
        return False
    if Sense.AMENDMENT in senses or any(each.opens for each in draft.said.predicates):
        draft.doubts.append("It is not certain which motion was lost.")
        return False
    words = {each.text for each in draft.tokens}
    excludes = any(each.startswith(("exclu", "gwahardd")) for each in words)
    return excludes or Sense.MOTION in senses
