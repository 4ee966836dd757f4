"""What else a sentence names: appendices and items, confidential information, qualifications."""

import itertools
from collections.abc import Sequence
from typing import Final

from portal.services.grounds_in_text.lexicon import Sense
from portal.services.grounds_in_text.tokens import Sort, Token
from portal.services.grounds_in_text.vocabulary import words

_THINGS: Final = words(
    "appendix appendices annex item items eitem eitemau atodiad minute report attachment exemption"
)
_QUALIFYING: Final = words(
    "qualification qualifications qualified outweighs outweighed outweigh prevented subject "
    "notwithstanding gorbwyso"
)
_INTEREST: Final = (words("public interest"), words("budd cyhoedd"))
_DEPARTMENTAL: Final = frozenset((Sense.DEPARTMENT, Sense.TERMS))


def things_in(tokens: Sequence[Token]) -> frozenset[str]:
    """Name the appendices and items that a sentence speaks of, with their letters or numbers."""
    return frozenset(
        f"{token.text} {after.text}"
        for token, after in itertools.pairwise(tokens)
        if token.text in _THINGS
        and (after.sort is Sort.NUMBER or (len(after.text) == 1 and after.text.isalpha()))
    )


def items_in(tokens: Sequence[Token]) -> frozenset[str]:
    """Name the items of the agenda that a sentence speaks of."""
    return frozenset(each for each in things_in(tokens) if each.startswith(("item", "eitem")))


def confidential_in(tokens: Sequence[Token], senses: frozenset[Sense]) -> str:
    """Say by which words, if any, a sentence speaks of confidential information of the Act."""
    if senses >= _DEPARTMENTAL:
        return "department"
    if Sense.COURT in senses:
        return "law"
    said = [each.text for each in tokens]
    for at, word in enumerate(said):
        if word not in {"100a", "100", "50a", "50", "42", "4"}:
            continue
        rest = "".join(said[at : at + 9])
        own = rest.startswith(("100a(2)", "100a(3)", "100(a)(2)", "100(a)(3)", "50a(2)", "50a(3)",
                               "50(a)(2)", "50(a)(3)"))  # fmt: skip
        before = set(said[max(0, at - 3) : at])
        own = own or (
            rest.startswith(("42(2)", "42(3)")) and bool(before & {"section", "s", "sections"})
        )
        own = own or (rest.startswith("4(2)(a)") and bool(before & {"regulation", "reg"}))
        if own:
            return "section"
    return ""


def speaks_of_qualifications(tokens: Sequence[Token]) -> bool:
    """Say whether a sentence speaks of the public interest or of what takes exemption away."""
    said = {each.text for each in tokens}
    return bool(said & _QUALIFYING) or any(pair <= said for pair in _INTEREST)
