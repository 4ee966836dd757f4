"""Opening a request: what somebody asked for and who they are, and how it was weighed."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import BodyId, Classification, Permission, Regime, Stage, Thing
from portal.policy.attributes import DocType, Jurisdiction
from portal.policy.principals import CompartmentId
from portal.records.tables import BodyRegime, PaperRequest
from portal.services.requests_asking import SEALED_AS, Wish
from portal.services.work import Closed, Work

FORGOTTEN: Final = Wish(
    wanted="Three years after the answer this was deleted, with the name of whoever asked.",
    why="",
    name="",
    email="",
    address="",
)
"""What is read of a request of which nothing is kept any longer."""


def request_to_answer(work: Work, request_id: UUID, *, locked: bool = False) -> PaperRequest:
    """Find a request that the asker may answer.

    :raises NotFound: if there is none.
    """
    request = work.session.get(
        PaperRequest, request_id, with_for_update=locked or None, populate_existing=locked
    )
    if request is None or not may_answer(work, request.body_id):
        raise NotFound
    return request


def may_answer(work: Work, body: UUID) -> bool:
    """Say whether the asker may answer requests to a body."""
    return work.principal.may(Permission.REQUEST_ANSWER, BodyId(body))


def analysis_of(request_id: UUID) -> UUID:
    """Name the analysis of a request, which is sealed as a row of its own."""
    return uuid5(request_id, "analysis")


def open_request(work: Work, request: PaperRequest) -> tuple[Wish, Mapping[str, str]]:
    """Open a request, and how it was weighed so far, having written that down first.

    The office was asked already; the policy is asked again here, as of anything sealed.

    :raises NotPermitted: if the policy does not admit the asker.
    :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
    :raises CannotOpen: if it is not what was sealed there.
    """
    if not request.sealed_request:
        return FORGOTTEN, {}
    thing = _thing(work, request)
    rows = [_closed(request.id, request.compartment_id, request.sealed_request, thing)]
    if request.sealed_analysis is not None:
        rows.append(
            _closed(analysis_of(request.id), request.compartment_id, request.sealed_analysis, thing)
        )
    opened = work.open_rows(Verb.REQUEST_OPENED, rows)
    return Wish(**opened[request.id]), opened.get(analysis_of(request.id), {})


def rules_today(work: Work, body: UUID) -> tuple[Regime, Jurisdiction]:
    """Give the rules and the nation a body is under today; England's, where none is recorded."""
    found = work.session.execute(
        select(BodyRegime.regime, BodyRegime.jurisdiction)
        .where(BodyRegime.body_id == body, BodyRegime.from_on <= work.today)
        .order_by(BodyRegime.from_on.desc())
        .limit(1)
    ).one_or_none()
    return (found.regime, found.jurisdiction) if found else (Regime.ADOPTED, Jurisdiction.ENG)


def _thing(work: Work, request: PaperRequest) -> Thing:
    regime, jurisdiction = rules_today(work, request.body_id)
    return Thing(
        body=BodyId(request.body_id),
        meeting=None,
        item=None,
        regime=regime,
        jurisdiction=jurisdiction,
        classification=Classification.EX,
        stage=Stage.POST_CLOSED,
        doc_type=DocType.BACKGROUND,
        compartment=CompartmentId(request.compartment_id),
    )


def _closed(row: UUID, compartment: UUID, sealed: bytes, thing: Thing) -> Closed:
    return Closed(id=row, kind=SEALED_AS, compartment=compartment, sealed=sealed, thing=thing)
