"""A browser without a screen and a portal without pages, as the strict provider meets them.

``StrictVisitor(issuer, portal).sign_in("ngozi", claims=STEP_UP)`` gives what the provider sends
back to the portal; ``.exchange(code)`` its answer for that; ``.told(token)`` what a token says,
once a published key is found to have signed it.  With a key and the ``x5t#S256`` of its
certificate (see ``certificates``) it signs an assertion instead of telling a secret.
"""

import re
import secrets
import time
from typing import Any
from urllib.parse import urljoin

import requests
from cryptography.hazmat.primitives import hashes
from joserfc import jws, jwt
from joserfc.jwk import KeySet, RSAKey

from tests.sign_in.forging import CLIENT, SECRET, b64
from tests.sign_in.front_half import query

VERIFIER = "v" * 43
STEP_UP = '{"id_token": {"acrs": {"essential": true, "value": "c1"}}}'
BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class StrictVisitor:
    """One browser, and the client it comes from."""

    def __init__(self, issuer: str, portal: str, key: str = "", thumbprint: str = "") -> None:
        self.about = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
        self._redirect_uri = f"{portal}/sign-in/callback"
        self._key, self._thumbprint = key, thumbprint
        self.browser = requests.Session()

    def sign_in(self, login: str, **changes: str | None) -> dict[str, str]:
        """Go through the provider's pages; give what it sends back to the portal."""
        page = self.ask(**changes)
        while page.status_code == 200:
            prompt = re.search('name="prompt" value="([^"]+)"', page.text)[1]
            action = re.search('action="([^"]+)"', page.text)[1]
            form = {"prompt": prompt, "login": login, "password": "any"}
            page = self._followed(self._post(urljoin(page.url, action), form))
        return query(page.headers["Location"])

    def ask(self, **changes: str | None) -> requests.Response:
        """Ask to sign in; give the first page, or what is sent back instead."""
        asked = {
            "client_id": CLIENT,
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "response_mode": "query",
            "scope": "openid profile",
            "state": "the state",
            "nonce": "the nonce",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            **changes,
        }
        address = self.about["authorization_endpoint"]
        given = {name: value for name, value in asked.items() if value is not None}
        return self._followed(
            self.browser.get(address, params=given, allow_redirects=False, timeout=10)
        )

    def exchange(self, code: str, **changes: str | None) -> requests.Response:
        """Exchange a code for tokens."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": VERIFIER,
            **changes,
        }
        return self._token(**given)

    def for_the_graph(self, resource: str, **changes: str | None) -> requests.Response:
        """Ask for a token of the portal's own."""
        given = {"grant_type": "client_credentials", "scope": f"{resource}/.default", **changes}
        return self._token(**given)

    def claims(self, login: str, **changes: str | None) -> dict[str, Any]:
        """Sign in, and give what the ID token says."""
        answer = self.exchange(self.sign_in(login, **changes)["code"])
        return self.told(answer.json()["id_token"])

    def told(self, token: str) -> dict[str, Any]:
        """Read a token that one of the published keys signed."""
        return jwt.decode(token, self.keys(), algorithms=["RS256"]).claims

    def keys(self) -> KeySet:
        """Fetch the keys that are published."""
        return KeySet.import_key_set(requests.get(self.about["jwks_uri"], timeout=10).json())

    def sign_out(self, **asked: str) -> requests.Response:
        """Sign out at the provider, saying yes; give the page that follows."""
        address = self.about["end_session_endpoint"]
        page = self.browser.get(address, params=asked, timeout=10)
        action = re.search('action="([^"]+)"', page.text)[1]
        xsrf = re.search('name="xsrf" value="([^"]+)"', page.text)[1]
        return self._post(action, {"xsrf": xsrf, "logout": "yes"})

    def assertion(self, *, alg: str = "RS256", header=None, **changes: Any) -> str:
        """Sign who the client is (RFC 7523 section 2.2)."""
        now = int(time.time())
        claims = {
            "iss": CLIENT,
            "sub": CLIENT,
            "aud": self.about["token_endpoint"],
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            **changes,
        }
        heading = {"alg": alg, "typ": "JWT", "x5t#S256": self._thumbprint, **(header or {})}
        registry = jws.JWSRegistry(algorithms=["RS256", "PS256"], strict_check_header=False)
        key = RSAKey.import_key(self._key)
        return jwt.encode(heading, claims, key, registry=registry)

    def _token(self, **form: str | None) -> requests.Response:
        shown: dict[str, str | None] = {"client_id": CLIENT}
        if self._key:
            shown |= {"client_assertion_type": BY_ASSERTION, "client_assertion": self.assertion()}
        else:
            shown["client_secret"] = SECRET
        given = {name: value for name, value in (shown | form).items() if value is not None}
        return requests.post(self.about["token_endpoint"], data=given, timeout=10)

    def _post(self, address: str, form: dict[str, str]) -> requests.Response:
        return self.browser.post(address, data=form, allow_redirects=False, timeout=10)

    def _followed(self, page: requests.Response) -> requests.Response:
        """Follow the provider about, and stop where it sends the browser back to the portal."""
        while page.status_code in {302, 303}:
            onward = urljoin(page.url, page.headers["Location"])
            if not onward.startswith(self.about["issuer"]):
                break
            page = self.browser.get(onward, allow_redirects=False, timeout=10)
        return page


def challenge_of(verifier: str) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(verifier.encode())
    return b64(digest.finalize())
