"""From what was written in the form to the terms of a restriction and its public face."""

from dataclasses import dataclass
from uuid import UUID

from portal.errors import Refused
from portal.policy import Classification
from portal.policy.grounds import Scheme
from portal.policy.restrictions import (
    Balance,
    Covers,
    Order,
    SourceKind,
    Supplied,
    Terms,
)
from portal.services.public_faces import PublicFace
from portal.services.restriction_forms.checking import answered, answers_of
from portal.services.restriction_forms.choices import NOT_REPLACED
from portal.services.restriction_forms.fields import Written, chosen, day_written
from portal.services.restriction_forms.places import Place
from portal.services.restriction_forms.questions import (
    Question,
    asked,
    class_of,
    own_scheme,
    weighs,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A restriction as the form has it, whole."""

    terms: Terms
    face: PublicFace
    compartment: UUID
    supersedes: UUID | None


def unanswered(place: Place, written: Written) -> tuple[Question, ...]:
    """List the questions that apply and have no answer that can stand."""
    return tuple(each for each in asked(place, written) if not answered(each, place, written))


def proposal(place: Place, written: Written) -> Proposal:
    """Make of the answers what is recorded; what no longer applies is left out.

    :raises Refused: if something is missing or does not fit, saying what to do about it.
    """
    classification = class_of(written)
    if classification is None or unanswered(place, written):
        raise Refused("Answer every question first.")
    applies = set(asked(place, written))
    own = own_scheme(place, classification)
    paired = chosen(written, "paired") if Question.PAIRED in applies else ()
    statute = place.statute()
    partner = classification is Classification.PART
    terms = Terms(
        classification=classification,
        scheme=own.id if own else "",
        paragraphs=_all_of(own) if partner else chosen(written, "ground"),
        paired_scheme=statute.id if paired and statute else "",
        paired=paired,
        covers=frozenset(Covers(each) for each in chosen(written, "what")),
        papers=frozenset(UUID(each) for each in chosen(written, "papers"))
        if Question.PAPERS in applies
        else frozenset(),
        public_reason=written["reason"],
        balance=_balance(written) if weighs(place, written) else None,
        supplied=_supplied(written) if Question.SOURCE in applies else None,
        order=_order(written) if Question.ORDER in applies else None,
        answers=answers_of(written if Question.QUALIFICATIONS in applies else {}),
        negotiation=Question.NEGOTIATION in applies and written.get("negotiation") == "yes",
        decided_by=written["decided_by"],
        decided_office=written["decided_office"],
        decided_on=place.today,
        review_on=day_written(written, "review"),
        review_event=written.get("review_event", ""),
        challenge=written["challenge"],
        sitting=place.sitting,
    )
    replaced = written.get("replaces", "") if Question.REPLACES in applies else ""
    return Proposal(
        terms=terms,
        face=PublicFace(
            heading=written["public_title"],
            balance=written.get("public_balance", "") if weighs(place, written) else "",
        ),
        compartment=UUID(written["compartment"]),
        supersedes=UUID(replaced) if replaced not in {"", NOT_REPLACED} else None,
    )


def _all_of(scheme: Scheme | None) -> tuple[str, ...]:
    return tuple(scheme.paragraphs) if scheme else ()


def _balance(written: Written) -> Balance:
    return Balance(
        for_publishing=written["for"],
        against_publishing=written["against"],
        conclusion=written["conclusion"],
    )


def _supplied(written: Written) -> Supplied:
    return Supplied(
        by=written["source_by"],
        kind=SourceKind(written["source_kind"]),
        terms=written["source_terms"],
        contact=written["source_contact"],
    )


def _order(written: Written) -> Order:
    return Order(
        reference=written["order_reference"],
        expires_on=day_written(written, "order_ends"),
        until=written.get("order_until", ""),
    )
