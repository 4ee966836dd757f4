"""What officers and members do about closed things, with a canary wherever words are private."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from portal.demonstration.cast import Cast
from portal.policy.restrictions import Balance, Terms
from portal.records.tables import Body, MinutesState, ReleaseCause
from portal.records.tables.reviews import Opinion, ReviewOutcome
from portal.services import agendas
from portal.services.access import break_glass, interests, needs
from portal.services.membership import permit
from portal.services.mistake_files import keep_notes
from portal.services.mistakes import Mistake, withdraw_publication
from portal.services.office import PortalOffice
from portal.services.releasing import ask_release, confirm_release, refuse_release
from portal.services.requests_asking import About, Wish, receive_request
from portal.services.restricting import PublicFace, propose_restriction, resolve_restriction
from portal.services.restriction_forms.drafts import keep_draft
from portal.services.restriction_forms.places import find_place
from portal.services.reviewing.deciding import Decision, decide
from portal.services.reviewing.opening import open_review
from portal.services.reviewing.opinions import Given, give_opinion
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.work import Work
from tests.canaries.brood import Brood
from tests.support.looking import settle_release

FACE: Final = PublicFace(heading="RESTRICTED: Another matter", balance="It was weighed.")
ANNOUNCED: Final = "The board has published what it kept back of another matter."


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """What is to be released at the end."""

    item: UUID
    restriction: UUID
    paper: UUID
    version: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """Does one of everything about what is closed; ``freed`` words are released at the end."""

    office: PortalOffice
    cast: Cast
    terms: Terms
    closed: Brood
    freed: Brood

    def govern(self, item: UUID, restriction: UUID, paper: UUID) -> Governed:
        """Draft, propose, replace, review, ask, declare, take down; refuse a release."""
        governed = self._to_be_released()
        self._restrict_by_draft()
        self._review(restriction)
        self._ask(item)
        self._take_down(paper)
        with self._as("clerk") as work:
            waiting = self._ask_release(work, governed)
        with self._as("proper") as work:
            refuse_release(work, waiting, "It is too early.")
        return governed

    def release(self, governed: Governed) -> None:
        """Release what was kept back, by two people."""
        with self._as("proper") as work:
            self._let_the_clerk_look(work, governed)
        with self._as("clerk") as work:
            waiting = self._ask_release(work, governed)
        with self._as("clerk") as work:
            settle_release(work, waiting, f"It is {self.closed('reason to accept')}.")
        with self._as("proper") as work:
            confirm_release(work, waiting)

    def _let_the_clerk_look(self, work: Work, governed: Governed) -> None:
        """Let the clerk read what is to be released, so that the files can be looked into."""
        permit(
            work,
            self.cast.people["clerk"],
            self.cast.compartments["dhr"],
            purpose="Has the files of a release looked into",
            from_on=work.today,
            until_on=work.today + timedelta(days=1),
            approvers=(self.cast.people["monitoring"], self.cast.people["proper"]),
            item=governed.item,
        )

    def _ask_release(self, work: Work, governed: Governed) -> UUID:
        return ask_release(
            work, governed.restriction, cause=ReleaseCause.DECISION, announcement=ANNOUNCED
        )

    @contextmanager
    def _as(self, person: str | None) -> Iterator[Work]:
        work = self.office.work_of(self.cast.people[person] if person else None)
        yield work
        work.commit()
        work.session.close()

    def _weighed(self, named: str, word: Brood) -> Terms:
        balance = Balance(
            for_publishing=word(f"{named}, for"),
            against_publishing=word(f"{named}, against"),
            conclusion=word(f"{named}, conclusion"),
        )
        return replace(self.terms, balance=balance)

    def _to_be_released(self) -> Governed:
        with self._as("proper") as work:
            meeting = agendas.call_meeting(
                work, self.cast.body, starts_at=work.clock() - timedelta(days=14), venue="Town hall"
            )
            item = agendas.add_item(work, meeting, number="1", heading="Another matter")
            terms = self._weighed("balance of what is released", self.closed)
            sensitive = self.cast.compartments["dhr"]
            restriction = resolve_restriction(work, item, sensitive, terms, FACE)
            title, text = self.freed("title"), self.freed("text")
            told = Submission(title=f"About {title}", text=f"It says {text}.")
            paper = submit_paper(work, item, told, restriction=restriction)
            content = b"%PDF-1.7 " + self.freed("file").encode() + b" and no more"
            version = add_version(
                work,
                paper,
                file_name=f"{self.freed('file name')}.pdf",
                media_type=PDF,
                pieces=(content,),
            )
            agendas.publish_agenda(work, meeting)
            agendas.hold_meeting(work, meeting, minutes=MinutesState.AGREED)
        return Governed(item=item, restriction=restriction, paper=paper, version=version)

    def _restrict_by_draft(self) -> None:
        with self._as("proper") as work:
            meeting = agendas.call_meeting(
                work, self.cast.body, starts_at=work.clock() + timedelta(days=30), venue="Town hall"
            )
            item = agendas.add_item(work, meeting, number="1", heading="A matter to come")
        with self._as("clerk") as work:
            written: Mapping[str, str] = {"reason": self.closed("draft"), "class": "EX"}
            keep_draft(work, find_place(work, item), written)
        general = self.cast.compartments["general"]
        with self._as("clerk") as work:
            terms = self._weighed("proposed balance", self.closed)
            proposed = propose_restriction(work, item, general, terms, FACE)
        with self._as("proper") as work:
            terms = self._weighed("superseding balance", self.closed)
            resolve_restriction(work, item, general, terms, FACE, supersedes=proposed)

    def _review(self, restriction: UUID) -> None:
        with self._as("clerk") as work:
            review = open_review(work, restriction, because="date", due_on=work.today)
        with self._as("clerk") as work:
            words = f"The author wrote {self.closed('review, opinion')}."
            give_opinion(work, review, Given(opinion=Opinion.KEEP, words=words))
        with self._as("proper") as work:
            decide(
                work,
                review,
                Decision(
                    outcome=ReviewOutcome.MAINTAINED,
                    reason=f"It was found that {self.closed('review, reason')} stands.",
                    words="It stays closed.",
                    next_on=work.today + timedelta(days=100),
                ),
            )

    def _ask(self, item: UUID) -> None:
        word = self.closed
        with self._as(None) as work:
            wish = Wish(
                wanted=word("request, wanted"),
                why=word("request, why"),
                name=word("request, name"),
                email=f"{word('request, email')}@example.org",
                address=word("request, address"),
            )
            about = About(board=str(self._slug(work)))
            receive_request(work, about, wish, form="one form", origin="192.0.2.1")
        with self._as("councillor") as work:
            needs.ask(work, item, word("need to know, reason"))
        with self._as("chair") as work:
            interests.declare(work, item, "pecuniary", word("interest, nature"), will_leave=True)
        with self._as("administrator") as work:
            break_glass.ask(work, item, word("break-glass, reason"))

    def _slug(self, work: Work) -> str:
        return work.session.get_one(Body, self.cast.body).slug

    def _take_down(self, paper: UUID) -> None:
        with self._as("proper") as work:
            mistake = Mistake(aware_at=work.clock(), compartment=self.cast.compartments["general"])
            file = withdraw_publication(work, "paper", paper, mistake)
        with self._as("proper") as work:
            keep_notes(work, file, self.closed("mistake, notes"))
