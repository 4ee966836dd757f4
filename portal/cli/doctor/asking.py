"""Asks the portal as a browser would: at its public address, with certificates verified."""

import http.client
import os
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from portal.cli.doctor.findings import Answer, Stopped, wrong
from portal.cli.doctor.patient import Patient

PATIENCE: Final = 5.0  # seconds to connect, and between bytes
LONGEST: Final = 1024 * 1024
HTTPS: Final = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One answer; redirects are not followed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Give every value of a header, as it arrived."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """Give the value of a header that comes once; empty if it does not."""
        found = self.all(name)
        return found[0] if len(found) == 1 else ""


def ask(patient: Patient, method: str, path: str, **headers: str) -> Heard:
    """Ask for a path at the address people type.

    :param headers: each by its name, with ``_`` for ``-``.
    :raises Stopped: if there is no answer.
    """
    place = urlsplit(patient.base)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = _connection(place)
    try:
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        body = answer.read(LONGEST)
        return Heard(status=answer.status, headers=tuple(answer.getheaders()), body=body)
    except ssl.SSLCertVerificationError as refused:
        raise Stopped(_unverified(patient, refused)) from None
    except (OSError, http.client.HTTPException) as fault:
        raise Stopped(_silent(patient, fault)) from None
    finally:
        connection.close()


def certificate_ends(patient: Patient) -> datetime:
    """Give the moment at which the certificate there ends.

    :raises Stopped: if there is no answer, or none that can be verified.
    """
    place = urlsplit(patient.base)
    address = (place.hostname or "", place.port or HTTPS)
    try:
        with (
            socket.create_connection(address, PATIENCE) as raw,
            _trust().wrap_socket(raw, server_hostname=place.hostname) as safe,
        ):
            told = safe.getpeercert() or {}
    except ssl.SSLCertVerificationError as refused:
        raise Stopped(_unverified(patient, refused)) from None
    except OSError as fault:
        raise Stopped(_silent(patient, fault)) from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)


def _connection(place: SplitResult) -> http.client.HTTPConnection:
    host = place.hostname or ""
    if place.scheme == "https":
        return http.client.HTTPSConnection(host, place.port, timeout=PATIENCE, context=_trust())
    return http.client.HTTPConnection(host, place.port, timeout=PATIENCE)


def _trust() -> ssl.SSLContext:
    """Trust whom this machine trusts, and whom ``requests`` does.

    OpenSSL reads SSL_CERT_FILE by itself; REQUESTS_CA_BUNDLE stands in for the usual bundle.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(
        cafile=os.environ.get("REQUESTS_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH
    )
    return context


def _unverified(patient: Patient, refused: ssl.SSLCertVerificationError) -> Answer:
    return wrong(
        f"the certificate of {patient.base} cannot be verified ({refused.verify_message})",
        "Give the proxy a certificate for that name with its whole chain; if your own authority"
        " signed it, name that authority's certificate in SSL_CERT_FILE.",
    )


def _silent(patient: Patient, fault: Exception) -> Answer:
    return wrong(
        f"nothing answers at {patient.base} ({type(fault).__name__})",
        "Start the portal (`portal serve`) and the proxy in front of it, and see that this machine"
        " can reach PORTAL_BASE_URL.",
    )
