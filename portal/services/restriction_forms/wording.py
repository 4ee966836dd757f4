"""The form's words: what each question is called, and what its fields ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from portal.policy.restrictions import Covers
from portal.policy.restrictions.terms import latest
from portal.services.restriction_forms.choices import (
    CHALLENGE,
    CLASSES,
    NOT_REPLACED,
    OFFICES,
    PARTS,
    QUALIFIED,
    SOURCES,
    YES_NO,
    listed,
    paragraph_choices,
)
from portal.services.restriction_forms.fields import Choice, Field, Shape, Written, chosen
from portal.services.restriction_forms.places import Place
from portal.services.restriction_forms.questions import (
    Question,
    class_of,
    own_scheme,
    qualifications,
    weighs,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a page of the form says."""

    title: str
    lead: str
    fields: tuple[Field, ...]


def wording(question: Question, place: Place, written: Written) -> Wording:
    """Give the words and fields of a question, as it stands for this item and these answers."""
    title, lead, ask = _PAGES[question]
    fields = ask(place, written)
    if lead and len(fields) == 1:  # the heading is then the field's own label
        fields = (replace(fields[0], hint=f"{lead} {fields[0].hint}".strip()),)
    return Wording(title=title, lead=lead, fields=fields)


def _what(_place: Place, _written: Written) -> tuple[Field, ...]:
    choices = tuple(Choice(value=each, text=text, hint=hint) for each, text, hint in PARTS)
    return (_some("what", "Choose all that are to be closed.", choices),)


def _papers(place: Place, _written: Written) -> tuple[Field, ...]:
    choices = tuple(Choice(value=key, text=title) for key, title in place.papers.items())
    hint = "These are not public yet. Leave all of them out to close only what comes later."
    return (_some("papers", hint, choices, optional=True),)


def _replaces(place: Place, _written: Written) -> tuple[Field, ...]:
    there = tuple(
        Choice(value=key, text=f"Yes: the one that closes {listed(covers)}")
        for key, covers in place.standing.items()
    )
    return (_one("replaces", (*there, Choice(value=NOT_REPLACED, text="No"))),)


def _class(_place: Place, _written: Written) -> tuple[Field, ...]:
    return (_one("class", tuple(Choice(value=a, text=b, hint=c) for a, b, c in CLASSES)),)


def _ground(place: Place, written: Written) -> tuple[Field, ...]:
    classification = class_of(written)
    scheme = own_scheme(place, classification) if classification else None
    if scheme is None:
        return ()
    hint = f"Grounds in force on the day of the meeting: {scheme.name}."
    return (_some("ground", hint, paragraph_choices(scheme)),)


def _paired(place: Place, _written: Written) -> tuple[Field, ...]:
    scheme = place.statute()
    if scheme is None:
        return ()
    must = place.sitting.by_statute
    hint = (
        "A partner's confidence alone keeps nobody out of this meeting."
        if must
        else "This board may rely on the confidence alone. Leave all out if it does."
    )
    return (_some("paired", hint, paragraph_choices(scheme), optional=not must),)


def _source(_place: Place, _written: Written) -> tuple[Field, ...]:
    kinds = tuple(Choice(value=each, text=text) for each, text in SOURCES)
    return (
        Field(
            name="source_kind", shape=Shape.ONE_OF, label="What sort of body is it?", choices=kinds
        ),
        Field(name="source_by", shape=Shape.LINE, label="Its name"),
        Field(
            name="source_terms",
            shape=Shape.WORDS,
            label="On what terms was it supplied?",
            hint="As nearly as you can in their own words.",
            rows=4,
        ),
        Field(name="source_contact", shape=Shape.LINE, label="Whom to ask about those terms"),
    )


def _order(_place: Place, _written: Written) -> tuple[Field, ...]:
    return (
        Field(name="order_reference", shape=Shape.LINE, label="Its reference"),
        Field(name="order_ends", shape=Shape.DAY, label="When it ends, if it says", optional=True),
        Field(
            name="order_until",
            shape=Shape.LINE,
            label="If it gives no date, until when it lasts",
            hint="For example, until further order.",
            optional=True,
        ),
    )


def _qualifications(place: Place, written: Written) -> tuple[Field, ...]:
    return tuple(
        Field(name=name, shape=Shape.ONE_OF, label=QUALIFIED[name], hint=says, choices=YES_NO)
        for name, says in qualifications(place, written)
    )


def _negotiation(_place: Place, _written: Written) -> tuple[Field, ...]:
    return (_one("negotiation", YES_NO),)


def _words(name: str, hint: str, rows: int = 6) -> Callable[[Place, Written], tuple[Field, ...]]:
    return lambda _place, _written: (
        Field(name=name, shape=Shape.WORDS, label="", hint=hint, rows=rows),
    )


def _decider(_place: Place, _written: Written) -> tuple[Field, ...]:
    offices = tuple(Choice(value=each, text=each) for each in OFFICES)
    return (
        Field(name="decided_by", shape=Shape.LINE, label="Their name"),
        Field(name="decided_office", shape=Shape.ONE_OF, label="Their office", choices=offices),
    )


def _compartment(place: Place, _written: Written) -> tuple[Field, ...]:
    choices = tuple(
        Choice(
            value=key,
            text=name,
            hint="Only people with a permission for it, given by two others." if sensitive else "",
        )
        for key, (name, sensitive) in place.compartments.items()
    )
    return (_one("compartment", choices),)


def _review(place: Place, _written: Written) -> tuple[Field, ...]:
    return (
        Field(
            name="review",
            shape=Shape.DAY,
            label="On this date",
            hint="Within twelve months, unless it waits for an event.",
            prefilled=latest(place.today).isoformat(),
            optional=True,
        ),
        Field(
            name="review_event",
            shape=Shape.LINE,
            label="After this event",
            hint="For example, the contract is signed, or the trial ends.",
            optional=True,
        ),
    )


def _challenge(_place: Place, _written: Written) -> tuple[Field, ...]:
    return (Field(name="challenge", shape=Shape.WORDS, label="", prefilled=CHALLENGE, rows=5),)


def _public(place: Place, written: Written) -> tuple[Field, ...]:
    closed = frozenset(chosen(written, "what"))
    afterwards = closed <= {Covers.MINUTES, Covers.DECISION, Covers.ACTIONS}
    title = listed(closed).capitalize() if afterwards else place.heading
    public = Field(
        name="public_title",
        shape=Shape.LINE,
        label="Public title",
        hint="Name nobody, no place and no case number.",
        prefilled="" if Covers.TITLE in closed else title,
    )
    if not weighs(place, written):
        return (public,)
    return (
        public,
        Field(
            name="public_balance",
            shape=Shape.WORDS,
            label="How the public interest was weighed, in words for everybody",
            hint="Not a copy of what you wrote in private.",
            rows=4,
        ),
    )


def _some(name: str, hint: str, choices: tuple[Choice, ...], *, optional: bool = False) -> Field:
    return Field(
        name=name, shape=Shape.SOME_OF, label="", hint=hint, choices=choices, optional=optional
    )


def _one(name: str, choices: tuple[Choice, ...]) -> Field:
    return Field(name=name, shape=Shape.ONE_OF, label="", choices=choices)


_PAGES: Final[Mapping[Question, tuple[str, str, Callable[[Place, Written], tuple[Field, ...]]]]] = (
    MappingProxyType(
        {
            Question.WHAT: ("What is to be closed?", "", _what),
            Question.PAPERS: ("Which papers that are here already?", "", _papers),
            Question.REPLACES: (
                "Does this take the place of a restriction there is?",
                "",
                _replaces,
            ),
            Question.CLASS: ("Why is it closed?", "", _class),
            Question.GROUND: ("On which ground?", "", _ground),
            Question.PAIRED: ("With which paragraph of the Schedule?", "", _paired),
            Question.SOURCE: (
                "Who supplied it, and on what terms?",
                "This is kept sealed. The public is not told.",
                _source,
            ),
            Question.ORDER: (
                "What forbids publication?",
                "This is kept sealed. The public is not told.",
                _order,
            ),
            Question.QUALIFICATIONS: (
                "Does anything take it out of the ground?",
                "The Schedule makes exceptions.",
                _qualifications,
            ),
            Question.NEGOTIATION: (
                "Is it about terms offered in a negotiation for a contract?",
                "Councillors may inspect other financial information of right, but not this.",
                _negotiation,
            ),
            Question.REASON: (
                "What harm would publishing it do?",
                "",
                _words(
                    "reason",
                    "The public will read this. Say it in plain words, and give nothing away.",
                ),
            ),
            Question.FOR: (
                "What speaks for publishing it?",
                "",
                _words("for", "This is kept sealed. Be frank.", 7),
            ),
            Question.AGAINST: (
                "What speaks against publishing it?",
                "",
                _words("against", "This is kept sealed. Be frank.", 7),
            ),
            Question.CONCLUSION: (
                "Why does the case against publishing outweigh the case for it?",
                "If they weigh the same, it must be published.",
                _words("conclusion", "This is kept sealed.", 7),
            ),
            Question.DECIDER: ("Who decides?", "", _decider),
            Question.COMPARTMENT: (
                "Where is it kept?",
                "A compartment decides who can be let in.",
                _compartment,
            ),
            Question.REVIEW: (
                "When is it looked at again?",
                "Give a date, an event, or both.",
                _review,
            ),
            Question.CHALLENGE: (
                "How can somebody challenge it?",
                "The public will read this.",
                _challenge,
            ),
            Question.PUBLIC: ("What is the public told?", "", _public),
        }
    )
)
