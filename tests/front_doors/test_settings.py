"""The settings: everything wrong is named at once, and production refuses what is not safe."""

import contextlib
import secrets
from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Environment, Settings, UnusableSettings, counting_in, documented
from portal.policy.app_roles import AppRole
from portal.policy.notice import USUAL, Counting, Reading

GUID = "0f6d1c52-5d0e-4a8e-9d0a-3f3c1b0e7a11"


def production(**changes: str | None) -> dict[str, str]:
    """A production installation's settings, with changes; ``None`` leaves one out."""
    settings: dict[str, str | None] = {
        "PORTAL_ENVIRONMENT": "production",
        "PORTAL_BASE_URL": "https://papers.example",
        "PORTAL_DATABASE_URL": "postgresql://localhost/record",
        "PORTAL_LOG_DATABASE_URL": "postgresql://localhost/log",
        "PORTAL_PAPERS": "/srv/papers",
        "PORTAL_ROOT_KEY_FILE": "/srv/root.key",
        "PORTAL_SESSION_SECRET": secrets.token_hex(32),
        "PORTAL_LOG_PEPPER": secrets.token_hex(32),
        "PORTAL_TENANT": GUID,
        "PORTAL_CLIENT_ID": GUID,
        "PORTAL_CLIENT_KEY_FILE": "/srv/client.key",
        "PORTAL_CLIENT_CERTIFICATE_FILE": "/srv/client.pem",
    }
    settings |= {f"PORTAL_{name.upper()}": value for name, value in changes.items()}
    return {name: value for name, value in settings.items() if value is not None}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(UnusableSettings) as caught:
        Settings.from_environ(environ)
    return caught.value.problems


def test_a_whole_production_installation_starts():
    settings = Settings.from_environ(production())
    assert settings.production
    assert settings.authority == "https://login.microsoftonline.com"
    assert settings.idle_minutes == 30


def test_everything_missing_is_named_at_once():
    named = " ".join(problems({}))
    for name in (
        "ENVIRONMENT",
        "BASE_URL",
        "DATABASE_URL",
        "LOG_DATABASE_URL",
        "PAPERS",
        "ROOT_KEY_FILE",
        "SESSION_SECRET",
        "LOG_PEPPER",
        "TENANT",
        "CLIENT_ID",
        "CLIENT_KEY_FILE",
    ):
        assert f"PORTAL_{name} " in named


REFUSED = {
    "the demonstration's provider": {"identity_provider": "demonstration"},
    "a provider without https": {"identity_provider": "http://login.example"},
    "a short secret": {"session_secret": "tooshort"},
    "a default secret": {"session_secret": "changeme-changeme-changeme-changeme-1234"},
    "one letter over and over": {"log_pepper": "a" * 64},
    "a tenant that is a name": {"tenant": "council.onmicrosoft.com"},
    "the common tenant": {"tenant": "common"},
    "a client that is no GUID": {"client_id": "portal"},
    "an http address": {"base_url": "http://papers.example"},
    "an http address of this machine": {"base_url": "http://localhost:8000"},
    "an address with a path": {"base_url": "https://papers.example/board"},
    "debug": {"debug": "yes"},
    "a client secret": {"client_secret": "s" * 40},
    "no certificate": {"client_certificate_file": None},
    "a misspelt setting": {"idel_minutes": "30"},
    "a port that is none": {"port": "99999"},
    "a word for a number": {"workers": "many"},
    "an environment that is none": {"environment": "staging"},
    "a directory elsewhere": {"graph": "https://graph.example"},
    "a directory on this machine": {"graph": "http://localhost:8002"},
    "a group that is a name": {"group_roles": "Members=Portal.Member"},
    "a group without a role": {"group_roles": GUID},
    "a group with an empty role": {"group_roles": f"{GUID}="},
    "a group with a role nobody knows": {"group_roles": f"{GUID}=Portal.Owner"},
    "a group with a role in small letters": {"group_roles": f"{GUID}=portal.member"},
    "a group with two roles": {"group_roles": f"{GUID}=Portal.Member,{GUID}=Portal.Clerk"},
    "a group in braces": {"group_roles": f"{{{GUID}}}=Portal.Member"},
    "a list of groups that ends in a comma": {"group_roles": f"{GUID}=Portal.Member,"},
    "a context that is none": {"step_up_contexts": "mfa"},
    "a context beyond the last": {"step_up_contexts": "c100"},
    "a context of nothing": {"step_up_contexts": "c0"},
    "a compartment without a context": {"step_up_contexts": "dhr="},
    "a compartment twice": {"step_up_contexts": "dhr=c1,dhr=c2"},
    "a root that nobody keeps": {"root": "paper"},
    "a name of a root with capitals": {"root_name": "Clear-Days"},
    "a root's wait of a minute": {"root_seconds": "60"},
    "a context among compartments": {"step_up_contexts": "dhr=c1,c2"},
    "papers in a place that is none": {"papers": "ftp://papers.example/all"},
    "a store reached in clear": {
        "papers": "s3://papers",
        "papers_endpoint": "http://papers.example",
    },
    "an endpoint of a folder": {"papers_endpoint": "https://papers.example"},
    "half a key": {"papers": "s3://papers", "papers_key_id": "invented"},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED.keys())
def test_production_refuses(changes):
    found = problems(production(**changes))
    assert all(sentence.startswith("PORTAL_") and ":" in sentence for sentence in found)
    assert any(f"PORTAL_{name.upper()}" in " ".join(found) for name in changes)


def test_contradictions_are_named_together_with_what_is_missing():
    found = problems(production(debug="yes", base_url="http://papers.example", tenant=None))
    named = " ".join(found)
    assert all(f"PORTAL_{name}" in named for name in ("DEBUG", "BASE_URL", "TENANT"))


def test_the_same_secret_is_not_used_twice():
    secret = secrets.token_hex(32)
    assert problems(production(session_secret=secret, log_pepper=secret))


def test_one_file_is_not_both_databases():
    one = "sqlite:////srv/one.sqlite3"
    assert problems(production(database_url=one, log_database_url=one))


def test_a_demonstration_stays_on_this_machine():
    asked = production(environment="demonstration", base_url="http://192.0.2.7", host="0.0.0.0")  # noqa: S104 -- it is refused
    named = " ".join(problems(asked))
    assert "PORTAL_BASE_URL" in named
    assert "PORTAL_HOST" in named


def test_the_directory_is_named_only_where_it_is_on_this_machine():
    trial = {"environment": "test", "base_url": "http://localhost:8000"}
    provider = {"identity_provider": "http://localhost:8001"}
    asked = production(**trial, **provider, graph="http://localhost:8002")
    assert Settings.from_environ(asked).graph == "http://localhost:8002"

    (elsewhere,) = problems(asked | {"PORTAL_GRAPH": "https://graph.example"})
    assert "on this machine" in elsewhere
    (brackets,) = problems(asked | {"PORTAL_GRAPH": "http://[localhost"})
    assert "on this machine" in brackets
    (twice,) = problems(asked | {"PORTAL_IDENTITY_PROVIDER": "demonstration"})
    assert "has a directory of its own" in twice


def test_groups_and_contexts_are_read_as_they_are_written():
    other = "0F6D1C52-5D0E-4A8E-9D0A-3F3C1B0E7A12"
    settings = Settings.from_environ(
        production(
            group_roles=f"{GUID}=Portal.Member, {other} = Portal.Clerk",
            step_up_contexts="dhr=c1, prevent=c25",
        )
    )
    assert settings.group_roles == {
        UUID(GUID): AppRole.MEMBER,
        UUID(other): AppRole.CLERK,
    }
    assert settings.step_up_contexts.of("prevent") == "c25"
    assert Settings.from_environ(production()).group_roles == {}
    assert Settings.from_environ(production()).step_up_contexts.of("prevent") == "c1"


def test_secrets_do_not_show():
    environ = production(root_passphrase="a long passphrase of the root")
    shown = repr(Settings.from_environ(environ))
    for name in ("SESSION_SECRET", "LOG_PEPPER", "ROOT_PASSPHRASE"):
        assert environ[f"PORTAL_{name}"] not in shown


@given(st.dictionaries(st.sampled_from(sorted(documented())), st.text(max_size=40)))
def test_whatever_is_set_there_are_settings_or_sentences(environ):
    with contextlib.suppress(UnusableSettings):
        assert Settings.from_environ(environ).environment in Environment


def test_how_days_are_counted_is_settled_by_four_settings():
    assert Settings.from_environ(production()).counting == USUAL == counting_in({})
    settled = {
        "offices_close": "16:30",
        "count_saturdays": "yes",
        "closures": "2026-12-29, 2026-12-30",
        "long_notice": "working",
    }
    counting = Settings.from_environ(production(**settled)).counting
    assert counting == Counting(
        offices_close=time(16, 30),
        saturdays=True,
        closures=frozenset({date(2026, 12, 29), date(2026, 12, 30)}),
        long_notice=Reading.WORKING,
    )
    assert counting_in(production(**settled, tenant=None)) == counting


def test_counting_names_every_setting_of_its_own_that_cannot_be_read():
    with pytest.raises(UnusableSettings) as caught:
        counting_in({"PORTAL_CLOSURES": "May", "PORTAL_OFFICES_CLOSE": "5", "PORTAL_PORT": "x"})
    assert caught.value.problems == (
        "PORTAL_OFFICES_CLOSE is not usable: set it to a time such as 17:00.",
        "PORTAL_CLOSURES is not usable: set it to dates such as 2026-12-29,2026-12-30.",
    )
