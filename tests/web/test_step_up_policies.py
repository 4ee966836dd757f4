"""What stands behind a step-up: without an enforced policy for the reader, nothing opens."""

from uuid import UUID

import pytest

from portal.records.tables import Person
from portal.services.sign_in.sessions import Opening
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.graph_at_work import refusing
from tests.support.furnishing import CANARY, CLOSED_PAPER, PREVENT_MEMBER, SENSITIVE_PAPER
from tests.web.member.visiting import change, confirm, page_of, signed_in

PAPER = page_of(SENSITIVE_PAPER)
GROUP = UUID("0f000000-0000-4000-8000-000000000002")


@pytest.fixture
def database_kind():
    """On SQLite alone: no database decides about it."""
    return "sqlite"


@pytest.fixture
def world(whole_world):
    change(whole_world, Person, PREVENT_MEMBER, tenant_id=str(TENANT), object_id=str(OBJECT))
    return whole_world


POLICIES = {
    "there is none": lambda directory: directory.policies.clear(),
    "it only reports": lambda directory: directory.policies[0].update(
        state="enabledForReportingButNotEnforced"
    ),
    "guests are left out": lambda directory: directory.policies[0]["conditions"]["users"].update(
        excludeUsers=["GuestsOrExternalUsers"]
    ),
    "a group of the reader's is left out": lambda directory: (
        directory.change(OBJECT, groups=(GROUP,)),
        directory.policies[0]["conditions"]["users"].update(excludeGroups=[str(GROUP)]),
    ),
    "the reader is left out": lambda directory: directory.policies[0]["conditions"]["users"].update(
        excludeUsers=[str(OBJECT)]
    ),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_without_a_policy_behind_it_the_compartment_is_shut_and_says_why(
    world, provider_at_work, caplog, policy
):
    POLICIES[policy](provider_at_work.graph.directory)
    confirmed = signed_in(world, PREVENT_MEMBER, Opening(contexts=frozenset({"c1"})))
    confirm(confirmed, SENSITIVE_PAPER)

    answer = confirmed.get(page_of(SENSITIVE_PAPER))

    assert answer.status_code == 503
    assert "nothing shows that your council" in answer.text
    assert CANARY not in answer.text
    assert "authentication context c1" in caplog.text
    assert confirmed.get(page_of(CLOSED_PAPER)).status_code == 200
    assert "is shut: at the moment nothing shows" in confirmed.get("/me").text


def test_a_group_that_is_left_out_matters_to_its_members_alone(world, provider_at_work):
    directory = provider_at_work.graph.directory
    directory.policies[0]["conditions"]["users"].update(excludeGroups=[str(GROUP)])
    confirmed = signed_in(world, PREVENT_MEMBER, Opening(contexts=frozenset({"c1"})))
    confirm(confirmed, SENSITIVE_PAPER)

    assert confirmed.get(PAPER).status_code == 200


def test_a_group_that_is_left_out_and_cannot_be_read_shuts_the_compartment(world, provider_at_work):
    provider_at_work.graph.directory.policies[0]["conditions"]["users"].update(
        excludeGroups=[str(GROUP)]
    )
    provider_at_work.graph.fails("/users/*/getMemberObjects", refusing(503))
    confirmed = signed_in(world, PREVENT_MEMBER, Opening(contexts=frozenset({"c1"})))
    confirm(confirmed, SENSITIVE_PAPER)

    assert confirmed.get(PAPER).status_code == 503
