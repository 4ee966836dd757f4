"""A closed notice tied to its restriction, and somebody who asks for what it speaks of."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.tables import PaperRequest, WithheldNotice
from portal.services.requests_asking import About, Received, Wish, receive_request
from portal.services.work import Work
from tests.support.furnishing import CLOSED_NOTICE, Furnished, touch

WANTED = "Kingfisher evaluation"
WHY = "Because of Goshawk"
NAME = "Odalys Fennimore-Brook"
EMAIL = "odalys@fennimore.example"
ADDRESS = "14 Teasel Row\nLower Wrenbury\nZZ9 9QQ"
CANARIES = ("Kingfisher", "Goshawk", "Odalys", "Fennimore", "Teasel", "ZZ9 9QQ")
WISH = Wish(wanted=WANTED, why=WHY, name=NAME, email=EMAIL, address=ADDRESS)

WorkOf = Callable[[UUID | None], Work]


@pytest.fixture
def restriction(record_engine, furnished: Furnished) -> UUID:
    found = furnished.restrictions["general"]
    with Session(record_engine) as session:
        touch(session, WithheldNotice, CLOSED_NOTICE, restriction_id=found)
    return found


@pytest.fixture
def ask(work_of: WorkOf, restriction: UUID) -> Callable[..., Received]:
    del restriction

    def ask_for(about: About | None = None, *, wish: Wish = WISH, **named) -> Received:
        named = {"form": "a form that was begun once", "origin": "192.0.2.7", **named}
        work = work_of(None)
        try:
            return receive_request(work, about or About(notice=CLOSED_NOTICE), wish, **named)
        finally:
            work.session.close()

    return ask_for


@pytest.fixture
def asked(work_of: WorkOf, ask: Callable[..., Received]) -> UUID:
    received = ask()
    found = select(PaperRequest.id).where(PaperRequest.reference == received.reference)
    return work_of(None).session.scalars(found).one()
