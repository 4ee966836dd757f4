"""The terms of a restriction: a decision that is whole, or cannot be made at all."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.errors import Refused
from portal.policy.attributes import Classification, Jurisdiction
from portal.policy.grounds import KIND_OF, SCHEMES, NotAParagraph, Scheme


class Covers(StrEnum):
    """A part of an item's business that a restriction can close."""

    TITLE = "title"
    TEXT = "text"
    PAPERS = "papers"
    MINUTES = "minutes"
    DECISION = "decision"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How the public interest was weighed.  Kept sealed; the public reason says it openly."""

    for_publishing: str = field(repr=False)
    against_publishing: str = field(repr=False)
    conclusion: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Why something is closed, how much of it, who decided, and when that is looked at again.

    :raises Refused: if any part is missing or does not fit, saying what to do about it.
    """

    classification: Classification
    scheme: str
    paragraphs: tuple[str, ...]
    covers: frozenset[Covers]
    public_reason: str
    balance: Balance
    decided_by: str
    decided_office: str
    decided_on: date
    challenge: str
    review_on: date | None = None
    review_event: str = ""
    negotiation: bool = False
    originator_ok: bool = False

    def __post_init__(self) -> None:
        for refusal in (self._of_class, self._of_ground, self._of_words, self._of_review):
            if sentence := refusal():
                raise Refused(sentence)

    def member_right(self) -> bool:
        """Say whether councillors keep their statutory right to inspect (1972 Act s.100F)."""
        if self.classification is not Classification.EX:
            return False
        return SCHEMES[self.scheme].member_right(self.paragraphs, negotiation=self.negotiation)

    def in_force(self, jurisdiction: Jurisdiction, on: date) -> bool:
        """Say whether the scheme relied on was law there on the meeting's day."""
        scheme = SCHEMES[self.scheme]
        return scheme.applies(jurisdiction, scheme.kind, on)

    def _of_class(self) -> str:
        if self.classification is Classification.PUB:
            return "An open thing needs no restriction: choose why it is closed."
        if self.classification is Classification.OUTSIDE:
            return (
                "Material above OFFICIAL-SENSITIVE cannot be kept here: take it out of the portal."
            )
        if not self.covers:
            return "Choose what is closed: the title, text, papers, minutes, decision or actions."
        return ""

    def _of_ground(self) -> str:
        scheme = SCHEMES.get(self.scheme)
        if scheme is None:
            return "Choose the scheme of exemptions that the ground is taken from."
        if scheme.kind is not KIND_OF[self.classification]:
            return f"{scheme.name} has no grounds for this class: choose another scheme or class."
        if not self.paragraphs:
            return "Choose at least one paragraph: a label alone closes nothing."
        try:
            chosen = [scheme.paragraph(number) for number in self.paragraphs]
        except NotAParagraph:
            return f"Choose paragraphs of {scheme.name}: {_numbers(scheme)}."
        if any(not paragraph.selectable for paragraph in chosen):
            return f"A historic paragraph cannot be chosen today: choose from {_numbers(scheme)}."
        return ""

    def _of_words(self) -> str:
        wanted = (
            (self.public_reason, "Give the reason in words the public will read."),
            (self.balance.for_publishing, "Say what speaks for publishing."),
            (self.balance.against_publishing, "Say what speaks against publishing."),
            (self.balance.conclusion, "Say why the balance falls against publishing, for now."),
            (self.decided_by, "Say who decided."),
            (self.decided_office, "Say in which office they decided."),
            (self.challenge, "Say how the restriction can be challenged."),
        )
        return next((sentence for words, sentence in wanted if not words.strip()), "")

    def _of_review(self) -> str:
        if self.review_on is None and not self.review_event.strip():
            return "Give a review date, or the event after which the restriction is reviewed."
        if self.review_on is not None and self.review_on <= self.decided_on:
            return "Give a review date later than the decision."
        return ""


def _numbers(scheme: Scheme) -> str:
    return ", ".join(paragraph.number for paragraph in scheme.selectable())
