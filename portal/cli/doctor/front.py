"""Checks of the front: the portal as a browser meets it, through whatever proxy is before it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

from portal.cli.doctor.asking import Heard, ask, certificate_ends
from portal.cli.doctor.findings import Answer, Check, Stopped, good, judged, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.web import headers, sign_in
from portal.web.rendering import ASSETS_URL
from portal.web.sign_in.cookies import BROWSER

START: Final = "/sign-in/start"
ABSENT: Final = "/no-such-page-says-the-doctor"
ELSEWHERE: Final = "forged.example"
RENEW_BEFORE: Final = timedelta(days=14)
_ASSET: Final = re.compile(rf'"({re.escape(ASSETS_URL)}/[^"?]+)"')
_MARKS: Final = frozenset({"secure", "httponly", "samesite=lax", "path=/"})
_OK: Final = 200
_LEAVING: Final = 303
_GATEWAY: Final = frozenset({502, 503, 504})
AS_THEY_ARE: Final = (
    "Have the proxy pass on the headers of the portal's answers as they are: none added, none"
    " changed, none taken away."
)


def portal(patient: Patient) -> Answer:
    """See that the portal answers at the address people type."""
    heard = ask(patient, "GET", "/health")
    if heard.status in _GATEWAY:
        return wrong(
            f"a proxy answers at {patient.base}, with {heard.status}, and not the portal",
            "Start the portal (`portal serve`), and have the proxy ask at PORTAL_HOST and"
            " PORTAL_PORT.",
        )
    if heard.status != _OK or heard.body != b"ok\n":
        return wrong(
            f"what answers at {patient.base} is not the portal",
            "Compare PORTAL_BASE_URL with the server name of the proxy.",
        )
    return good(f"it answers at {patient.base}")


def certificate(patient: Patient) -> Answer:
    """See that the certificate is good, and for how much longer."""
    if urlsplit(patient.base).scheme != "https":
        return not_used("the address is not https, and only this machine can reach it")
    until = certificate_ends(patient)
    if until - patient.clock() <= RENEW_BEFORE:
        return wrong(
            f"the certificate of {patient.base} ends on {until:%d %B %Y}",
            "Renew it, and have it renewed by itself.",
        )
    return good(f"it is good until {until:%d %B %Y}")


def dress(patient: Patient) -> Answer:
    """See that every kind of answer arrives with the portal's security headers."""
    of_a_page = headers.policy(sign_in.form_targets(patient.desk))
    home = ask(patient, "GET", "/")
    answers = {
        "/": home,
        "/sign-in": ask(patient, "GET", "/sign-in"),
        ABSENT: ask(patient, "GET", ABSENT),
        START: ask(patient, "POST", START, Origin=f"https://{ELSEWHERE}"),
    }
    faults = [
        fault for path, heard in answers.items() for fault in _undressed(path, heard, of_a_page)
    ]
    if (asset := _ASSET.search(home.body.decode(errors="replace"))) is not None:
        faults += _undressed(asset[1], ask(patient, "GET", asset[1]), headers.SANDBOX)
    return judged(faults, good("they arrive with pages, files, redirects and refusals"))


def _undressed(path: str, heard: Heard, policy: str) -> Iterator[Answer]:
    wanted = {**headers.ALWAYS, "Content-Security-Policy": policy}
    for name, value in wanted.items():
        found = heard.all(name)
        if found == [value]:
            continue
        fault = "is missing" if not found else "comes twice" if len(found) > 1 else "is another"
        yield wrong(f"{name} {fault} at {path}", AS_THEY_ARE)


def cookies(patient: Patient) -> Answer:
    """See that the cookie of sign-in arrives as it was sent (AUTH-09)."""
    set_here = [
        line for line in _leave(patient).all("Set-Cookie") if line.startswith(f"{BROWSER}=")
    ]
    if len(set_here) != 1:
        return wrong(
            f"the cookie {BROWSER} does not arrive with the start of a sign-in",
            AS_THEY_ARE,
        )
    given = {part.strip().lower() for part in set_here[0].split(";")[1:]}
    if lacking := _MARKS - given:
        return wrong(
            f"the cookie {BROWSER} arrives without {', '.join(sorted(lacking))}", AS_THEY_ARE
        )
    if any(part.startswith("domain") for part in given):
        return wrong(f"the cookie {BROWSER} arrives for a whole domain", AS_THEY_ARE)
    return good("for this host alone, Secure, HttpOnly and SameSite=Lax")


def proxies(patient: Patient) -> Answer:
    """See that the portal knows its own address, and that no visitor tells it another (AUTH-08)."""
    _leave(patient)
    hops = patient.settings.trusted_proxies
    host = urlsplit(patient.base).netloc
    other = "http" if patient.base.startswith("https:") else "https"
    forgeries = {
        "X-Forwarded-Host": (
            f"{urlsplit(patient.base).scheme}://{ELSEWHERE}",
            {"X_Forwarded_Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}"},
        ),
        "X-Forwarded-Proto": (
            f"{other}://{host}",
            {"X_Forwarded_Proto": other, "Forwarded": f"proto={other}"},
        ),
    }
    faults = [
        wrong(
            f"the portal believes an {name} that a visitor sends",
            "Set PORTAL_TRUSTED_PROXIES to how many proxies stand in front and no higher, and"
            " have the outermost overwrite X-Forwarded-For, X-Forwarded-Proto and"
            " X-Forwarded-Host (docs/nginx/clear-days.conf).",
        )
        for name, (origin, claims) in forgeries.items()
        if ask(patient, "POST", START, Origin=origin, **claims).status == _LEAVING
    ]
    return judged(faults, good(f"{hops} in front, and a visitor's own word is not believed"))


def redirect(patient: Patient) -> Answer:
    """See that signing in leads to the configured provider, and asks for the way back here."""
    told = patient.provider.settings
    there = urlsplit(_leave(patient).one("Location"))
    if not told.trusts(there.geturl()):
        return wrong(
            "signing in does not lead to the identity provider",
            "See the line `discovery`, and restart the portal if its settings were changed.",
        )
    asked = parse_qs(there.query)
    for name, value in (("client_id", told.client_id), ("redirect_uri", told.redirect_uri)):
        if asked.get(name) != [value]:
            return wrong(
                f"the portal that answers was started with another {name} than {value}",
                "Restart the portal with the settings that the doctor was given.",
            )
    return good(f"to {told.authority}, and back to {told.redirect_uri}")


def _leave(patient: Patient) -> Heard:
    """Begin a sign-in as a browser would that says where it comes from, but not how."""
    heard = ask(patient, "POST", START, Origin=patient.base)
    if heard.status == _LEAVING:
        return heard
    hops = patient.settings.trusted_proxies
    if not hops:
        raise Stopped(
            wrong(
                f"the portal does not know that it is asked at {patient.base}:"
                " PORTAL_TRUSTED_PROXIES is 0, so it believes no proxy",
                "Set PORTAL_TRUSTED_PROXIES to how many proxies stand in front, usually 1; or, if"
                " none does, PORTAL_BASE_URL to the address people type.",
            )
        )
    raise Stopped(
        wrong(
            f"the portal does not know that it is asked at {patient.base}: not each of the"
            f" {hops} that PORTAL_TRUSTED_PROXIES counts tells it",
            "Set PORTAL_TRUSTED_PROXIES to how many proxies stand in front, and have the outermost"
            " set X-Forwarded-Proto and X-Forwarded-Host, and the others add to them"
            " (docs/nginx/clear-days.conf).",
        )
    )


CHECKS: Final = (
    Check(
        name="portal",
        about="the portal answers at PORTAL_BASE_URL, through whatever proxy is in front",
        examine=portal,
    ),
    Check(
        name="certificate",
        about="the certificate there can be verified, and is good for more than 14 days",
        examine=certificate,
    ),
    Check(
        name="headers",
        about="pages, files, redirects and refusals arrive with the portal's security headers",
        examine=dress,
    ),
    Check(
        name="cookies",
        about="the cookie of sign-in arrives as it was sent",
        examine=cookies,
    ),
    Check(
        name="proxies",
        about="with PORTAL_TRUSTED_PROXIES the portal knows its own address, and believes nobody"
        " else's word for it",
        examine=proxies,
    ),
    Check(
        name="redirect",
        about="signing in leads to the configured provider, and back to PORTAL_BASE_URL",
        examine=redirect,
    ),
)
