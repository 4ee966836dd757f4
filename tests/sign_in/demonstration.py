"""The demonstration's provider as the tests set it up, two accounts in it, and a visitor."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from portal.demonstration.terms import Account, ProviderTerms
from tests.sign_in.forging import CLIENT, OBJECT, OTHER_TENANT, SECRET, TENANT
from tests.sign_in.front_half import PORTAL

ADDRESS = "http://127.0.0.1:8001"
ROOT = f"/{TENANT}/oauth2/v2.0"
VERIFIER = "a verifier of at least forty-three letters, as is the rule"
NGOZI = Account(
    object_id=OBJECT, name="Ngozi Barrow", part="Board member", roles=("Portal.Member",)
)
MAUD = Account(
    object_id=OTHER_TENANT,
    name="Maud Ferreira",
    part="Adviser",
    roles=("Portal.Member",),
    guest=True,
)


def terms(clock, **changes) -> ProviderTerms:
    given = {
        "production": False,
        "address": ADDRESS,
        "tenant": TENANT,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": f"{PORTAL}/sign-in/callback",
        "signed_out_address": f"{PORTAL}/sign-out",
        "accounts": (NGOZI, MAUD),
        "clock": clock,
        **changes,
    }
    return ProviderTerms(**given)


def claims_of(token: str) -> dict[str, Any]:
    """Read what an ID token says, whoever signed it."""
    said = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))


class ClientThere(FlaskClient):
    """A client that knows the provider by its address."""

    def open(self, *args, **given):
        return super().open(*args, **{"base_url": ADDRESS, **given})


def at_home(app: Flask) -> FlaskClient:
    """Give a browser that knows the provider by its address."""
    app.test_client_class = ClientThere
    return app.test_client()


class Visitor:
    """A browser and a portal, as the provider sees them."""

    def __init__(self, client: FlaskClient):
        self.client = client

    def question(self, **changes) -> dict[str, str]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
        asked = {
            "client_id": CLIENT,
            "redirect_uri": f"{PORTAL}/sign-in/callback",
            "response_type": "code",
            "response_mode": "query",
            "scope": "openid profile",
            "state": "the state",
            "nonce": "the nonce",
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def claims(self, account=OBJECT, *, confirmed=False, **changes) -> dict[str, Any]:
        """Sign in, and give what the ID token says."""
        answer = self.pick(self.ask(**changes).text, account, confirmed=confirmed)
        code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
        return claims_of(self.exchange(code).json["id_token"])

    def ask(self, **changes):
        return self.client.get(f"{ROOT}/authorize", query_string=self.question(**changes))

    def pick(self, page: str, account=OBJECT, *, confirmed=False):
        asked = re.search('name="asked" value="([^"]+)"', page)[1]
        form = {"asked": asked, "account": str(account)}
        if confirmed:
            form["confirmed"] = str(account)
        return self.client.post(f"{ROOT}/authorize", data=form)

    def code(self, account=OBJECT) -> str:
        answer = self.pick(self.ask().text, account)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def exchange(self, code: str, **changes):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uri": f"{PORTAL}/sign-in/callback",
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.client.post(
            f"{ROOT}/token", data={name: value for name, value in form.items() if value is not None}
        )
