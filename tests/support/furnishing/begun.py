"""One of each thing that officers and members begin in private: none of it may be seen outside."""

from dataclasses import fields
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select

from portal.policy import ANONYMOUS
from portal.records.base import Base
from portal.records.tables import (
    AccessReview,
    AccessReviewLine,
    AccountInvitation,
    BreakGlass,
    Declaration,
    Dispensation,
    ExclusionResolution,
    IdentityLink,
    Invitation,
    MistakenPublication,
    NeedToKnow,
    PaperRequest,
    Permission,
    PermissionRequest,
    Person,
    Release,
    ReleasedPart,
    Restriction,
    RestrictionDraft,
    RestrictionEvent,
    RestrictionState,
    Review,
    ReviewCampaign,
    Seat,
    SubstituteNaming,
)
from portal.records.tables.access import Holding
from portal.records.tables.procedure import ExclusionKind
from portal.services import requests_asking
from portal.services.access import break_glass, interests, needs
from portal.services.office import PortalOffice
from portal.services.restriction_forms import drafts
from portal.services.reviewing import reasons
from portal.services.work import Work
from tests.support.furnishing.names import (
    ADMINISTRATOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    GUEST,
    HIDDEN_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NOW,
    STRANGER,
    TENANT,
)
from tests.support.furnishing.office import Furnished, put_restriction

DAY: Final = timedelta(days=1)
TODAY: Final = NOW.date()
WISH: Final = tuple(each.name for each in fields(requests_asking.Wish))
_YEARS: Final = count(2026)


def begin_everything(office: PortalOffice, furnished: Furnished) -> dict[str, UUID]:
    """Add one of each private thing; give the identifier of each by its table."""
    work = office.work_for(ANONYMOUS)
    rows = [*_of_restrictions(work, furnished), *_of_access(work, furnished)]
    for row in rows:
        work.session.add(row)
        work.session.flush()
    begun = {row.__tablename__: row.id for row in rows}
    work.commit()
    work.session.close()
    return begun


def _of_restrictions(work: Work, furnished: Furnished) -> list[Base]:
    compartment = furnished.compartments["general"]
    restriction = work.session.get_one(Restriction, put_restriction(work, compartment))
    restriction.item_id, restriction.state = HIDDEN_ITEM, RestrictionState.PROPOSED
    campaign, release, review, draft, file, request = (uuid4() for _ in range(6))

    def said(kind: str, row: UUID, *words: str) -> bytes:
        return work.seal(compartment, kind, row, dict.fromkeys(words, CANARY))

    of: dict[str, Any] = {"restriction_id": restriction.id}
    return [
        restriction,
        RestrictionEvent(state=RestrictionState.PROPOSED, happened_at=NOW, by_id=CLERK, **of),
        RestrictionDraft(
            id=draft,
            item_id=HIDDEN_ITEM,
            author_id=_somebody(work),
            compartment_id=compartment,
            sealed=said(drafts.KIND, draft, "public_reason"),
            updated_at=NOW,
        ),
        ReviewCampaign(
            id=campaign, body_id=BOARD, year=next(_YEARS), opened_by_id=CLERK, opened_at=NOW
        ),
        Review(
            id=review,
            campaign_id=campaign,
            due_on=TODAY,
            opened_at=NOW,
            opened_by_id=CLERK,
            sealed_opinion=said(reasons.OPINION, review, "opinion"),
            **of,
        ),
        Release(
            id=release,
            whole=False,
            announcement=f"{CANARY} is to be told",
            asked_by_id=MONITORING_OFFICER,
            asked_at=NOW,
            **of,
        ),
        ReleasedPart(release_id=release, noun="paper", row_id=CLOSED_PAPER),
        MistakenPublication(
            id=file,
            body_id=BOARD,
            item_id=HIDDEN_ITEM,
            noun="agenda_item",
            row_id=HIDDEN_ITEM,
            compartment_id=compartment,
            aware_at=NOW,
            deadline_at=NOW + 3 * DAY,
            found_by_id=CLERK,
            taken_down_at=NOW,
            sealed_evidence=said("incident", file, "heading"),
        ),
        PaperRequest(
            id=request,
            reference=f"CD-{request.hex[:9]}",
            body_id=BOARD,
            compartment_id=compartment,
            sealed_request=said(requests_asking.SEALED_AS, request, *WISH),
            received_at=NOW,
            due_on=TODAY + 20 * DAY,
        ),
        ExclusionResolution(
            id=uuid4(), meeting_id=NEXT, kind=ExclusionKind.RESOLVED, words=f"{CANARY} moves"
        ),
    ]


def _of_access(work: Work, furnished: Furnished) -> list[Base]:
    compartment = furnished.compartments["prevent"]
    general = furnished.compartments["general"]
    need, glass, access_review, declaration = (uuid4() for _ in range(4))
    seat = work.session.scalars(select(Seat.id).where(Seat.person_id == MEMBER)).one()
    about: dict[str, Any] = {"item_id": HIDDEN_ITEM, "compartment_id": general, "asked_at": NOW}
    lasting: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + 30 * DAY}

    def said(kind: str, row: UUID, field: str = "reason") -> bytes:
        return work.seal(general, kind, row, {field: CANARY})

    return [
        Permission(
            id=uuid4(),
            person_id=_somebody(work),
            compartment_id=compartment,
            purpose=f"{CANARY} panel",
            approved_by_id=MONITORING_OFFICER,
            second_approved_by_id=CLERK,
            from_on=TODAY - 9 * DAY,
            until_on=TODAY - DAY,
        ),
        PermissionRequest(
            id=uuid4(),
            person_id=MEMBER,
            compartment_id=compartment,
            purpose=f"{CANARY} panel",
            asked_by_id=CLERK,
            asked_at=NOW,
            **lasting,
        ),
        NeedToKnow(id=need, person_id=STRANGER, sealed_reason=said(needs.SEALED_AS, need), **about),
        BreakGlass(
            id=glass,
            person_id=ADMINISTRATOR,
            sealed_reason=said(break_glass.SEALED_AS, glass),
            **about,
        ),
        Declaration(
            id=declaration,
            person_id=_somebody(work),
            item_id=HIDDEN_ITEM,
            declared_on=TODAY,
            sealed_nature=said(interests.SEALED_AS, declaration, "nature"),
        ),
        Dispensation(
            id=uuid4(),
            person_id=MEMBER,
            item_id=HIDDEN_ITEM,
            granted_by_id=MONITORING_OFFICER,
            granted_at=NOW,
            reason=f"{CANARY} reason",
            **lasting,
        ),
        Invitation(id=uuid4(), person_id=_somebody(work), item_id=HIDDEN_ITEM, until_on=TODAY),
        AccountInvitation(
            id=uuid4(),
            body_id=BOARD,
            person_id=_somebody(work),
            token_hash=uuid4().bytes * 2,
            invited_by_id=CLERK,
            invited_at=NOW,
            expires_at=NOW + 14 * DAY,
            accepted_at=NOW,
            home_provider=f"{CANARY} provider",
        ),
        IdentityLink(
            id=uuid4(),
            person_id=MEMBER,
            newcomer_id=_somebody(work),
            tenant_id=TENANT,
            object_id=f"{CANARY} object",
            guest=True,
            asked_by_id=CLERK,
            asked_at=NOW,
        ),
        SubstituteNaming(
            id=uuid4(),
            seat_id=seat,
            meeting_id=NEXT,
            person_id=GUEST,
            named_by_id=MEMBER,
            named_at=NOW,
        ),
        AccessReview(
            id=access_review,
            body_id=BOARD,
            opened_by_id=MONITORING_OFFICER,
            opened_at=NOW,
            due_on=TODAY + 28 * DAY,
        ),
        AccessReviewLine(
            id=uuid4(),
            review_id=access_review,
            person_id=MEMBER,
            holding=Holding.SEAT,
            holding_id=seat,
        ),
    ]


def _somebody(work: Work) -> UUID:
    person = uuid4()
    work.session.add(
        Person(
            id=person,
            name="Somebody Else",
            tenant_id=TENANT,
            object_id=str(uuid5(person, "object")),
            created_at=NOW,
        )
    )
    work.session.flush()
    return person
