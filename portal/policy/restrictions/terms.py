"""The terms of a restriction: all that must be settled before anything is closed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Self
from uuid import UUID

from portal.errors import Refused
from portal.policy.attributes import Classification, Jurisdiction
from portal.policy.grounds import SCHEMES
from portal.policy.restrictions import grounding
from portal.policy.restrictions.parts import (
    NOTHING_APPLIES,
    Answers,
    Balance,
    Covers,
    Order,
    Sitting,
    Supplied,
)
from portal.policy.restrictions.words import copies, says_nothing

LONGEST_MONTHS: Final = 12
"""A restriction that names no event is looked at again within so many months."""

_WEIGHED: Final = (
    "Say what speaks for publishing.",
    "Say what speaks against publishing.",
    "Say why the balance falls against publishing, for now.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Why something is closed, how much of it, who decided, and when that is looked at again.

    Paragraphs are kept once each, as the Schedule writes them and in its order.  A partner's
    confidence may be ``paired`` with paragraphs of a statutory scheme, and must be before a
    statute lets the public be excluded.

    :raises Refused: if any part is missing or does not fit, saying what to do about it.
    """

    classification: Classification
    scheme: str
    paragraphs: tuple[str, ...]
    covers: frozenset[Covers]
    public_reason: str
    decided_by: str
    decided_office: str
    decided_on: date
    challenge: str
    balance: Balance | None = None
    review_on: date | None = None
    review_event: str = ""
    negotiation: bool = False
    originator_ok: bool = False
    paired_scheme: str = ""
    paired: tuple[str, ...] = ()
    papers: frozenset[UUID] = field(default=frozenset())  # which there are; later ones besides
    supplied: Supplied | None = None
    order: Order | None = None
    answers: Answers = NOTHING_APPLIES
    sitting: Sitting | None = None

    def __post_init__(self) -> None:
        for name, scheme in (("paragraphs", self.scheme), ("paired", self.paired_scheme)):
            if scheme in SCHEMES:
                numbers = grounding.normalised(SCHEMES[scheme], getattr(self, name))
                object.__setattr__(self, name, numbers)
        for refusal in (
            self._of_class,
            self._of_ground,
            self._of_qualifications,
            self._of_source,
            self._of_words,
            self._of_balance,
            self._of_review,
        ):
            if sentence := refusal():
                raise Refused(sentence)

    @property
    def ground(self) -> tuple[str, tuple[str, ...]]:
        """The scheme and paragraphs as they are recorded and told to the public.

        Of a partner's confidence that is paired, the statutory ones: its class tells the rest.
        """
        if self.paired:
            return self.paired_scheme, self.paired
        return self.scheme, self.paragraphs

    def at(self, sitting: Sitting) -> Self:
        """Hold the terms to the meeting the business belongs to.

        :raises Refused: if its scheme is not the law there, or the law there wants more.
        """
        return replace(self, sitting=sitting)

    def member_right(self) -> bool:
        """Say whether councillors keep their statutory right to inspect (1972 Act s.100F)."""
        if self.classification is not Classification.EX:
            return False
        return SCHEMES[self.scheme].member_right(self.paragraphs, negotiation=self.negotiation)

    def in_force(self, jurisdiction: Jurisdiction, on: date) -> bool:
        """Say whether the schemes relied on were law there on the meeting's day."""
        return all(
            SCHEMES[each].applies(jurisdiction, SCHEMES[each].kind, on)
            for each in (self.scheme, self.paired_scheme)
            if each
        )

    def _of_class(self) -> str:
        if self.classification is Classification.PUB:
            return "An open thing needs no restriction: choose why it is closed."
        if self.classification is Classification.OUTSIDE:
            return (
                "Material above OFFICIAL-SENSITIVE cannot be kept here: take it out of the portal."
            )
        if not self.covers:
            return "Choose what is closed: the title, text, papers, minutes, decision or actions."
        if self.papers and Covers.PAPERS not in self.covers:
            return "Say that papers are closed, or choose none of them."
        if self.classification is Classification.CASE and self.covers != {Covers.PAPERS}:
            return (
                "A person's case is not business of a board: close the papers alone, and take"
                " them out; nothing of it belongs in a title, in minutes or in actions."
            )
        return ""

    def _of_ground(self) -> str:
        return (
            grounding.ground_fault(self.classification, self.scheme, self.paragraphs)
            or grounding.pairing_fault(
                self.classification, self.paired_scheme, self.paired, self.sitting
            )
            or grounding.in_force_fault(self.scheme, self.sitting)
            or grounding.in_force_fault(self.paired_scheme, self.sitting)
        )

    def _of_qualifications(self) -> str:
        scheme, paragraphs = self.ground
        return grounding.qualification_fault(
            SCHEMES[scheme], paragraphs, self.answers
        ) or grounding.negotiation_fault(SCHEMES[scheme], paragraphs, negotiation=self.negotiation)

    def _of_source(self) -> str:
        return grounding.source_fault(
            self.classification, self.paragraphs, self.supplied, self.sitting
        ) or grounding.order_fault(self.classification, self.paragraphs, self.order)

    def _of_words(self) -> str:
        wanted = (
            (self.public_reason, "Give the reason in words the public will read."),
            (self.decided_by, "Say who decided."),
            (self.decided_office, "Say in which office they decided."),
            (self.challenge, "Say how the restriction can be challenged."),
        )
        return next((sentence for words, sentence in wanted if says_nothing(words)), "")

    def _of_balance(self) -> str:
        weighed = self.balance is not None and not self.balance.empty
        if self.classification is Classification.CONF:
            if weighed:
                return "Confidential information is not weighed: leave the balance out."
            return ""
        if needs_balance(*self.ground):
            parts = self.balance.parts if self.balance is not None else ("", "", "")
            for words, sentence in zip(parts, _WEIGHED, strict=True):
                if says_nothing(words):
                    return sentence
        if self.balance and any(copies(self.public_reason, each) for each in self.balance.parts):
            return (
                "Give the public a reason of its own: these words are copied from the private"
                " balance, and everybody will read them."
            )
        return ""

    def _of_review(self) -> str:
        event = not says_nothing(self.review_event)
        if self.review_on is None and not event:
            return "Give a review date, or the event after which the restriction is reviewed."
        if self.review_on is not None and self.review_on <= self.decided_on:
            return "Give a review date later than the decision."
        if self.review_on is not None and not event and self.review_on > latest(self.decided_on):
            return (
                f"Give a review date within {LONGEST_MONTHS} months of the decision, or name the"
                " event that it waits for."
            )
        if self.classification is Classification.REV and not event:
            return (
                "Name the event after which the review can be published, such as its clearance:"
                " a date alone never opens it."
            )
        return ""


def needs_balance(scheme: str, paragraphs: Iterable[str]) -> bool:
    """Say whether the public interest must be weighed: any of the paragraphs wants it.

    (Schedule 12A paragraphs 10 and 21, which leaves 16 out; 2014 Act Schedule 6 paragraph 9.
    Scotland's Schedule 7A has no such test.)
    """
    return any(SCHEMES[scheme].paragraph(each).public_interest for each in paragraphs)


def latest(decided_on: date) -> date:
    """Give the last day on which a decision of that day may be looked at again."""
    try:
        return decided_on.replace(year=decided_on.year + LONGEST_MONTHS // 12)
    except ValueError:  # 29 February
        return date(decided_on.year + LONGEST_MONTHS // 12, 3, 1)
