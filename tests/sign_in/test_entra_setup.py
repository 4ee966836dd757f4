"""What a council is told to fill in at Entra ID is what the portal holds it to."""

import json
import re
from dataclasses import fields
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest

from config import Settings
from portal.cli.doctor import CHECKS
from portal.cli.doctor.directory import PERMISSIONS
from portal.policy.app_roles import APP_ROLES, AppRole, known_roles
from portal.policy.step_up import StepUpContexts
from portal.services.directory.conditional_access import standing_behind
from portal.services.sign_in.refusals import Problem, problem_named_by
from portal.services.sign_in.settings import CALLBACK, FRONT_CHANNEL, SIGNED_OUT
from portal.web.sign_in.words import WORDS
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.front_half import PORTAL, Clock, csrf_of, open_portal, query
from tests.sign_in.providers_at_work import a_place, strict_provider, strict_provider_or_skip
from tests.sign_in.strict_visitor import StrictVisitor
from tests.support.tree import ROOT, modules

PAGE = (ROOT / "docs/entra-setup.md").read_text()
GIVEN = "https://papers.example"
FILL_IN = {
    "(the tenant id of step 1)": str(TENANT),
    "(the application id of step 1)": str(OBJECT),
    "(the output of: openssl rand -hex 32)": "27a9e4d0613fb85c" * 4,
    "(the output of: openssl rand -hex 32, once more)": "8f1d0c7a45b29e63" * 4,
}


class Running(Clock):
    """The real time, which a provider that others wrote lives by."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


def block(name):
    """Give the block of code that follows a mark in the page."""
    return re.search(rf"<!-- {name}[^>]* -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)[1]


REGISTRATION = json.loads(block("registration"))
ROLES = json.loads(block("app roles"))["appRoles"]


@pytest.fixture
def database_kind():
    """SQLite: no database decides anything here."""
    return "sqlite"


def test_the_addresses_to_register_are_those_that_the_portal_sends_people_to():
    web = REGISTRATION["web"]
    assert web["redirectUris"] == [GIVEN + CALLBACK, GIVEN + SIGNED_OUT]
    assert web["logoutUrl"] == GIVEN + FRONT_CHANNEL
    step = PAGE.partition("## Step 1")[2].partition("## Step 2")[0]
    assert set(re.findall(r"https://papers\.example/[a-z/-]+", step)) == {
        *web["redirectUris"],
        web["logoutUrl"],
    }
    assert not any(web["implicitGrantSettings"].values())


def test_the_registration_is_of_one_tenant_with_tokens_of_version_two():
    assert REGISTRATION["signInAudience"] == "AzureADMyOrg"
    assert REGISTRATION["api"] == {"requestedAccessTokenVersion": 2}
    assert REGISTRATION["groupMembershipClaims"] is None


def test_the_claims_to_ask_for_are_claims_that_the_portal_reads():
    reader = (ROOT / "portal/services/sign_in/id_token.py").read_text()
    asked = [claim["name"] for claim in REGISTRATION["optionalClaims"]["idToken"]]
    assert sorted(asked) == ["acct", "acrs", "login_hint", "sid"]
    assert [name for name in asked if f'"{name}"' not in reader] == []
    explained = set(re.findall(r"^\| `(\w+)` \| ", PAGE.partition("## Step 4")[0], re.MULTILINE))
    assert explained == set(asked)


def test_every_role_is_there_once_spelled_and_numbered_for_good():
    assert [role["value"] for role in ROLES] == [role.value for role in APP_ROLES]
    assert known_roles([role["value"] for role in ROLES]) == frozenset(AppRole)
    assert len({UUID(role["id"]) for role in ROLES}) == len(AppRole)
    assert all(role["isEnabled"] and role["allowedMemberTypes"] == ["User"] for role in ROLES)
    assert ROLES[0]["id"] == "63cd451c-b0b1-5887-9fba-4d874092112d"


def test_every_permission_has_a_reason():
    step = PAGE.partition("## Step 5")[2].partition("## Step 6")[0]
    assert re.findall(r"^\| `([\w.]+)` \| \S", step, re.MULTILINE) == [
        each.name for each in PERMISSIONS
    ]


def test_the_policy_stands_behind_the_context_that_the_settings_ask_for():
    policy = json.loads(block("policy"))
    (context,) = StepUpContexts.read("c1").all
    behind = standing_behind(context, [policy])
    assert behind.reason == ""
    assert len(behind.excused) == 2
    assert standing_behind("c2", [policy]).reason
    reporting = policy | {"state": "enabledForReportingButNotEnforced"}
    assert standing_behind(context, [reporting]).reason


def test_the_settings_can_be_used_as_they_are_once_filled_in():
    told = dict(line.split("=", 1) for line in block("settings").splitlines())
    settings = Settings.from_environ({name: FILL_IN.get(told[name], told[name]) for name in told})
    assert settings.production
    assert settings.base_url == GIVEN
    assert settings.step_up_contexts.all == ("c1",)


def test_no_setting_and_no_check_is_named_that_is_none():
    known = {each.metadata["name"] for each in fields(Settings)}
    assert set(re.findall(r"PORTAL_[A-Z_]+", PAGE)) <= known
    named = set(re.findall(r"`portal doctor`, line `([a-z ]+)`", PAGE))
    assert named
    assert named <= {check.name for check in CHECKS}


def test_the_doctor_sends_people_to_steps_that_there_are():
    steps = set(re.findall(r"^## Step (\d):", PAGE, re.MULTILINE))
    doctor = [path for path in modules("portal") if "doctor" in path.parts]
    sent = {
        step
        for path in doctor
        for step in re.findall(r"entra-setup\.md, step (\d)", " ".join(path.read_text().split()))
    }
    assert sent >= {"1", "2", "3", "4", "5", "7", "8"}
    assert sent <= steps


def test_each_code_is_told_in_the_words_of_our_own_page():
    told = dict(re.findall(r"^\| AADSTS(\d+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", PAGE, re.MULTILINE))
    known = {
        str(code): problem
        for code in range(50000, 100000)
        if (problem := problem_named_by("invalid_request", f"AADSTS{code}: x")) is not Problem.OTHER
    }
    assert set(told) == set(known)
    assert {code: WORDS[problem].cause for code, problem in known.items()} == told


def test_a_strict_provider_set_up_by_the_page_signs_people_in_and_out(
    record_url, log_url, tmp_path
):
    strict_provider_or_skip()
    here = [each.replace(GIVEN, PORTAL) for each in REGISTRATION["web"]["redirectUris"]]
    claims = {
        "tid": str(TENANT),
        "oid": str(OBJECT),
        "ver": "2.0",
        "roles": [role["value"] for role in ROLES],
        "acct": 0,
        "login_hint": "the hint",
    }
    with (
        a_place() as place,
        strict_provider(
            place,
            PORTAL,
            {"ngozi": claims},
            redirect_uris=here,
            signed_out_uris=here,
            front_channel=REGISTRATION["web"]["logoutUrl"].replace(GIVEN, PORTAL),
        ),
        open_portal(place.authority, record_url, log_url, tmp_path, Running()) as portal,
    ):
        browser, visitor = portal.browser(), StrictVisitor(place.issuer, PORTAL)
        back = visitor.sign_in("ngozi", **query(portal.leave(browser)))
        welcome = browser.get(f"{CALLBACK}?{urlencode(back)}")
        assert (welcome.status_code, welcome.headers["Location"]) == (303, "/me")
        out = browser.post(SIGNED_OUT, data={"csrf_token": csrf_of(browser)})
        assert out.status_code == 303
        page = visitor.sign_out(**query(out.headers["Location"]))
        assert f"{PORTAL}{FRONT_CHANNEL}?sid=" in page.text
        assert urlsplit(here[1]).path == SIGNED_OUT
