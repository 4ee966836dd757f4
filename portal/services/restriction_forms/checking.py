"""What is wrong with an answer: told at its own question, in the words of the rule itself."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from portal.policy import Classification
from portal.policy.restrictions import (
    Answers,
    Covers,
    SourceKind,
    Supplied,
    copies,
    grounding,
    says_nothing,
)
from portal.policy.restrictions.terms import LONGEST_MONTHS, latest
from portal.policy.titles import NEUTRAL, names_somebody
from portal.services.restriction_forms.choices import NOT_REPLACED
from portal.services.restriction_forms.fields import Faults, Field, Shape, Written, chosen
from portal.services.restriction_forms.fields import day_written as day
from portal.services.restriction_forms.places import Place
from portal.services.restriction_forms.questions import (
    Question,
    class_of,
    ground_of,
    own_scheme,
    weighs,
)
from portal.services.restriction_forms.wording import wording

_PRIVATE: Final = ("for", "against", "conclusion")
_MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "what": "Choose what is closed: the title, text, papers, minutes, decision or actions",
        "replaces": "Say whether this takes the place of a restriction there is",
        "class": "Choose why it is closed",
        "ground": "Choose at least one paragraph: a label alone closes nothing",
        "paired": "Choose at least one paragraph: a partner's confidence alone closes nothing here",
        "source_kind": "Choose what sort of body supplied it",
        "source_by": "Enter the name of the body that supplied it",
        "source_terms": "Enter the terms on which it was supplied",
        "source_contact": "Enter whom to ask about the terms",
        "order_reference": "Enter the reference of the enactment or the court's order",
        "registrable": "Say whether it must be registered",
        "own_development": "Say whether it is about the authority's own development",
        "harm_likely": "Say whether publishing would do that harm",
        "negotiation": "Say whether it is about terms offered in a negotiation",
        "reason": "Enter the reason, in words the public will read",
        "for": "Enter what speaks for publishing",
        "against": "Enter what speaks against publishing",
        "conclusion": "Enter why the balance falls against publishing, for now",
        "decided_by": "Enter the name of whoever decides",
        "decided_office": "Choose in which office they decide",
        "compartment": "Choose where it is kept",
        "challenge": "Enter how the restriction can be challenged",
        "public_title": "Enter the title that the public will read",
        "public_balance": "Enter how it was weighed, in words for everybody",
    }
)


def faults_of(question: Question, place: Place, written: Written) -> Faults:
    """Say what is wrong with the answer to a question; nothing, if it can stand."""
    fields = wording(question, place, written).fields
    found = {
        each.names[0]: _MISSING[each.name]
        for each in fields
        if not each.optional and each.shape is not Shape.DAY and _unanswered(each, written)
    }
    if found:
        return found
    more = _MORE.get(question)
    return more(place, written) if more is not None else {}


def answered(question: Question, place: Place, written: Written) -> bool:
    """Say whether a question has an answer that can stand."""
    seen = any(
        name in written for each in wording(question, place, written).fields for name in each.names
    )
    return seen and not faults_of(question, place, written)


def _unanswered(each: Field, written: Written) -> bool:
    if not each.choices:
        return says_nothing(written.get(each.name, ""))
    offered = {choice.value for choice in each.choices}
    values = chosen(written, each.name)
    return not values or not offered.issuperset(values)


def _replaces(place: Place, written: Written) -> Faults:
    which = written.get("replaces", "")
    if which == NOT_REPLACED:
        return {
            "replaces": "That part is restricted already. Leave it out of what is closed, or say"
            " that this takes the other's place"
        }
    if not place.standing.get(which, frozenset()) <= set(chosen(written, "what")):
        return {"replaces": "Close at least what the other closes. What is to open is released"}
    return {}


def _class(place: Place, written: Written) -> Faults:
    classification = class_of(written)
    if classification is None:
        return {"class": _MISSING["class"]}
    if own_scheme(place, classification) is None:
        return {"class": "No ground of that kind was law on the day of the meeting. Choose another"}
    if classification is Classification.CASE and set(chosen(written, "what")) != {Covers.PAPERS}:
        return {
            "class": "A person's case is not business of a board. Go back, close the papers alone,"
            " and take them out afterwards"
        }
    return {}


def _source(place: Place, written: Written) -> Faults:
    classification = class_of(written) or Classification.CONF
    supplied = Supplied(
        by=written["source_by"],
        kind=SourceKind(written["source_kind"]),
        terms=written["source_terms"],
        contact=written["source_contact"],
    )
    fault = grounding.source_fault(
        classification, chosen(written, "ground"), supplied, place.sitting
    )
    return {"source_kind": fault.rstrip(".")} if fault else {}


def _order(_place: Place, written: Written) -> Faults:
    try:
        ends = day(written, "order_ends")
    except ValueError:
        return {"order_ends_day": "Enter a real date, such as 31 3 2027"}
    if ends is None and says_nothing(written.get("order_until", "")):
        return {"order_ends_day": "Enter the date when it ends, or until when it lasts"}
    return {}


def answers_of(written: Written) -> Answers:
    """Give what was answered to the qualifications; where nothing was asked, nothing applies."""
    return Answers(
        registrable=written.get("registrable") == "yes",
        own_development=written.get("own_development") == "yes",
        harm_likely=written.get("harm_likely") != "no",
    )


def _qualifications(place: Place, written: Written) -> Faults:
    scheme, numbers = ground_of(place, written)
    if scheme is None:
        return {}
    fault = grounding.qualification_fault(scheme, numbers, answers_of(written))
    wrong = next(
        (
            name
            for name, bad in (
                ("registrable", "yes"),
                ("own_development", "yes"),
                ("harm_likely", "no"),
            )
            if written.get(name) == bad
        ),
        "",
    )
    return {wrong: fault.rstrip(".")} if fault else {}


def _private(name: str) -> Callable[[Place, Written], Faults]:
    def check(_place: Place, written: Written) -> Faults:
        if copies(written.get("reason", ""), written.get(name, "")):
            return {
                name: "This is the reason that the public will read. Say here what it does not say"
            }
        return {}

    return check


def _reason(_place: Place, written: Written) -> Faults:
    if any(copies(written.get("reason", ""), written.get(name, "")) for name in _PRIVATE):
        return {"reason": "This is copied from the private balance, and everybody will read it"}
    return {}


def _compartment(place: Place, written: Written) -> Faults:
    _, sensitive = place.compartments[written["compartment"]]
    if class_of(written) in {Classification.REV, Classification.CASE} and not sensitive:
        return {"compartment": "Choose a compartment for which people need a permission"}
    return {}


def _review(place: Place, written: Written) -> Faults:
    event = not says_nothing(written.get("review_event", ""))
    try:
        on = day(written, "review")
    except ValueError:
        return {"review_day": "Enter a real date, such as 31 3 2027"}
    if on is None and not event:
        return {"review_day": "Enter a date, or the event after which it is looked at again"}
    if on is not None and on <= place.today:
        return {"review_day": "Enter a date after today"}
    if on is not None and not event and on > latest(place.today):
        return {
            "review_day": f"Enter a date within {LONGEST_MONTHS} months, or name the event that it"
            " waits for"
        }
    if class_of(written) is Classification.REV and not event:
        return {"review_event": "Enter the event after which the review can be published"}
    return {}


def _public(place: Place, written: Written) -> Faults:
    title = written.get("public_title", "")
    if name := names_somebody(title):
        return {"public_title": f"The title names somebody ({name}). Write “{NEUTRAL}” instead"}
    if Covers.TITLE in chosen(written, "what") and copies(title, place.heading):
        return {"public_title": "The title itself is closed. Enter another one"}
    public = written.get("public_balance", "")
    if weighs(place, written) and any(copies(public, written.get(each, "")) for each in _PRIVATE):
        return {"public_balance": "This is copied from the private balance. Say it in other words"}
    return {}


_MORE: Final[Mapping[Question, Callable[[Place, Written], Faults]]] = MappingProxyType(
    {
        Question.REPLACES: _replaces,
        Question.CLASS: _class,
        Question.SOURCE: _source,
        Question.ORDER: _order,
        Question.QUALIFICATIONS: _qualifications,
        Question.REASON: _reason,
        Question.FOR: _private("for"),
        Question.AGAINST: _private("against"),
        Question.CONCLUSION: _private("conclusion"),
        Question.COMPARTMENT: _compartment,
        Question.REVIEW: _review,
        Question.PUBLIC: _public,
    }
)
