"""Adding something restricted changes no byte of any answer of those who may not know of it."""

import pytest
from sqlalchemy.orm import Session

from portal.services.office import PortalOffice
from tests.support.furnishing import (
    CANARY,
    MEMBER,
    STRANGER,
    begin_everything,
    keep_more_private,
    public_version,
)
from tests.web.walking import public_addresses


@pytest.fixture
def world(whole_world):
    """Walk every room of the portal, not the public ones alone."""
    return whole_world


def everything_public(world, client) -> dict[str, tuple]:
    """Give every answer there is, with its headers."""
    answers = {}
    for address in public_addresses(world.app):
        answer = client.get(address)
        headers = [each for each in answer.headers if each[0] != "Date"]
        answers[address] = (answer.status_code, headers, answer.data)
    return answers


@pytest.mark.parametrize("who", [None, STRANGER], ids=["stranger", "signed in, on no board"])
def test_adding_restricted_things_changes_nothing(world, who):
    client = world.client(who)
    before = everything_public(world, client)
    with Session(world.record) as session:
        version = public_version(session)

    added = keep_more_private(world.office, world.furnished)
    begun = begin_everything(world.office, world.furnished)

    after = everything_public(world, client)
    with Session(world.record) as session:
        assert public_version(session) > version, "the answers compared were kept ones"
    assert len(added) > 20
    assert len(begun) > 15
    assert [address for address in before if before[address] != after[address]] == []
    assert not any(CANARY.encode() in data for _, _, data in after.values())


def test_a_member_sees_what_was_added(world):
    client = world.client(MEMBER)
    before = everything_public(world, client)
    keep_more_private(world.office, world.furnished)
    after = everything_public(world, client)
    assert [address for address in before if before[address] != after[address]] != []


def test_nothing_public_writes_to_the_log(world):
    office: PortalOffice = world.office
    before = office.journal.checkpoint()
    everything_public(world, world.client())
    assert office.journal.checkpoint() == before
