"""The demonstration's Graph answers as the real one does, and no easier; its state can change."""

import re
import threading
from dataclasses import replace
from uuid import uuid4

import pytest
import requests

from portal.demonstration.accounts import accounts
from portal.demonstration.directory import CONTEXT, ROLES, policy_behind, role_id
from portal.demonstration.graph import MOST_TOKENS, Bearers
from portal.demonstration.terms import NotInProduction
from tests.sign_in.demonstration import terms
from tests.sign_in.forging import CLIENT, OBJECT, OTHER_TENANT, SECRET, TENANT
from tests.sign_in.graph_at_work import (
    GraphAtWork,
    Held,
    cut,
    cut_short,
    half_of,
    next_page_at,
    refusing,
    saying,
    throttled,
)

SELECT = "id,accountEnabled,userType,signInSessionsValidFromDateTime"


class Asker:
    """The portal, as the Graph sees it."""

    def __init__(self, provider):
        self.at = f"{provider.authority}/graph/v1.0"
        self.token_address = f"{provider.authority}/{TENANT}/oauth2/v2.0/token"
        self.scope = f"{provider.authority}/graph/.default"
        self.bearer = self.token().json()["access_token"]

    def token(self, **changes):
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": self.scope,
            **changes,
        }
        return requests.post(self.token_address, data=form, timeout=10)

    def get(self, path, **params):
        return requests.get(self.at + path, params=params, headers=self.headers, timeout=10)

    def post(self, path, told):
        return requests.post(self.at + path, json=told, headers=self.headers, timeout=10)

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.bearer}"}


@pytest.fixture
def asker(provider) -> Asker:
    return Asker(provider)


@pytest.fixture
def directory(provider):
    return provider.graph.directory


@pytest.mark.parametrize(
    "changes", [{"production": True}, {"address": "http://192.168.1.7:1"}, {"address": ""}]
)
def test_it_cannot_be_made_for_production_or_for_another_machine(clock, changes):
    with pytest.raises(NotInProduction):
        GraphAtWork(terms(clock, **changes), Bearers(clock).admits)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"client_id": "another"},
        {"scope": "https://graph.microsoft.com/.default"},
        {"scope": "openid"},
    ],
)
def test_a_token_is_for_the_client_and_for_the_graph_only(asker, changes):
    refused = asker.token(**changes)

    assert refused.status_code in {400, 401}
    assert "access_token" not in refused.json()


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic {}", "{}"])
def test_whoever_shows_no_token_of_its_own_is_told_nothing(asker, shown):
    headers = {"Authorization": shown.format(asker.bearer)}
    for path in (f"/users/{OBJECT}", "/identity/conditionalAccess/policies", "/nothing"):
        answer = requests.get(asker.at + path, headers=headers, timeout=10)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
        assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"


def test_a_token_lasts_an_hour(asker, clock):
    clock.move(minutes=59)
    assert asker.get(f"/users/{OBJECT}").status_code == 200
    clock.move(minutes=1)
    assert asker.get(f"/users/{OBJECT}").status_code == 401


def test_tokens_are_not_kept_without_end(clock):
    bearers = Bearers(clock)
    first, *_, last = [bearers.issue() for _ in range(MOST_TOKENS + 1)]

    assert (bearers.admits(first), bearers.admits(last)) == (False, True)


def test_a_user_is_told_of_as_it_is_at_that_moment(asker, directory, clock):
    asked = {"$select": SELECT}
    told = asker.get(f"/users/{OBJECT}", **asked).json()
    assert told.pop("@odata.context").endswith("/$entity")
    assert told == {
        "id": str(OBJECT),
        "accountEnabled": True,
        "userType": "Member",
        "signInSessionsValidFromDateTime": "2025-01-06T09:00:00Z",
    }

    directory.disable(OBJECT)
    directory.revoke_sessions(OBJECT)
    directory.change(OBJECT, guest=True)
    told = asker.get(f"/users/{OBJECT}", **asked).json()
    assert (told["accountEnabled"], told["userType"]) == (False, "Guest")
    assert told["signInSessionsValidFromDateTime"] == clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    directory.remove(OBJECT)
    for path in ("", "/appRoleAssignments"):
        gone = asker.get(f"/users/{OBJECT}{path}")
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "Request_ResourceNotFound")


def test_whether_an_account_is_enabled_is_told_only_to_whoever_asks_for_it(asker):
    assert "accountEnabled" not in asker.get(f"/users/{OBJECT}").json()
    assert asker.get(f"/users/{OBJECT}", **{"$select": "id,enabled"}).status_code == 400
    assert asker.get("/users/ngozi.barrow@example.org").status_code == 404


def test_roles_are_told_of_one_application_and_in_pages(asker, directory, provider):
    directory.change(OBJECT, roles=ROLES[:5], elsewhere=7)
    principal = asker.get(f"/servicePrincipals(appId='{CLIENT}')", **{"$select": "id,appRoles"})
    ours, values = principal.json()["id"], {r["id"]: r for r in principal.json()["appRoles"]}
    directory.page = 2

    pages, found = 0, []
    address = f"{asker.at}/users/{OBJECT}/appRoleAssignments?$filter=resourceId eq {ours}"
    while address:
        assert address.startswith(provider.authority)
        page = requests.get(address, headers=asker.headers, timeout=10).json()
        pages, address = pages + 1, page.get("@odata.nextLink")
        found += page["value"]

    assert pages == 3
    assert [values[line["appRoleId"]]["value"] for line in found] == list(ROLES[:5])
    assert {(line["principalId"], line["resourceId"]) for line in found} == {(str(OBJECT), ours)}
    assert len({line["id"] for line in found}) == 5
    everything = asker.get(f"/users/{OBJECT}/appRoleAssignments", **{"$top": "1"}).json()
    assert len(everything["value"]) == 1
    assert everything["value"][0]["resourceId"] != ours


@pytest.mark.parametrize(
    "params",
    [
        {"$filter": "resourceId eq everything"},
        {"$filter": "startswith(id,'a')"},
        {"$top": "0"},
        {"$top": "all"},
        {"$skiptoken": "-1"},
    ],
)
def test_what_cannot_be_read_is_refused_and_not_guessed_at(asker, params):
    assert asker.get(f"/users/{OBJECT}/appRoleAssignments", **params).status_code == 400


def test_roles_come_and_go(asker, directory):
    def held():
        lines = asker.get(f"/users/{OBJECT}/appRoleAssignments").json()["value"]
        return {line["appRoleId"] for line in lines}

    assert held() == {str(role_id("Portal.Member"))}
    directory.give_role(OBJECT, "Portal.Clerk")
    directory.take_role(OBJECT, "Portal.Member")
    directory.take_role(OTHER_TENANT, "Portal.Clerk")  # who does not hold it
    assert held() == {str(role_id("Portal.Clerk"))}


def test_the_portal_is_told_of_as_it_is_registered(asker, directory):
    address = f"/servicePrincipals(appId='{CLIENT}')"
    told = asker.get(address).json()
    assert [role["value"] for role in told["appRoles"]] == list(ROLES)
    assert all(role["isEnabled"] for role in told["appRoles"])
    assert told["appRoleAssignmentRequired"] is told["accountEnabled"] is True
    assert told["replyUrls"][0].endswith("/sign-in/callback")

    directory.principal = replace(
        directory.principal, disabled_roles={"Portal.Clerk"}, assignment_required=False
    )
    told = asker.get(address).json()
    assert [r["value"] for r in told["appRoles"] if not r["isEnabled"]] == ["Portal.Clerk"]
    assert asker.get("/servicePrincipals(appId='another')").status_code == 404


def test_groups_are_told_to_whoever_says_which_kind(asker, directory):
    groups = (uuid4(), uuid4())
    directory.change(OBJECT, groups=groups)
    address = f"/users/{OBJECT}/getMemberObjects"

    told = asker.post(address, {"securityEnabledOnly": True}).json()
    assert told["value"] == [str(group) for group in groups]
    for wrong in ({}, [], {"securityEnabledOnly": "yes"}):
        assert asker.post(address, wrong).status_code == 400


def test_an_enabled_policy_for_everybody_stands_behind_the_context(asker, directory):
    address = "/identity/conditionalAccess/policies"
    (policy,) = asker.get(address).json()["value"]
    applications = policy["conditions"]["applications"]
    assert applications["includeAuthenticationContextClassReferences"] == [CONTEXT]
    assert (policy["state"], policy["grantControls"]["builtInControls"]) == ("enabled", ["mfa"])
    assert policy["conditions"]["users"]["includeUsers"] == ["All"]

    report_only = policy_behind(CONTEXT, state="enabledForReportingButNotEnforced")
    directory.policies = [report_only, policy_behind("c2", users={"includeUsers": ["None"]})]
    first, second = asker.get(address).json()["value"]
    assert first["state"] == "enabledForReportingButNotEnforced"
    assert second["conditions"]["users"]["includeUsers"] == ["None"]


def test_it_fails_as_it_is_told_and_recovers(asker, provider):
    graph, path = provider.graph, f"/users/{OBJECT}"
    graph.fails("/users/*", throttled(7), times=1)
    throttling = asker.get(path)
    assert (throttling.status_code, throttling.headers["Retry-After"]) == (429, "7")
    assert asker.get(path).status_code == 200  # once was said

    for status in (500, 503, 403):
        graph.fails("/users/*", refusing(status))
        assert asker.get(path).status_code == status
    assert asker.get("/identity/conditionalAccess/policies").status_code == 200
    for fault in (cut, cut_short):
        graph.fails("/users/*", fault)
        with pytest.raises(requests.RequestException):
            asker.get(path)
    graph.fails("/users/*", half_of({"id": str(OBJECT)}))
    with pytest.raises(requests.exceptions.JSONDecodeError):
        asker.get(path).json()
    graph.fails("/users/*", saying({"accountEnabled": "true"}))
    assert asker.get(path).json() == {"accountEnabled": "true"}
    graph.fails("/users/*", next_page_at("https://graph.example/next"))
    assert asker.get(path).json()["@odata.nextLink"] == "https://graph.example/next"

    graph.recover()
    assert asker.get(path).status_code == 200
    assert graph.times_asked("/users/*") == 11


def test_it_keeps_its_caller_waiting_until_it_is_let_go(asker, provider):
    held, statuses = Held(), []
    provider.graph.fails("/users/*", held)
    waiting = threading.Thread(
        target=lambda: statuses.append(asker.get(f"/users/{OBJECT}").status_code)
    )
    waiting.start()

    assert held.reached.wait(10)
    assert statuses == []
    held.release()
    waiting.join(10)
    assert statuses == [200]


def test_the_story_gives_the_roles_that_its_people_need():
    roles = {account.part: set(account.roles) for account in accounts()}
    sensitive = {part for part, held in roles.items() if "Portal.SensitivePapers" in held}

    assert roles["Proper officer"] == {"Portal.ProperOfficer", "Portal.SensitivePapers"}
    assert all(held <= set(ROLES) for held in roles.values())
    assert len(sensitive) == 6
    assert not sensitive & {"Administrator", "Information governance auditor"}
    assert not [part for part in sensitive if re.search("Guest|Councillor", part)]
