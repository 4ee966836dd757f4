"""A small identity provider for the demonstration: pick an account, no password, this machine only.

It speaks the code flow with PKCE as Entra ID speaks it, so that the portal signs people in by
the same steps and the same checks as anywhere else.  Its key is made when it starts and is
nowhere written down.  A small Graph and a page to change accounts come with it.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, jsonify, make_response, redirect, request
from flask import render_template_string as page
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.wrappers import Response as WerkzeugResponse

from portal.demonstration.browsers import COOKIE, Browsers
from portal.demonstration.directory import Directory, User
from portal.demonstration.directory_page import DirectoryPage
from portal.demonstration.graph import Bearers, graph
from portal.demonstration.provider_pages import CONFIRM, PICK, SIGNED_OUT, STYLE_SOURCE
from portal.demonstration.questions import (
    HINT,
    LIFETIME,
    NotUnderstood,
    Pending,
    Question,
    question_in,
)
from portal.demonstration.terms import LOOPBACK, ProviderTerms

TOKEN_LIFETIME: Final = 3600  # seconds
DISABLED: Final = "AADSTS50057: The user account is disabled."
NOT_THERE: Final = "AADSTS50034: The user account does not exist in the directory."
NOT_ASSIGNED: Final = (
    "AADSTS50105: The signed in user is not assigned to a role for the application."
)
NOBODY_SIGNED_IN: Final = "AADSTS50058: A silent sign-in request was sent but no user is signed in."
CANCELLED: Final = "AADSTS65004: User declined to consent to access the app."


class DemonstrationProvider:
    """The provider's views, and what it keeps between them: a key, questions, codes, sessions."""

    def __init__(self, terms: ProviderTerms, directory: Directory) -> None:
        self._terms = terms
        self._directory = directory
        self._key = RSAKey.generate_key(2048, parameters={"kid": secrets.token_urlsafe(16)})
        self._questions = Pending(terms.clock, timedelta(minutes=30))
        self._codes = Pending(terms.clock, LIFETIME)
        self._browsers = Browsers()
        self.bearers = Bearers(terms.clock)

    def only_here(self) -> None:
        """Refuse other machines, and other names for this one, which a web page could use."""
        here = urlsplit(self._terms.address).netloc
        if request.host != here or request.remote_addr not in LOOPBACK:
            abort(403)

    def guarded(self, response: Response) -> Response:
        """Keep answers out of caches and frames; nothing but the portal is framed or sent to."""
        portal = urlsplit(self._terms.redirect_uri)
        there = f"{portal.scheme}://{portal.netloc}"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
            f"style-src {STYLE_SOURCE}; frame-src {there}; form-action 'self' {there}"
        )
        return response

    def discovery(self) -> Response:
        """Describe the provider (OpenID Connect Discovery section 3)."""
        return jsonify(_discovery(self._terms))

    def keys(self) -> Response:
        """Publish the signing key, without its private part."""
        public = self._key.as_dict(private=False)
        return jsonify(keys=[public | {"use": "sig", "issuer": self._terms.issuer}])

    def authorize(self) -> WerkzeugResponse | str:
        """Ask who is signing in."""
        try:
            question = question_in(request.args, self._terms)
        except NotUnderstood:
            abort(400)
        if question.prompt == "none":  # there is always something to ask here
            return self._sent_back(question, "login_required", NOBODY_SIGNED_IN)
        return self._asking(question, self._directory.user(question.hint))

    def picked(self) -> WerkzeugResponse | str:
        """Send the browser back to the portal with a code for whoever was picked."""
        form = request.form
        question = self._questions.take(form.get("asked", ""))
        if question is None:
            abort(400)
        if "cancel" in form:
            return self._sent_back(question, "access_denied", CANCELLED)
        user = self._directory.user(form.get("account"))
        if user is None:
            abort(400)
        if refusal := self._refusal(user):
            return self._sent_back(question, "access_denied", refusal)
        if question.contexts and form.get("confirmed") != str(user.object_id):
            return self._asking(question, user)
        cookie, session = self._browsers.enter(request.cookies.get(COOKIE, ""), user.object_id)
        code = self._codes.put(replace(question, person=user.object_id, session=session))
        answer = urlencode({"code": code, "state": question.state})
        response = redirect(f"{self._terms.redirect_uri}?{answer}", 303)
        response.set_cookie(
            COOKIE, cookie, path=f"/{self._terms.tenant}/", httponly=True, samesite="Lax"
        )
        return response

    def token(self) -> tuple[Response, int]:
        """Give a token for a code, once, or for the portal itself (RFC 6749 section 3.2)."""
        form = request.form
        question = self._codes.take(form.get("code", ""))  # gone, whatever comes of it
        if not _is_client(form, self._terms):
            return jsonify(error="invalid_client"), 401
        if form.get("grant_type") == "client_credentials":
            return self._for_the_graph(form.get("scope", ""))
        if form.get("grant_type") != "authorization_code":
            return jsonify(error="unsupported_grant_type"), 400
        if question is None or not _fits(form, question, self._terms):
            return jsonify(error="invalid_grant"), 400
        user = self._directory.user(question.person)
        if user is None or self._refusal(user):
            return jsonify(error="invalid_grant"), 400
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key.kid}
        told = jwt.encode(header, _claims(user, question, self._terms), self._key)
        return _bearing(secrets.token_urlsafe(32), id_token=told), 200

    def logout(self) -> WerkzeugResponse:
        """End the browser's session, tell the portal in a frame, and go back there only.

        The frame's address has ``sid`` and no ``iss``, which is how Entra ID writes it
        (OpenID Connect Front-Channel Logout section 2 would allow both).
        """
        args, terms = request.args, self._terms
        hint = args.get("logout_hint", "").removeprefix(HINT)
        ended = self._browsers.leave(request.cookies.get(COOKIE, ""), hint)
        wanted = args.get("post_logout_redirect_uri", "")
        onward = wanted if wanted == terms.signed_out_address else ""
        if onward and "state" in args:
            onward += "?" + urlencode({"state": args["state"]})
        address = terms.front_channel_address
        told = [f"{address}?{urlencode({'sid': sid})}" for sid in ended] if address else []
        response = (
            redirect(onward, 303)
            if onward and not told
            else make_response(page(SIGNED_OUT, title="Signed out", onward=onward, told=told))
        )
        response.delete_cookie(COOKIE, path=f"/{terms.tenant}/")
        return response

    def _asking(self, question: Question, hinted: User | None) -> str:
        confirming = hinted is not None and question.contexts
        return page(
            CONFIRM if confirming else PICK,
            title="Confirm that it is you" if confirming else "Pick an account",
            tenant=self._terms.tenant,
            users=self._directory.users(),
            hinted=hinted,
            contexts=", ".join(question.contexts),
            asked=self._questions.put(question),
        )

    def _refusal(self, user: User) -> str:
        if not user.enabled:
            return DISABLED
        principal = self._directory.principal
        return NOT_ASSIGNED if principal.assignment_required and not user.roles else ""

    def _sent_back(self, question: Question, error: str, description: str) -> WerkzeugResponse:
        told = {"error": error, "error_description": description, "state": question.state}
        return redirect(f"{self._terms.redirect_uri}?{urlencode(told)}", 303)

    def _for_the_graph(self, scope: str) -> tuple[Response, int]:
        """Give the portal a token of its own (RFC 6749 section 4.4); only with a secret."""
        if not self._terms.client_secret:
            return jsonify(error="unauthorized_client"), 400
        if scope != self._terms.graph_scope:
            return jsonify(error="invalid_scope"), 400
        return _bearing(self.bearers.issue()), 200


def create_provider(terms: ProviderTerms, directory: Directory | None = None) -> Flask:
    """Build the provider as an application of its own, with its Graph.

    :param directory: who is who; made from the terms' accounts if not given.
    """
    app = Flask("portal.demonstration.provider", static_folder=None)
    directory = directory or Directory(terms)
    provider = DemonstrationProvider(terms, directory)
    app.before_request(provider.only_here)
    app.after_request(provider.guarded)
    root = f"/{terms.tenant}"
    app.get(f"{root}/v2.0/.well-known/openid-configuration")(provider.discovery)
    app.get(f"{root}/discovery/v2.0/keys")(provider.keys)
    app.get(f"{root}/oauth2/v2.0/authorize")(provider.authorize)
    app.post(f"{root}/oauth2/v2.0/authorize")(provider.picked)
    app.post(f"{root}/oauth2/v2.0/token")(provider.token)
    app.get(f"{root}/oauth2/v2.0/logout")(provider.logout)
    app.register_blueprint(graph(terms, directory, provider.bearers.admits))
    DirectoryPage(terms, directory).hang(app)
    return app


def _bearing(access_token: str, **more: str) -> Response:
    return jsonify(
        token_type="Bearer",  # noqa: S106 -- the name of a kind of token, RFC 6750
        expires_in=TOKEN_LIFETIME,
        access_token=access_token,
        **more,
    )


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
        "claims_parameter_supported": True,
        "frontchannel_logout_supported": True,
    }


def _is_client(form: Mapping[str, str], terms: ProviderTerms) -> bool:
    secret = form.get("client_secret", "").encode()
    known = hmac.compare_digest(secret, terms.client_secret.encode())
    return known and form.get("client_id") == terms.client_id


def _fits(form: Mapping[str, str], question: Question, terms: ProviderTerms) -> bool:
    verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=")
    known = hmac.compare_digest(challenge, question.challenge.encode())
    return known and form.get("redirect_uri") == terms.redirect_uri


def _claims(user: User, question: Question, terms: ProviderTerms) -> dict[str, Any]:
    now = int(terms.clock().timestamp())
    subject = hashlib.sha256(f"{terms.client_id}:{user.object_id}".encode()).digest()
    home = {"idp": "https://home.example/of/the/guest"} if user.guest else {}
    confirmed = {"acrs": list(question.contexts)} if question.contexts else {}
    return {
        "iss": terms.issuer,
        "aud": terms.client_id,
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_LIFETIME,
        "nonce": question.nonce,
        "tid": str(terms.tenant),
        "oid": str(user.object_id),
        "sub": base64.urlsafe_b64encode(subject).rstrip(b"=").decode(),
        "ver": "2.0",
        "name": user.name,
        "roles": list(user.roles),
        "acct": int(user.guest),
        "login_hint": f"{HINT}{user.object_id}",
        "sid": question.session,
        **home,
        **confirmed,
    }
