"""In an emergency the office of administrator counts, and nothing else that somebody holds."""

from dataclasses import replace

from hypothesis import given

from portal.policy import PUBLIC_SCOPE, Office
from portal.policy.app_roles import administering
from portal.policy.holdings import principal_from, scope_from
from tests.policy.holding import NOW, TODAY, any_holdings, any_thing


@given(any_holdings, any_thing)
def test_whatever_is_held_nothing_but_the_office_of_administrator_counts(held, thing):
    counted = administering(held)
    scope = scope_from(counted, now=NOW, today=TODAY)
    assert not (scope.compartments | scope.items | scope.needs | scope.invited | scope.drafts_of)
    principal = principal_from(counted, now=NOW, today=TODAY)
    assert {each.office for each in principal.appointments} <= {Office.ADMINISTRATOR}
    if scope.verdict_on(thing).allowed and not PUBLIC_SCOPE.verdict_on(thing).allowed:
        assert thing.item in scope.broken_glass


@given(any_holdings)
def test_an_office_without_powers_still_keeps_its_holder_from_every_compartment(held):
    scope = scope_from(administering(replace(held, offices=())), now=NOW, today=TODAY)
    assert not (scope.compartments | scope.items | scope.needs | scope.broken_glass)


@given(any_holdings)
def test_an_interest_goes_on_closing_its_item(held):
    counted = administering(held)
    assert counted.interests == held.interests
    assert counted.closed_at == held.closed_at
