"""Checks of the identity provider: the right one, its keys, its clock, and who we are to it."""

import email.utils
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from portal.cli.doctor.findings import Answer, Check, good, judged, wrong
from portal.cli.doctor.patient import Patient, Unmade
from portal.services.sign_in.code_flow import application_token
from portal.services.sign_in.keys import signing_keys
from portal.services.sign_in.outgoing import by_way_of, fetch_json
from portal.services.sign_in.provider import accepted
from portal.services.sign_in.refusals import (
    ProviderNotTrusted,
    ProviderUnreachable,
    SignInRefused,
)

SHARED_TENANTS: Final = {
    UUID("9188040d-6c67-4c5b-b112-36a304b66dad"): "of all personal Microsoft accounts",
    UUID("f8cdef31-a31e-4b4a-93e4-5f571e91255a"): "of Microsoft's own services",
    UUID(int=0): "of nobody",
}
MOST_ASTRAY: Final = timedelta(seconds=30)
RENEW_BEFORE: Final = timedelta(days=30)
_READABLE_BY_OTHERS: Final = 0o077


def settings(patient: Patient) -> Answer:
    """See that what the settings describe can be made; by now it is known that they are read."""
    chosen = patient.settings
    try:
        told = patient.provider.settings
    except Unmade as unmade:
        return wrong(
            str(unmade),
            "Correct the settings of the client and the provider (docs/entra-setup.md, step 8).",
        )
    use = "with real people" if chosen.production else "not for real people"
    return good(f"complete, for {chosen.environment}, {use}, with {told.authority}")


def tenant(patient: Patient) -> Answer:
    """See that the tenant is one organisation's own (AUTH-01)."""
    named = patient.settings.tenant
    if named in SHARED_TENANTS:
        return wrong(
            f"PORTAL_TENANT is the tenant {SHARED_TENANTS[named]}",
            "Set it to the tenant id on the overview page of your own Entra ID.",
        )
    return good(f"one tenant, {named}")


def discovery(patient: Patient) -> Answer:
    """See that the provider describes itself, and as the one configured (AUTH-01)."""
    told = patient.provider.settings
    try:
        document = fetch_json(told, told.discovery_address)
        accepted(document, told)
    except ProviderUnreachable as silent:
        return wrong(
            f"{told.discovery_address} does not answer ({silent})",
            "Let this machine reach that address: a firewall, a proxy or the name may stand"
            " against it; or PORTAL_TENANT is not the tenant's.",
        )
    except ProviderNotTrusted as refused:
        return wrong(
            str(refused),
            "Compare PORTAL_TENANT and PORTAL_IDENTITY_PROVIDER with the overview page of your"
            " Entra ID; if they are right, somebody else answers in its place.",
        )
    return good(f"the issuer is {told.issuer}, and its addresses are where they should be")


def keys(patient: Patient) -> Answer:
    """Count the signing keys that may serve (AUTH-10)."""
    told, at = patient.provider.settings, patient.clock()
    published = fetch_json(told, patient.provider.endpoints(at).keys)
    usable = [
        key
        for key in signing_keys(published, at).values()
        if key.belongs_to(told.issuer, told.tenant)
    ]
    if not usable:
        return wrong(
            "the tenant publishes no signing key that may be used",
            "Wait an hour and run this again; if it stays so, ask Microsoft's support: nobody"
            " can sign in until then.",
        )
    since = max(_made_at(published), default=None)
    age = f", the newest made on {since:%d %B %Y}" if since else ""
    return good(f"{len(usable)} to be used{age}, fetched now")


def _made_at(published: object) -> Iterator[datetime]:
    """Read when keys were made off the certificates that some providers publish with them."""
    entries = published.get("keys") if isinstance(published, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        chain = entry.get("x5c") if isinstance(entry, dict) else None
        if isinstance(chain, list) and chain and isinstance(chain[0], str):
            pem = f"-----BEGIN CERTIFICATE-----\n{chain[0]}\n-----END CERTIFICATE-----\n"
            try:
                yield x509.load_pem_x509_certificate(pem.encode()).not_valid_before_utc
            except ValueError:
                continue


def clock(patient: Patient) -> Answer:
    """Compare this machine's clock with the provider's (RFC 9110 section 6.6.1)."""
    told = patient.provider.settings
    before = patient.clock()
    try:
        with by_way_of(told, requests.Session()) as session:
            answer = session.get(told.discovery_address, allow_redirects=False)
    except (requests.RequestException, OSError) as fault:
        raise ProviderUnreachable(type(fault).__name__) from None
    here = before + (patient.clock() - before) / 2
    there = _moment(answer.headers.get("Date", ""))
    if there is None:
        return wrong(
            "the identity provider does not tell the time",
            "Compare this machine's clock with another by hand.",
        )
    astray = abs(here - there)
    if astray > MOST_ASTRAY:
        way = "fast" if here > there else "slow"
        return wrong(
            f"this machine's clock is {astray.total_seconds():.0f} seconds {way}",
            "Set it by a time server (`timedatectl set-ntp true`): sign-ins are refused by time.",
        )
    return good(f"within {MOST_ASTRAY.total_seconds():.0f} seconds of the identity provider's")


def _moment(told: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def client(patient: Patient) -> Answer:
    """See that the portal proves itself to the provider (AUTH-06), and for how much longer."""
    chosen = patient.settings
    files = (chosen.client_key_file, chosen.client_certificate_file)
    if files[0] is None or files[1] is None:
        shown = good("by a secret, which will not do in production")
        return judged(_not_let_in(patient), shown)
    try:
        pem = files[1].read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(files[0].read_bytes(), password=None).public_key()
    except (OSError, ValueError, TypeError):
        return wrong(
            "the client's key or certificate cannot be read",
            "Give PORTAL_CLIENT_KEY_FILE an unencrypted private key and"
            " PORTAL_CLIENT_CERTIFICATE_FILE its certificate, both in PEM.",
        )
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_bytes(*form) != certificate.public_key().public_bytes(*form):
        return wrong(
            "the certificate is not that of the key",
            "Put the two files that were made together into PORTAL_CLIENT_KEY_FILE and"
            " PORTAL_CLIENT_CERTIFICATE_FILE.",
        )
    until = certificate.not_valid_after_utc
    faults = [*_readable_by_others(files[0]), *_ending(until, patient.clock())]
    return judged(
        [*faults, *_not_let_in(patient)],
        good(f"by a certificate, which ends on {until:%d %B %Y}"),
    )


def _readable_by_others(path: Path) -> Iterator[Answer]:
    if path.stat().st_mode & _READABLE_BY_OTHERS:
        yield wrong(
            "others can read the client's private key",
            "Make it the portal's own: `chmod 600` on PORTAL_CLIENT_KEY_FILE.",
        )


def _ending(until: datetime, at: datetime) -> Iterator[Answer]:
    if until - at <= RENEW_BEFORE:
        ended = "ended" if until <= at else "ends"
        yield wrong(
            f"the client's certificate {ended} on {until:%d %B %Y}",
            "Make a new key and certificate and upload it beside the old one"
            " (docs/entra-setup.md, step 2).",
        )


def _not_let_in(patient: Patient) -> Iterator[Answer]:
    provider = patient.provider
    try:
        application_token(provider.settings, provider.endpoints(patient.clock()))
    except SignInRefused:
        yield wrong(
            "the identity provider does not accept the portal as a client",
            "Upload the certificate to the registration that PORTAL_CLIENT_ID names"
            " (docs/entra-setup.md, step 2).",
        )


CHECKS: Final = (
    Check(
        name="settings",
        about="every setting is there, can be read and contradicts no other",
        examine=settings,
    ),
    Check(
        name="tenant",
        about="the tenant is one organisation's own, not one that is shared",
        examine=tenant,
    ),
    Check(
        name="discovery",
        about="the identity provider answers, as the one that the settings name",
        examine=discovery,
    ),
    Check(
        name="signing keys",
        about="the tenant publishes keys that may sign, and how many",
        examine=keys,
    ),
    Check(
        name="clock",
        about="this machine's clock is within 30 seconds of the identity provider's",
        examine=clock,
    ),
    Check(
        name="client authentication",
        about="the key fits its certificate, which is accepted and does not end within 30 days",
        examine=client,
    ),
)
