"""The questions of the form, in their order: what each asks, and where it applies."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.policy import Classification
from portal.policy.grounds import SCHEMES, NoSchemeInForce, Scheme
from portal.policy.restrictions import Covers, needs_balance
from portal.policy.restrictions.grounding import DEPARTMENT, PROHIBITED, negotiable, normalised
from portal.services.restriction_forms.fields import Written, chosen
from portal.services.restriction_forms.places import Place


class Question(StrEnum):
    """A page of the form; the value is the end of its address."""

    WHAT = "what"
    PAPERS = "papers"
    REPLACES = "replaces"
    CLASS = "class"
    GROUND = "ground"
    PAIRED = "paired"
    SOURCE = "source"
    ORDER = "order"
    QUALIFICATIONS = "qualifications"
    NEGOTIATION = "negotiation"
    REASON = "reason"
    FOR = "for"
    AGAINST = "against"
    CONCLUSION = "conclusion"
    DECIDER = "decider"
    COMPARTMENT = "compartment"
    REVIEW = "review"
    CHALLENGE = "challenge"
    PUBLIC = "public"


def class_of(written: Written) -> Classification | None:
    """Give the class that was chosen."""
    value = written.get("class", "")
    return Classification(value) if value in set(Classification) else None


def ground_of(place: Place, written: Written) -> tuple[Scheme | None, tuple[str, ...]]:
    """Give the scheme and paragraphs chosen, on which the public interest may have to be weighed.

    Of a partner's confidence they are the statutory ones it is paired with, if it is.
    """
    classification = class_of(written)
    if classification is None:
        return None, ()
    name, scheme = "ground", own_scheme(place, classification)
    if classification is Classification.PART:
        name, scheme = "paired", place.statute()
    if scheme is None:
        return None, ()
    numbers = normalised(scheme, chosen(written, name))
    return scheme, tuple(each for each in numbers if each in scheme.paragraphs)


def own_scheme(place: Place, classification: Classification) -> Scheme | None:
    """Give the scheme of a class on the day of the meeting, if there is one."""
    try:
        return place.scheme(classification)
    except NoSchemeInForce:
        return None


def qualifications(place: Place, written: Written) -> tuple[tuple[str, str], ...]:
    """List the tests that could take the information out of a paragraph chosen: name, wording."""
    scheme, numbers = ground_of(place, written)
    if scheme is None:
        return ()
    tests = {
        each.test: each.says
        for each in scheme.qualifications.values()
        if each.applies_to.intersection(numbers)
    }
    found = [
        (name, tests[test])
        for name, test in (
            ("registrable", "registrable"),
            ("own_development", "own_development_reg3_1992"),
        )
        if test in tests
    ]
    if any(scheme.paragraph(each).qualified_by for each in numbers):
        found.append(("harm_likely", "It holds only while publishing would do that harm."))
    return tuple(found)


def weighs(place: Place, written: Written) -> bool:
    """Say whether the public interest must be weighed on the grounds chosen."""
    scheme, numbers = ground_of(place, written)
    return scheme is not None and needs_balance(scheme.id, numbers)


def asked(place: Place, written: Written) -> tuple[Question, ...]:
    """List the questions that apply, as far as can be told from what has been answered."""
    return tuple(each for each in Question if _APPLIES.get(each, _always)(place, written))


def _always(_place: Place, _written: Written) -> bool:
    return True


def _papers(place: Place, written: Written) -> bool:
    return bool(place.papers) and Covers.PAPERS in chosen(written, "what")


def _replaces(place: Place, written: Written) -> bool:
    wanted = set(chosen(written, "what"))
    return any(covers & wanted for covers in place.standing.values())


def _ground(_place: Place, written: Written) -> bool:
    return class_of(written) is not Classification.PART


def _paired(place: Place, written: Written) -> bool:
    return class_of(written) is Classification.PART and place.statute() is not None


def _source(_place: Place, written: Written) -> bool:
    classification = class_of(written)
    if classification is Classification.PART:
        return True
    return classification is Classification.CONF and DEPARTMENT in chosen(written, "ground")


def _order(_place: Place, written: Written) -> bool:
    return class_of(written) is Classification.CONF and PROHIBITED in chosen(written, "ground")


def _qualified(place: Place, written: Written) -> bool:
    return bool(qualifications(place, written))


def _negotiable(place: Place, written: Written) -> bool:
    scheme, numbers = ground_of(place, written)
    return scheme is not None and negotiable(SCHEMES[scheme.id], numbers)


_APPLIES: Final[Mapping[Question, Callable[[Place, Written], bool]]] = MappingProxyType(
    {
        Question.PAPERS: _papers,
        Question.REPLACES: _replaces,
        Question.GROUND: _ground,
        Question.PAIRED: _paired,
        Question.SOURCE: _source,
        Question.ORDER: _order,
        Question.QUALIFICATIONS: _qualified,
        Question.NEGOTIATION: _negotiable,
        Question.FOR: weighs,
        Question.AGAINST: weighs,
        Question.CONCLUSION: weighs,
    }
)
