"""What is broken about the identity provider or the directory: which line says so, and how."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from portal.cli.doctor.directory import PERMISSIONS
from portal.cli.doctor.findings import State
from portal.demonstration.directory import ROLES, policy_behind
from portal.policy.app_roles import AppRole
from tests.sign_in.forging import OTHER_TENANT, public_jwk, rsa_key
from tests.sign_in.graph_at_work import cut, refusing
from tests.sign_in.hostile_provider import in_json

ELSEWHERE = f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"
GUEST = "1f0c7a0e-0000-4000-8000-000000000001"


def says(name, told):
    return lambda at: at.provider.tells_of_itself.update({name: told})


def answers(name, told, status=200):
    return lambda at: at.provider.answers.update({name: lambda _: in_json(told, status)})


def graph_refuses(path, status=403):
    return lambda at: at.provider.graph.fails(path, refusing(status))


def registered(**changes):
    return lambda at: at.registered(**changes)


def policies(*found):
    return lambda at: setattr(at.provider.graph.directory, "policies", list(found))


def sends_also_to(address):
    def break_it(at):
        kept = at.provider.graph.directory.principal.reply_addresses
        at.registered(reply_addresses=(*kept, address))

    return break_it


BROKEN = [
    (says("issuer", "https://elsewhere.example"), "discovery", "another issuer", "PORTAL_TENANT"),
    (
        says("token_endpoint", "https://elsewhere.example/token"),
        "discovery",
        "token_endpoint is missing or on a host not allowed",
        "somebody else answers",
    ),
    (says("end_session_endpoint", None), "discovery", "end_session_endpoint is missing", ""),
    (
        says("id_token_signing_alg_values_supported", ["ES256"]),
        "discovery",
        "does not sign with RS256",
        "",
    ),
    (answers("openid-configuration", {}, 404), "discovery", "answered 404", "firewall"),
    (answers("keys", {"keys": []}), "signing keys", "no signing key", "Wait an hour"),
    (
        answers("keys", {"keys": [public_jwk(rsa_key("ours"), kid="k", issuer=ELSEWHERE)]}),
        "signing keys",
        "no signing key",
        "",
    ),
    (answers("keys", {}, 500), "signing keys", "answered 500", "`discovery`"),
    (
        answers("token", {"error": "invalid_client"}, 401),
        "client authentication",
        "does not accept the portal as a client",
        "Upload the certificate",
    ),
    (answers("token", {"error": "x"}, 401), "permissions", "no token", "`client authentication`"),
    (graph_refuses("/users/*"), "permissions", "User.Read.All, Directory.Read.All", "consent"),
    (graph_refuses("/users/*/appRole*"), "permissions", "needs Directory.Read.All", "consent"),
    (graph_refuses("/servicePrincipals*"), "permissions", "needs Application.Read.All", ""),
    (
        graph_refuses("/identity/*"),
        "permissions",
        "needs Policy.Read.ConditionalAccess",
        "docs/entra-setup.md",
    ),
    (graph_refuses("/users/*", 500), "permissions", "directory answered 500", "`permissions`"),
    (lambda at: at.provider.graph.fails("*", cut), "registration", "cannot be used", ""),
    (registered(client_id="another"), "registration", "is not registered", ""),
    (registered(enabled=False), "registration", "is disabled in the tenant", "Enabled for users"),
    (registered(assignment_required=False), "registration", "anybody in the tenant", "required"),
    (registered(roles=ROLES[1:]), "application roles", "Portal.Member is missing", "step 3"),
    (
        registered(disabled_roles=frozenset({"Portal.Auditor"})),
        "application roles",
        "Portal.Auditor is missing, disabled or misspelt",
        "manifest",
    ),
    (
        registered(roles=("portal.member", *ROLES[1:])),
        "application roles",
        "Portal.Member is written portal.member",
        "",
    ),
    (registered(reply_addresses=()), "reply addresses", "/sign-in/callback is not among", ""),
    (registered(reply_addresses=()), "reply addresses", "/sign-out is not among", "step 1"),
    (
        sends_also_to("http://elsewhere.example/sign-in/callback"),
        "reply addresses",
        "it may send people to http://elsewhere.example/sign-in/callback",
        "Remove every address but",
    ),
    (registered(logout_address=""), "reply addresses", "/sign-out/front-channel", "step 1"),
    (policies(), "step-up", "dhr, domestic_abuse, prevent stay shut", "step 7"),
    (
        policies(policy_behind("c1", state="enabledForReportingButNotEnforced")),
        "step-up",
        "only reports",
        "",
    ),
    (policies(policy_behind("c1", state="disabled")), "step-up", "its policy is off", ""),
    (
        policies(policy_behind("c1", users={"excludeUsers": ["GuestsOrExternalUsers"]})),
        "step-up",
        "leaves guests out",
        "",
    ),
    (policies(policy_behind("c1", grant={"builtInControls": []})), "step-up", "second factor", ""),
    (graph_refuses("/identity/*"), "step-up", "cannot be read: the directory answered 403", ""),
]


@pytest.mark.parametrize(("break_it", "line", "found", "advice"), BROKEN)
def test_what_is_broken_is_told_in_its_line(deployment, break_it, line, found, advice):
    assert deployment.answer(line).state is State.GOOD
    break_it(deployment)
    answer = deployment.answer(line)
    assert answer.state is State.WRONG
    assert found in answer.found
    assert answer.advice
    assert advice in answer.advice


def test_a_tenant_that_many_share_is_wrong(deployment):
    answer = deployment.answer("tenant", tenant="9188040d-6c67-4c5b-b112-36a304b66dad")
    assert answer.state is State.WRONG
    assert "of all personal Microsoft accounts" in answer.found


def test_a_provider_that_does_not_answer_is_wrong_and_every_other_line_says_where_to_look(
    deployment,
):
    answer = deployment.answer("discovery", identity_provider="http://127.0.0.1:9")
    assert answer.state is State.WRONG
    assert "does not answer" in answer.found
    for line in ("signing keys", "clock", "permissions"):
        other = deployment.answer(line, identity_provider="http://127.0.0.1:9")
        assert other.state is State.WRONG
        assert "See the line" in other.advice


@pytest.mark.parametrize(("seconds", "way"), [(40, "fast"), (-40, "slow")])
def test_a_clock_that_is_astray_is_told_by_how_much(deployment, seconds, way):
    answer = deployment.answer("clock", timedelta(seconds=seconds))
    assert answer.state is State.WRONG
    assert way in answer.found
    assert "time server" in answer.advice
    assert deployment.answer("clock", timedelta(seconds=20)).state is State.GOOD


class Timeless(BaseHTTPRequestHandler):
    """Answers without a date, which every other server gives of itself."""

    def do_GET(self):
        self.send_response_only(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_provider_that_tells_no_time_cannot_be_compared_with(deployment):
    with HTTPServer(("127.0.0.1", 0), Timeless) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        authority = f"http://127.0.0.1:{server.server_port}"
        answer = deployment.answer("clock", identity_provider=authority)
    assert "does not tell the time" in answer.found
    assert answer.state is State.WRONG


def test_contexts_for_what_does_not_exist_and_accounts_left_out_are_told(deployment):
    answer = deployment.answer("step-up", step_up_contexts="dhr=c1,nosuch=c2")
    assert "names nosuch, and no sensitive compartment is called so" in answer.found
    left_out = {"excludeUsers": [GUEST], "excludeGroups": ["some", "more"]}
    policies(policy_behind("c1", users=left_out))(deployment)
    answer = deployment.answer("step-up")
    assert answer.state is State.GOOD
    assert "1 account left out of it cannot open those compartments" in answer.found
    assert "nobody in 2 groups left out of it can either" in answer.found
    answer = deployment.answer("step-up", step_up_contexts="dhr=c1,prevent=c2")
    assert "prevent stay shut, for c2 proves nothing" in answer.found


def test_every_permission_is_asked_for_by_a_question_about_nobody(deployment):
    assert deployment.answer("permissions").found == ", ".join(each.name for each in PERMISSIONS)
    asked = {path for _, path in deployment.provider.graph.asked}
    assert {path for path in asked if path.startswith("/users/")} == {
        "/users/00000000-0000-0000-0000-000000000000",
        "/users/00000000-0000-0000-0000-000000000000/appRoleAssignments",
    }


def client_files(folder, days=365.0, key="the client's", certified="the client's"):
    """Write a key and a certificate, of the same key or of another."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the portal")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(rsa_key(certified).public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=700))
        .not_valid_after(now + timedelta(days=days))
        .sign(rsa_key(certified), hashes.SHA256())
    )
    pem = rsa_key(key).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    paths = folder / "client.key", folder / "client.pem"
    paths[0].write_bytes(pem)
    paths[1].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[0].chmod(0o600)
    return {
        "client_secret": None,
        "client_key_file": paths[0],
        "client_certificate_file": paths[1],
    }


def test_a_certificate_that_fits_is_good_until_its_last_month(deployment):
    files = client_files(deployment.folder)
    answer = deployment.answer("client authentication", **files)
    assert answer.state is State.GOOD
    assert "by a certificate, which ends on" in answer.found
    answer = deployment.answer("client authentication", timedelta(days=340), **files)
    assert "the client's certificate ends on" in answer.found
    assert "step 2" in answer.advice
    answer = deployment.answer("client authentication", timedelta(days=370), **files)
    assert "the client's certificate ended on" in answer.found


def test_a_key_of_another_certificate_or_for_all_to_read_is_wrong(deployment):
    files = client_files(deployment.folder, key="another's")
    answer = deployment.answer("client authentication", **files)
    assert "the certificate is not that of the key" in answer.found
    files = client_files(deployment.folder)
    files["client_key_file"].chmod(0o644)
    assert "others can read" in deployment.answer("client authentication", **files).found
    files["client_key_file"].write_text("no key")
    assert "cannot be read" in deployment.answer("client authentication", **files).found
    files["client_key_file"].unlink()
    answer = deployment.answer("settings", **files)
    assert answer.state is State.WRONG
    assert "key or certificate file cannot be read" in answer.found
    assert "`settings`" in deployment.answer("discovery", **files).advice


def test_every_role_of_the_table_is_looked_for(deployment):
    deployment.registered(roles=())
    found = deployment.answer("application roles").found
    assert [role for role in AppRole if role not in found] == []
