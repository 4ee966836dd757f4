"""What is wrong with a ground: each fault as one sentence that says what to do about it."""

from collections.abc import Iterable
from typing import Final

from portal.policy.attributes import Classification, Jurisdiction
from portal.policy.grounds import (
    KIND_OF,
    SCHEMES,
    Kind,
    MemberRight,
    NotAParagraph,
    Paragraph,
    Scheme,
)
from portal.policy.restrictions.parts import Answers, Order, Sitting, SourceKind, Supplied
from portal.policy.restrictions.words import says_nothing

DEPARTMENT, PROHIBITED = "C-a", "C-b"
"""The two limbs of confidential information (Local Government Act 1972 s.100A(3))."""

INSTEAD: Final = {
    Jurisdiction.ENG: "1, 2 or 7",
    Jurisdiction.WAL: "12, 13 or 18",
    Jurisdiction.SCO: "3, 6 or 14",
    Jurisdiction.NI: "1, 2 or 7",
}
"""Under which paragraphs what a partner gives in confidence is usually exempt."""


def normalised(scheme: Scheme, numbers: Iterable[str]) -> tuple[str, ...]:
    """Give each paragraph named once, as its scheme writes it, in the Schedule's order.

    What the scheme does not have is kept as it was named, at the end.
    """
    order = {number.casefold(): at for at, number in enumerate(scheme.paragraphs)}
    known = list(scheme.paragraphs)
    named = dict.fromkeys(each.strip().casefold() for each in numbers)
    found = sorted(order[each] for each in named if each in order)
    unknown = [each for each in named if each and each not in order]
    return (*(known[at] for at in found), *unknown)


def ground_fault(
    classification: Classification, scheme_id: str, paragraphs: tuple[str, ...]
) -> str:
    """Say what is wrong with a scheme and its paragraphs for a class; nothing, if nothing is."""
    scheme = SCHEMES.get(scheme_id)
    if scheme is None:
        return "Choose the scheme of exemptions that the ground is taken from."
    if scheme.kind is not KIND_OF.get(classification):
        return f"{scheme.name} has no grounds for this class: choose another scheme or class."
    return paragraphs_fault(scheme, paragraphs)


def paragraphs_fault(scheme: Scheme, paragraphs: tuple[str, ...]) -> str:
    """Say what is wrong with a choice of paragraphs."""
    if not paragraphs:
        return "Choose at least one paragraph: a label alone closes nothing."
    try:
        chosen = [scheme.paragraph(number) for number in paragraphs]
    except NotAParagraph:
        return f"Choose paragraphs of {scheme.name}: {_numbers(scheme)}."
    historic = [each for each in chosen if not each.selectable]
    if historic and scheme.historic:
        return f"{scheme.name} is no longer law: choose from the scheme in force on the day."
    if historic:
        why = (
            " It was for standards committees only."
            if any(each.standards_committee_only for each in historic)
            else ""
        )
        return (
            f"A historic paragraph ({_listed(historic)}) cannot be chosen today.{why}"
            f" Choose from {_numbers(scheme)}."
        )
    return ""


def pairing_fault(
    classification: Classification,
    paired_scheme: str,
    paired: tuple[str, ...],
    sitting: Sitting | None,
) -> str:
    """Say whether a partner's confidence lacks the statutory paragraph it must be paired with."""
    if classification is not Classification.PART:
        if paired_scheme or paired:
            return "Only a partner's confidence is paired with a paragraph: choose one ground."
        return ""
    if not paired and not paired_scheme:
        if sitting is not None and sitting.by_statute:
            return (
                "A partner's confidence alone keeps nobody out of this meeting: pair it with a"
                f" paragraph of the Schedule, usually {INSTEAD[sitting.jurisdiction]}."
            )
        return ""
    scheme = SCHEMES.get(paired_scheme)
    if scheme is None or scheme.kind is not Kind.EXEMPT:
        return "Pair a partner's confidence with a paragraph of the nation's own scheme."
    return paragraphs_fault(scheme, paired)


def in_force_fault(scheme_id: str, sitting: Sitting | None) -> str:
    """Say whether a scheme was not the law there on the day of the meeting."""
    if sitting is None or not scheme_id:
        return ""
    scheme = SCHEMES[scheme_id]
    if scheme.applies(sitting.jurisdiction, scheme.kind, sitting.on):
        return ""
    return "That scheme was not in force on the day of the meeting: choose the one that was."


def qualification_fault(scheme: Scheme, paragraphs: tuple[str, ...], answers: Answers) -> str:
    """Say whether a qualification takes the information out of a paragraph chosen.

    (Schedule 12A paragraphs 8 and 9, 19 and 20; 2014 Act Schedule 6 paragraph 8; the
    qualifications within Schedule 7A's own paragraphs.)
    """
    given = {
        "registrable": answers.registrable,
        "own_development_reg3_1992": answers.own_development,
    }
    for each in scheme.qualifications.values():
        lifted = [number for number in paragraphs if number in each.applies_to]
        if lifted and given.get(each.test, False):
            return (
                f"{_paragraph(each.number)} of the scheme takes this out of"
                f" {_spoken(lifted)}: {_uncapitalised(each.says)} Take {_spoken(lifted)} out,"
                " or publish it."
            )
    qualified = [each for each in paragraphs if scheme.paragraph(each).qualified_by]
    if qualified and not answers.harm_likely:
        which = _spoken(qualified)
        return (
            f"{which[:1].upper()}{which[1:]} {'holds' if len(qualified) == 1 else 'hold'} only"
            " while publishing would do the harm named there: choose another ground, or publish it."
        )
    return ""


def negotiation_fault(scheme: Scheme, paragraphs: tuple[str, ...], *, negotiation: bool) -> str:
    """Say whether terms in negotiation are claimed where no paragraph is about a contract."""
    if negotiation and not negotiable(scheme, paragraphs):
        return (
            "Terms in a negotiation are for the paragraph on financial or business affairs alone:"
            " choose that paragraph, or say that this is not about them."
        )
    return ""


def negotiable(scheme: Scheme, paragraphs: Iterable[str]) -> bool:
    """Say whether it matters to councillors' right that terms are still being negotiated."""
    return any(
        scheme.paragraph(each).member_right is MemberRight.EXCEPT_NEGOTIATION_TERMS
        for each in paragraphs
    )


def source_fault(
    classification: Classification,
    paragraphs: tuple[str, ...],
    supplied: Supplied | None,
    sitting: Sitting | None,
) -> str:
    """Say what is lacking of who supplied something in confidence (s.100A(3)(a))."""
    limb_a = classification is Classification.CONF and DEPARTMENT in paragraphs
    if supplied is None:
        if limb_a:
            return "Say which Government department supplied this, on what terms, and whom to ask."
        return ""
    for words, sentence in (
        (supplied.by, "Say who supplied this."),
        (supplied.terms, "Say on what terms it was supplied, as nearly as you can in their words."),
        (supplied.contact, "Say whom to ask about those terms."),
    ):
        if says_nothing(words):
            return sentence
    if limb_a and supplied.kind is not SourceKind.DEPARTMENT:
        instead = INSTEAD[sitting.jurisdiction] if sitting else INSTEAD[Jurisdiction.ENG]
        return (
            "Only a Government department can make something confidential in this sense."
            f" Choose exempt, usually under paragraph {instead}, or a partner's confidence"
            " together with one of those paragraphs."
        )
    return ""


def order_fault(
    classification: Classification, paragraphs: tuple[str, ...], order: Order | None
) -> str:
    """Say what is lacking of the enactment or order that prohibits disclosure (s.100A(3)(b))."""
    if classification is not Classification.CONF or PROHIBITED not in paragraphs:
        return ""
    if order is None or says_nothing(order.reference):
        return "Give the reference of the enactment or the court's order that prohibits disclosure."
    if order.expires_on is None and says_nothing(order.until):
        return "Say when the prohibition ends: a date, or “until further order”."
    return ""


def _numbers(scheme: Scheme) -> str:
    return ", ".join(paragraph.number for paragraph in scheme.selectable())


def _listed(paragraphs: Iterable[Paragraph]) -> str:
    return ", ".join(each.number for each in paragraphs)


def _spoken(numbers: list[str]) -> str:
    joined = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    return f"paragraph{'' if len(numbers) == 1 else 's'} {joined}"


def _paragraph(number: str) -> str:
    return f"Paragraph {number}" if number[:1].isdigit() else number


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
