"""The legal sentence: on what ground something is closed, in words that nobody types.

It is made from the scheme, the paragraphs and the rules the meeting was held under.  A body
that has adopted the access rules says so; it never says that the law requires what the body
itself has chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.policy.attributes import Classification, Regime
from portal.policy.grounds import SCHEMES, Kind, Paragraph, Scheme

PENDING: Final = (
    "The ground for restricting this item is being decided; it is not published until then."
)


PARTNER: Final = "a partner's confidence"


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
        reasons = " and ".join(each.reads_as or each.label for each in found)
        return LegalWords(
            word="Confidential",
            sentence=f"Confidential: this {reasons}.",
            ground="confidential information",
            meanings=tuple(each.label for each in found),
        )
    what = "this item" if whole_item else "this part of it"
    if classification is Classification.PART:
        paired = _exempt(known, found, regime, what) if known.kind is Kind.EXEMPT else None
        given = "A partner organisation gave this information in confidence."
        return LegalWords(
            word="Restricted",
            sentence=f"{given} {paired.sentence}" if paired else given,
            interest=paired.interest if paired else "",
            ground=f"{PARTNER}, {paired.ground}" if paired else PARTNER,
            meanings=paired.meanings if paired else tuple(each.label for each in found),
        )
    return _exempt(known, found, regime, what)


def _exempt(
    scheme: Scheme, paragraphs: Sequence[Paragraph], regime: Regime, what: str
) -> LegalWords:
    numbers = _numbers([each.number for each in paragraphs])
    about = " and ".join(each.label[:1].lower() + each.label[1:] for each in paragraphs)
    if regime is Regime.ADOPTED:
        sentence = (
            f"The partnership has adopted the access rules in {scheme.adopted_as}"
            f" and restricts {what} under {numbers}: {about}."
        )
    elif regime is Regime.NONE:
        sentence = (
            f"The board meets under its own rules and restricts {what} for what {numbers} of"
            f" {scheme.adopted_as} describes: {about}."
        )
    else:
        sentence = f"Not for publication by virtue of {numbers} of {scheme.cited_as}: {about}."
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
        ground=f"{scheme.known_as}, {numbers}",
        meanings=tuple(f"Paragraph {each.number}: {each.label}" for each in paragraphs),
    )


def _numbers(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
