"""One meeting of the story: its items, what was put under them, and who came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from portal.demonstration.cast import Cast, wednesday
from portal.demonstration.documents import Document, as_pdf
from portal.demonstration.story import chapter
from portal.policy import Classification, Jurisdiction
from portal.policy.grounds import scheme_for
from portal.policy.restrictions import Balance, Covers, Terms
from portal.records.tables import ActionState, ItemKind, PaperKind, Presence
from portal.services import agendas, minuting
from portal.services.closed_minutes import file_summary
from portal.services.restricting import (
    PublicFace,
    propose_restriction,
    resolve_restriction,
)
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.work import Work

CHALLENGE: Final = (
    "Write to the clerk, saying which item you mean and why you think it should be published."
    " The monitoring officer answers within twenty working days."
)
PRESENT: Final = {
    "board": ("chair", "police", "dhr", "prevent", "probation", "refuge"),
    "committee": ("scrutiny-chair", "scrutiny-vice-chair"),
}
CLERK_OF: Final = {"board": "clerk", "committee": "scrutiny-clerk"}
NOTICE_DAYS: Final = 9
BODY_OF: Final = {"board": "body", "committee": "committee"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting that is being told, item by item."""

    work: Work
    cast: Cast
    meeting: UUID
    on: date
    body: str = "board"
    draft: bool = False  # its agenda does not come out
    _numbers: dict[str, UUID] = field(default_factory=dict)

    def tell_item(self, told: Mapping[str, Any]) -> None:
        """Put an item on the agenda, with what is open under it and what is closed."""
        item = agendas.add_item(
            self.work,
            self.meeting,
            number=told["number"],
            heading=told["heading"],
            introduction=told.get("introduction", ""),
            presenter=told.get("presenter", ""),
            minutes_allowed=told.get("allowed"),
            kind=ItemKind(told.get("kind", "business")),
            parent=self._numbers.get(told.get("under", "")),
        )
        self._numbers[told["number"]] = item
        if "key" in told:
            self.cast.items[told["key"]] = item
        self._tell_business(item, told, None)
        if "terms" in told:
            restriction = self._restrict(item, told)
            self.cast.restrictions[told.get("key", told["number"])] = restriction
            self._tell_business(item, told["closed"], restriction)
        if "summary" in told:
            file_summary(self.work, item, told["summary"])

    def numbered(self, number: str) -> UUID:
        """Find an item of this meeting by its number."""
        return self._numbers[number]

    def _restrict(self, item: UUID, told: Mapping[str, Any]) -> UUID:
        terms = chapter("meetings")["terms"][told["terms"]]
        record = propose_restriction if told.get("proposed") else resolve_restriction
        return record(
            self.work,
            item,
            self.cast.compartments[terms["compartment"]],
            _terms(terms, min(self.on - timedelta(days=NOTICE_DAYS), self.work.today)),
            PublicFace(heading=told["heading"], balance=terms["weighed"]),
        )

    def tell_attendance(self) -> None:
        """Record who came."""
        names = {each["key"]: each for each in chapter("people")["people"]}
        came = [(CLERK_OF[self.body], Presence.MINUTES_TAKEN)]
        came += [("fire", Presence.APOLOGIES)] if self.body == "board" else []
        came += [(key, Presence.PRESENT) for key in PRESENT[self.body]]
        minuting.attend(
            self.work,
            self.meeting,
            [
                (names[key]["name"], self.cast.organisations[names[key]["organisation"]], presence)
                for key, presence in came
            ],
        )

    def _tell_business(self, item: UUID, told: Mapping[str, Any], restriction: UUID | None) -> None:
        work = self.work
        if "minute" in told:
            minuting.add_minute(work, item, told["minute"], restriction=restriction)
        for each in told.get("actions", ()):
            due = self.on + timedelta(weeks=each["weeks"]) if "weeks" in each else None
            action = minuting.add_action(
                work,
                self.cast.body_named(self.body),
                item,
                text=each["text"],
                owner=each["owner"],
                due_on=due,
                restriction=restriction,
            )
            action.state = ActionState(each["state"])
        for each in told.get("papers", ()):
            self._tell_paper(item, each, restriction)

    def _tell_paper(self, item: UUID, told: Mapping[str, Any], restriction: UUID | None) -> None:
        text = chapter("papers")[told["file"]]["text"].strip()
        marking = "RESTRICTED" if restriction else ""
        paper = submit_paper(
            self.work,
            item,
            Submission(
                title=told["title"],
                kind=PaperKind(told.get("kind", "report")),
                author=told["author"],
                text="\n\n".join(text.splitlines()),
                marking=marking,
                dated_on=self.on,
            ),
            restriction=restriction,
        )
        self.cast.papers[told["file"]] = paper
        pdf = as_pdf(
            Document(
                title=told["title"],
                author=told["author"],
                body=chapter("people")[BODY_OF[self.body]]["name"],
                on=self.on,
                marking=marking,
                text=text,
            )
        )
        add_version(
            self.work, paper, file_name=f"{told['file']}.pdf", media_type=PDF, pieces=(pdf,)
        )


def _terms(told: Mapping[str, Any], decided_on: date) -> Terms:
    return Terms(
        classification=Classification(told["classification"]),
        scheme=scheme_for(Jurisdiction.ENG, decided_on).id,
        paragraphs=tuple(told["paragraphs"]),
        covers=frozenset({Covers.PAPERS, Covers.MINUTES, Covers.ACTIONS}),
        negotiation=told.get("negotiation", False),
        public_reason=told["reason"],
        balance=Balance(
            for_publishing=told["for"],
            against_publishing=told["against"],
            conclusion=told["conclusion"],
        ),
        decided_by="Helena Marsh-Okafor",
        decided_office="Proper officer",
        decided_on=decided_on,
        review_on=decided_on + timedelta(weeks=told["review_weeks"]),
        review_event=told["review_event"],
        challenge=CHALLENGE,
    )


def tell_plan(work: Work, cast: Cast, told: Mapping[str, Any]) -> None:
    """Enter a line of the forward plan, closed if the story says under which item's terms."""
    minuting.plan(
        work,
        cast.body,
        wednesday(work.today, told["weeks"]),
        title=told["title"],
        presenter=told["presenter"],
        restriction=cast.restrictions[told["terms_of"]] if "terms_of" in told else None,
    )
