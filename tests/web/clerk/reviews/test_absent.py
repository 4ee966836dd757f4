"""Reviews over the web: for whoever watches over them; to others they do not exist."""

from uuid import uuid4

import pytest

from portal.records.tables import Restriction, RestrictionState, Review
from portal.web import csrf
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    STRANGER,
)
from tests.web.clerk.reviews.sending import KEEP, LIST, stored
from tests.web.member.visiting import WAYS, token_on, told


def addresses(review, restriction):
    return (
        f"{LIST}/{review}",
        f"{LIST}/{review}/reasons",
        f"{LIST}/{review}/decide",
        f"{LIST}/{review}/decide/maintained",
        f"{LIST}/{review}/opinion",
        f"{LIST}/restrictions/{restriction}",
        f"{LIST}/restrictions/{restriction}/event",
    )


@pytest.mark.parametrize("person", [MEMBER, ADMINISTRATOR, STRANGER], ids=lambda each: NAMES[each])
def test_whoever_reviews_nothing_gets_the_common_404(world, general, review, person):
    client = world.client(person)
    nowhere = told(client.get("/clerk/nothing"))
    assert told(client.get(f"/me/opinions/{review}")) == nowhere
    for address in (LIST, "/ig/reviews", *addresses(review, general)):
        for method in ("GET", "POST", "PUT"):
            assert told(client.open(address, method=method)) == nowhere, (method, address)


def test_what_is_not_there_answers_as_what_is_not_for_the_reader(world, general, review):
    client, never, nothing = world.client(AUDITOR), uuid4(), uuid4()
    for there, missing in zip(
        addresses(review, general)[1:], addresses(never, nothing)[1:], strict=True
    ):
        for method in WAYS:
            answers = (client.open(each, method=method) for each in (there, missing))
            first, second = (told(each, review, never, general, nothing) for each in answers)
            assert first == second, (method, there)


def test_a_stranger_is_sent_to_sign_in(world, general, review):
    for address in (LIST, "/ig/reviews", "/me/opinions", *addresses(review, general)):
        assert world.client().get(address).location == "/sign-in"


def test_a_form_that_is_not_ours_changes_nothing(world, general, review):
    client = world.client(MONITORING_OFFICER)
    answer = client.post(f"{LIST}/{review}/decide/maintained", data={csrf.FIELD: "0" * 64, **KEEP})
    assert answer.status_code == 400
    assert stored(world, Restriction, general).state is RestrictionState.RESOLVED
    assert stored(world, Review, review).outcome is None


def test_with_the_log_shut_nothing_is_decided(world, general, review):
    client = world.client(MONITORING_OFFICER)
    token = token_on(client.get(f"{LIST}/{review}/decide/maintained"))
    with world.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    data = {csrf.FIELD: token, **KEEP}
    assert client.post(f"{LIST}/{review}/decide/maintained", data=data).status_code == 503
    assert client.get(LIST).status_code == 200
    assert stored(world, Restriction, general).state is RestrictionState.RESOLVED
