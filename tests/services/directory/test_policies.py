"""A context counts only if an enforced policy asks everybody, guests too, for a second factor."""

from copy import deepcopy

import pytest

from portal.services.directory.conditional_access import standing_behind

GOOD = {
    "displayName": "Sensitive papers",
    "state": "enabled",
    "conditions": {
        "applications": {"includeAuthenticationContextClassReferences": ["c1"]},
        "users": {
            "includeUsers": ["All"],
            "excludeUsers": ["0f000000-0000-4000-8000-000000000001"],
            "excludeGroups": ["0f000000-0000-4000-8000-000000000002"],
            "excludeRoles": [],
            "excludeGuestsOrExternalUsers": None,
        },
        "clientAppTypes": ["all"],
        "locations": None,
        "platforms": None,
        "devices": None,
        "signInRiskLevels": [],
        "userRiskLevels": [],
    },
    "grantControls": {
        "operator": "OR",
        "builtInControls": ["mfa"],
        "customAuthenticationFactors": [],
        "authenticationStrength": None,
    },
}


def policy(path="", value=None):
    """Give the good policy with one place changed."""
    changed = deepcopy(GOOD)
    at = changed
    *way, last = path.split(".") if path else [""]
    for step in way:
        at = at[step]
    if path:
        at[last] = value
    return changed


def test_a_good_policy_stands_behind_its_context():
    behind = standing_behind("c1", [policy()])

    assert behind.reason == ""
    assert behind.excused == {"0f000000-0000-4000-8000-000000000001"}
    assert behind.excused_groups == {"0f000000-0000-4000-8000-000000000002"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("grantControls.builtInControls", []),
        ("grantControls.builtInControls", ["mfa", "compliantDevice"]),
    ],
)
def test_a_stronger_demand_is_as_good(path, value):
    stronger = policy(path, value)
    stronger["grantControls"]["authenticationStrength"] = {"id": "phishing-resistant"}
    stronger["grantControls"]["operator"] = "AND"

    assert standing_behind("c1", [stronger]).reason == ""


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("state", "disabled", "is off"),
        ("state", "enabledForReportingButNotEnforced", "only reports"),
        ("state", None, "only reports"),
        ("conditions.users.includeUsers", [], "does not include all users"),
        ("conditions.users.includeUsers", ["None"], "does not include all users"),
        (
            "conditions.users.includeUsers",
            ["0f000000-0000-4000-8000-000000000009"],
            "does not include all users",
        ),
        ("conditions.users.excludeUsers", ["GuestsOrExternalUsers"], "leaves guests out"),
        (
            "conditions.users.excludeGuestsOrExternalUsers",
            {"guestOrExternalUserTypes": "b2bCollaborationGuest"},
            "leaves guests out",
        ),
        (
            "conditions.users.excludeRoles",
            ["0f000000-0000-4000-8000-000000000003"],
            "leaves holders of a directory role out",
        ),
        ("conditions.locations", {"excludeLocations": ["AllTrusted"]}, "some cases only"),
        ("conditions.platforms", {"includePlatforms": ["android"]}, "some cases only"),
        ("conditions.devices", {"deviceFilter": {"mode": "exclude"}}, "some cases only"),
        ("conditions.signInRiskLevels", ["high"], "some cases only"),
        ("conditions.userRiskLevels", ["high"], "some cases only"),
        ("conditions.clientAppTypes", ["exchangeActiveSync"], "some cases only"),
        ("grantControls", None, "second factor"),
        ("grantControls.builtInControls", [], "second factor"),
        ("grantControls.builtInControls", ["compliantDevice"], "second factor"),
        ("grantControls.builtInControls", ["mfa", "compliantDevice"], "second factor"),
        ("grantControls.builtInControls", ["block"], "second factor"),
        ("grantControls.customAuthenticationFactors", ["theirs"], "second factor"),
        ("conditions", "nonsense", "no Conditional Access policy"),
        (
            "conditions.applications.includeAuthenticationContextClassReferences",
            ["c2"],
            "no Conditional Access policy",
        ),
        (
            "conditions.applications.includeAuthenticationContextClassReferences",
            "c1",
            "no Conditional Access policy",
        ),
    ],
)
def test_a_policy_that_would_let_somebody_through_does_not_count(path, value, reason):
    assert reason in standing_behind("c1", [policy(path, value)]).reason


def test_no_policy_at_all_is_said_to_be_that():
    assert "no Conditional Access policy" in standing_behind("c1", []).reason


def test_one_good_policy_among_others_is_enough():
    others = [policy("state", "disabled"), policy("grantControls", None), {}, policy()]

    assert standing_behind("c1", others).reason == ""


def test_of_several_the_one_that_comes_nearest_is_spoken_of():
    far, near = policy("state", "disabled"), policy("grantControls", None)

    assert "second factor" in standing_behind("c1", [far, near]).reason
    assert "second factor" in standing_behind("c1", [near, far]).reason
