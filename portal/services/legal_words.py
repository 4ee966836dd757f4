"""The legal sentence: on what ground something is closed, in words that nobody types.

It is made from the scheme, the paragraphs and the rules the meeting was held under.  A body
that has adopted the access rules says so; it never says that the law requires what the body
itself has chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.policy.attributes import Classification, Regime
from portal.policy.grounds import SCHEMES, Paragraph

PENDING: Final = (
    "The ground for restricting this item is being decided; it is not published until then."
)

_IN_FULL: Final = {
    "ENG-12A": "Part 1 of Schedule 12A to the Local Government Act 1972",
    "WAL-12A": "Part 4 of Schedule 12A to the Local Government Act 1972",
    "SCO-7A": "Part 1 of Schedule 7A to the Local Government (Scotland) Act 1973",
    "NI-6": "Part 1 of Schedule 6 to the Local Government Act (Northern Ireland) 2014",
}
_ADOPTED: Final = {scheme: words.partition(" of ")[2] for scheme, words in _IN_FULL.items()}
_CONFIDENTIAL: Final = {
    "C-a": "was provided by a government department on terms that forbid its publication",
    "C-b": "may not be published because an enactment or a court's order prohibits it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalWords:
    """Why something is closed, for the public."""

    word: str  # "Restricted", or "Confidential" in the statutory sense alone
    sentence: str
    interest: str = ""  # how the public interest was judged, where a balance is part of the ground
    ground: str = ""  # the ground by its number alone: "Schedule 12A, paragraphs 1 and 2"
    meanings: tuple[str, ...] = ()  # what each paragraph means


def legal_words(  # noqa: PLR0913 -- the ground's parts, each by name
    *,
    classification: Classification,
    scheme: str,
    paragraphs: Sequence[str],
    regime: Regime,
    pending: bool = False,
    whole_item: bool = True,
) -> LegalWords:
    """Say on what ground something is closed.

    (Local Government Act 1972 s.100A and Schedule 12A, and their siblings.)

    :param pending: the ground is still being decided.
    :param whole_item: the item is closed, rather than a part of it.
    """
    known = SCHEMES.get(scheme)
    found = [known.paragraphs[each] for each in paragraphs if known and each in known.paragraphs]
    if pending or known is None or not found:
        return LegalWords(word="Restricted", sentence=PENDING if pending else "")
    if classification is Classification.CONF:
        reasons = " and ".join(_CONFIDENTIAL.get(each.number, each.label) for each in found)
        return LegalWords(
            word="Confidential",
            sentence=f"Confidential: this {reasons}.",
            ground="confidential information",
            meanings=tuple(each.label for each in found),
        )
    if classification is Classification.PART:
        return LegalWords(
            word="Restricted",
            sentence="A partner organisation gave this information in confidence.",
            ground="a partner's confidence",
            meanings=tuple(each.label for each in found),
        )
    return _exempt(scheme, found, regime, "this item" if whole_item else "this part of it")


def _exempt(scheme: str, paragraphs: Sequence[Paragraph], regime: Regime, what: str) -> LegalWords:
    numbers = _numbers([each.number for each in paragraphs])
    about = " and ".join(each.label[:1].lower() + each.label[1:] for each in paragraphs)
    if regime is Regime.ADOPTED:
        rules = _ADOPTED.get(scheme, SCHEMES[scheme].name)
        sentence = (
            f"The partnership has adopted the access rules in {rules} and restricts {what}"
            f" under {numbers}: {about}."
        )
    else:
        rules = _IN_FULL.get(scheme, SCHEMES[scheme].name)
        sentence = f"Not for publication by virtue of {numbers} of {rules}: {about}."
    weighed = all(each.public_interest for each in paragraphs)
    return LegalWords(
        word="Restricted",
        sentence=sentence,
        interest=(
            "The public interest in keeping it private was judged to outweigh the public"
            " interest in publishing it."
            if weighed
            else ""
        ),
        ground=f"{_ADOPTED.get(scheme, SCHEMES[scheme].name).partition(' to ')[0]}, {numbers}",
        meanings=tuple(f"Paragraph {each.number}: {each.label}" for each in paragraphs),
    )


def _numbers(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
