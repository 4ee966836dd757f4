"""What a database decides about emergency keys, on each kind: who took a challenge, and a link."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound
from portal.records.tables import EmergencyEnrolment, EmergencyKey
from portal.services.emergency import enrolling, keys
from portal.services.emergency.refusing import KeyRefused
from tests.emergency.conftest import BROWSER
from tests.emergency.software_key import SoftwareKey
from tests.support.databases import KINDS

pytestmark = pytest.mark.slow


@pytest.fixture(params=KINDS)
def database_kind(request):
    return request.param


def test_from_the_link_to_the_removal(bench):
    secret, key = bench.offer(), SoftwareKey()
    with Session(bench.record) as session:
        assert secret.encode() not in session.scalars(select(EmergencyEnrolment.token_hash)).one()
    with (work := bench.work()).session:
        asked = enrolling.begin(work, bench.party, secret, BROWSER)
    answer = key.register(asked)
    with (work := bench.work()).session:
        enrolling.finish(work, bench.party, secret, BROWSER, answer)
    with (work := bench.work()).session, pytest.raises(NotFound):
        enrolling.finish(work, bench.party, secret, BROWSER, answer)

    answer = key.prove(bench.ask())
    token = bench.answer(answer, drill=True)
    with pytest.raises(KeyRefused):
        bench.answer(answer)
    assert bench.visit(token) is not None

    with (work := bench.work()).session:
        (line,) = keys.state_of_emergency_keys(work.session, bench.clock()).keys
        assert keys.remove(work, line.short).label == "in the safe"
    assert bench.visit(token) is None
    with Session(bench.record) as session:
        assert session.scalars(select(EmergencyKey.removed_at)).one() == bench.clock()
    told = bench.entries(Verb.EMERGENCY_KEY_ENROLLED, Verb.EMERGENCY_KEY_REMOVED)
    assert [each.verb for each in told] == [
        Verb.EMERGENCY_KEY_REMOVED,
        Verb.EMERGENCY_KEY_ENROLLED,
    ]
