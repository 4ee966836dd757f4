"""A small identity provider for the demonstration: pick an account, no password, this machine only.

It speaks the code flow with PKCE as Entra ID speaks it, so that the portal signs people in by
the same steps and the same checks as anywhere else.  Its key is made when it starts and is
nowhere written down.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, jsonify, redirect, render_template_string, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.wrappers import Response as WerkzeugResponse

from portal.demonstration.terms import LOOPBACK, Account, ProviderTerms

LIFETIME: Final = timedelta(minutes=1)
TOKEN_LIFETIME: Final = 3600  # seconds
MOST_PENDING: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the portal asked; once somebody has been picked, also who."""

    state: str
    nonce: str
    challenge: str
    asked_at: datetime
    account: Account | None = None


class Pending:
    """Questions that wait, each under a random name, taken out once."""

    def __init__(self, clock: Callable[[], datetime], lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._waiting: dict[str, Question] = {}

    def put(self, question: Question) -> str:
        """Keep a question, dropping the oldest when there are too many."""
        name = secrets.token_urlsafe(32)
        self._waiting[name] = replace(question, asked_at=self._clock())
        while len(self._waiting) > MOST_PENDING:
            self._waiting.pop(next(iter(self._waiting)), None)
        return name

    def take(self, name: str) -> Question | None:
        """Take a question out, if it is there and not too old."""
        question = self._waiting.pop(name, None)
        if question is None or self._clock() - question.asked_at > self._lifetime:
            return None
        return question


class DemonstrationProvider:
    """The provider's views, and what it keeps between them: a key, questions, codes."""

    def __init__(self, terms: ProviderTerms) -> None:
        self._terms = terms
        self._key = RSAKey.generate_key(2048, parameters={"kid": secrets.token_urlsafe(16)})
        self._questions = Pending(terms.clock, timedelta(minutes=30))
        self._codes = Pending(terms.clock, LIFETIME)

    def only_here(self) -> None:
        """Refuse other machines, and other names for this one, which a web page could use."""
        here = urlsplit(self._terms.address).netloc
        if request.host != here or request.remote_addr not in LOOPBACK:
            abort(403)

    def guarded(self, response: Response) -> Response:
        """Keep answers out of caches and frames."""
        portal = urlsplit(self._terms.redirect_uri)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
            f"form-action 'self' {portal.scheme}://{portal.netloc}"
        )
        return response

    def discovery(self) -> Response:
        """Describe the provider (OpenID Connect Discovery section 3)."""
        return jsonify(_discovery(self._terms))

    def keys(self) -> Response:
        """Publish the signing key, without its private part."""
        public = self._key.as_dict(private=False)
        return jsonify(keys=[public | {"use": "sig", "issuer": self._terms.issuer}])

    def authorize(self) -> str:
        """Ask who is signing in."""
        asked = self._questions.put(_question(request.args, self._terms))
        return render_template_string(PAGE, terms=self._terms, asked=asked)

    def picked(self) -> WerkzeugResponse:
        """Send the browser back to the portal with a code for whoever was picked."""
        question = self._questions.take(request.form.get("asked", ""))
        accounts = {str(account.object_id): account for account in self._terms.accounts}
        account = accounts.get(request.form.get("account", ""))
        if question is None or account is None:
            abort(400)
        code = self._codes.put(replace(question, account=account))
        answer = urlencode({"code": code, "state": question.state})
        return redirect(f"{self._terms.redirect_uri}?{answer}", 303)

    def token(self) -> tuple[Response, int]:
        """Exchange a code, once, for an ID token (RFC 6749 section 4.1.3, RFC 7636)."""
        form = request.form
        question = self._codes.take(form.get("code", ""))  # gone, whatever comes of it
        if not _is_client(form, self._terms):
            return jsonify(error="invalid_client"), 401
        if form.get("grant_type") != "authorization_code":
            return jsonify(error="unsupported_grant_type"), 400
        if question is None or question.account is None or not _fits(form, question, self._terms):
            return jsonify(error="invalid_grant"), 400
        claims = _claims(question.account, question.nonce, self._terms)
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key.kid}
        return jsonify(
            token_type="Bearer",  # noqa: S106 -- the name of a kind of token, RFC 6750
            expires_in=TOKEN_LIFETIME,
            access_token=secrets.token_urlsafe(32),
            id_token=jwt.encode(header, claims, self._key),
        ), 200

    def logout(self) -> WerkzeugResponse | str:
        """Send the browser back to the portal, and nowhere else."""
        wanted = request.args.get("post_logout_redirect_uri", "")
        if wanted != self._terms.signed_out_address:
            return "You have signed out."
        return redirect(wanted, 303)


def create_provider(terms: ProviderTerms) -> Flask:
    """Build the provider as an application of its own."""
    app = Flask("portal.demonstration.provider", static_folder=None)
    provider = DemonstrationProvider(terms)
    app.before_request(provider.only_here)
    app.after_request(provider.guarded)
    root = f"/{terms.tenant}"
    app.get(f"{root}/v2.0/.well-known/openid-configuration")(provider.discovery)
    app.get(f"{root}/discovery/v2.0/keys")(provider.keys)
    app.get(f"{root}/oauth2/v2.0/authorize")(provider.authorize)
    app.post(f"{root}/oauth2/v2.0/authorize")(provider.picked)
    app.post(f"{root}/oauth2/v2.0/token")(provider.token)
    app.get(f"{root}/oauth2/v2.0/logout")(provider.logout)
    return app


def _discovery(terms: ProviderTerms) -> Mapping[str, Any]:
    root = f"{terms.address}/{terms.tenant}"
    return {
        "issuer": terms.issuer,
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post" if terms.client_secret else "none"
        ],
        "scopes_supported": ["openid", "profile"],
    }


def _question(args: Mapping[str, str], terms: ProviderTerms) -> Question:
    # A wrong client or address is told here, never sent on: RFC 6749 section 4.1.2.1.
    if args.get("client_id") != terms.client_id or args.get("redirect_uri") != terms.redirect_uri:
        abort(400)
    good = (
        args.get("response_type") == "code"
        and args.get("response_mode", "query") == "query"
        and "openid" in args.get("scope", "").split()
        and args.get("code_challenge_method") == "S256"
        and args.get("code_challenge")
        and args.get("state")
        and args.get("nonce")
    )
    if not good:
        abort(400)
    return Question(
        state=args["state"],
        nonce=args["nonce"],
        challenge=args["code_challenge"],
        asked_at=terms.clock(),
    )


def _is_client(form: Mapping[str, str], terms: ProviderTerms) -> bool:
    secret = form.get("client_secret", "").encode()
    known = hmac.compare_digest(secret, terms.client_secret.encode())
    return known and form.get("client_id") == terms.client_id


def _fits(form: Mapping[str, str], question: Question, terms: ProviderTerms) -> bool:
    verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=")
    known = hmac.compare_digest(challenge, question.challenge.encode())
    return known and form.get("redirect_uri") == terms.redirect_uri


def _claims(account: Account, nonce: str, terms: ProviderTerms) -> dict[str, Any]:
    now = int(terms.clock().timestamp())
    subject = hashlib.sha256(f"{terms.client_id}:{account.object_id}".encode()).digest()
    home = {"idp": "https://home.example/of/the/guest"} if account.guest else {}
    return {
        "iss": terms.issuer,
        "aud": terms.client_id,
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_LIFETIME,
        "nonce": nonce,
        "tid": str(terms.tenant),
        "oid": str(account.object_id),
        "sub": base64.urlsafe_b64encode(subject).rstrip(b"=").decode(),
        "ver": "2.0",
        "name": account.name,
        "roles": list(account.roles),
        "acct": int(account.guest),
        "login_hint": f"demonstration:{account.object_id}",
        "sid": secrets.token_urlsafe(16),
        **home,
    }


PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Pick an account - demonstration sign-in</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<main>
<h1>Pick an account</h1>
<p>This is the demonstration's own sign-in. It asks for no password and works on this computer
only. Everybody here is invented.</p>
<form method="post" action="/{{ terms.tenant }}/oauth2/v2.0/authorize">
<input type="hidden" name="asked" value="{{ asked }}">
<ul>
{%- for account in terms.accounts %}
<li><button name="account" value="{{ account.object_id }}">{{ account.name }}</button>
{{ account.part }}{% if account.guest %} (guest from another organisation){% endif %}</li>
{%- endfor %}
</ul>
</form>
</main>
</body>
</html>
"""
