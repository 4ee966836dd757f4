"""Whether a paragraph named near the word "exempt" is the ground, or only a place in a report."""

from collections.abc import Sequence
from typing import Final

from portal.services.grounds_in_text.cited import Citation
from portal.services.grounds_in_text.lexicon import Sense
from portal.services.grounds_in_text.misprints import is_paragraph_word
from portal.services.grounds_in_text.places import JOINS, is_law_word, places_in
from portal.services.grounds_in_text.predicates import Predicate
from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.vocabulary import words

_POINTING: Final = words(
    "at see also per from refer cf into throughout regarding about on agree approve amend note "
    "adopt delete accept consider receive endorse insert replace agreed approved amended noted "
    "adopted"
)
_DEFINING: Final = words(
    "defined described specified set out listed contained mentioned identified referred within "
    "accordance disclosed terms information category categories forth stated given prescribed "
    "provided falling falls exempt 1 3 4 i a geir diffinnir disgrifir nodir unol"
)
_BETWEEN: Final = words(
    ": - , ( ) . ; / | = [ ] does is are was were exempt this report reports item items the "
    "information apply applies applied it and a and/or therefore so being which that appendix "
    "public press be to as of under for not by has have been document paper in on meeting yn "
    "mae'r mae wedi"
)
_NOUNS: Final = frozenset(("exemption", "exemptions"))
_OF_NOUNS: Final = words(
    "category categories no number paragraph reason reasons code type schedule class s lga"
)
_LABELLED: Final = words(
    "information meeting report reports appendix appendices item items paper papers document "
    "documents business session minutes annex agenda matter matters enclosure by under in and or "
    "as because for due pursuant on attachment part material is at within to with from not until "
    "being"
)
_TOLD: Final = words(
    "considered rejected discussed debated was were been amended revised reviewed noted looked "
    "corrected mentioned raised quoted read explained queried should would did had cited replaced"
)
_APPLY: Final = words("apply applies applied engaged relied")
_FAR: Final = 24
_FEW: Final = 4


def is_linked(tokens: Sequence[Token], cited: Citation, predicates: Sequence[Predicate]) -> bool:
    """Say whether a citation without a Schedule surely belongs to what is said to be closed."""
    described = cited.described and any(each.start < cited.start for each in predicates)
    if cited.named or cited.parts or described:
        return True
    before = [each.text for each in tokens[max(0, cited.start - 6) : cited.start]]
    while before and before[-1] in {"the", "said", "a", "y", "("}:
        before.pop()
    last = before[-1] if before else ""
    if (last, *before[-2:-1]) in {("on", "based"), ("in", "exemption")}:
        return True
    if last in _POINTING or (last == "in" and not set(before[:-1]) & _DEFINING):
        return False
    earlier = [each for each in predicates if each.start < cited.start]
    if earlier:
        return _follows(tokens, cited, earlier)
    between = {each.text for each in tokens[cited.end : predicates[0].start]}
    return between <= _BETWEEN


def _follows(tokens: Sequence[Token], cited: Citation, earlier: Sequence[Predicate]) -> bool:
    between = {each.text for each in tokens[earlier[-1].end : cited.start]}
    if all(each.word in _NOUNS for each in earlier) and not between <= _BETWEEN | _OF_NOUNS:
        return False
    return cited.start - earlier[-1].end <= _FAR and not _is_of_another(tokens, earlier)


def _is_of_another(tokens: Sequence[Token], predicates: Sequence[Predicate]) -> bool:
    """Say whether each word is a label of something that is no paper: a "confidential policy"."""
    return all(
        each.sense is Sense.LABEL
        and each.end < len(tokens)
        and tokens[each.end].text.isalpha()
        and tokens[each.end].printed.islower()
        and tokens[each.end].text not in _LABELLED
        and not is_paragraph_word(tokens[each.end].text)
        for each in predicates
    )


def is_plain_reference(tokens: Sequence[Token], cited: Sequence[Citation]) -> bool:
    """Say whether a sentence that only cites says hardly anything else: a note beside an item."""
    covered: set[int] = set()
    for place in places_in(tokens).values():
        covered.update(range(place.start, place.end))
    for each in cited:
        covered.update(range(each.start, each.end))
    left = [
        at
        for at, token in enumerate(tokens)
        if at not in covered
        and token.text.isalpha()
        and token.text not in JOINS
        and not is_law_word(token)
    ]
    for each in cited:
        before = tokens[each.start - 1].text if each.start else ""
        if before in _POINTING and not each.named:
            return False
    if {tokens[at].text for at in left} & _TOLD:
        return False
    if len(left) <= _FEW or {tokens[at].text for at in left} & _APPLY:
        return True
    set_off = {"(", "-", ":"} & {
        each.text for each in tokens[max(0, cited[0].start - 12) : cited[0].start]
    }
    return bool(set_off) and left[-1] < cited[0].start
