"""What every answer tells the browser it may do with it, and what may be kept.

Scripts come from our own address alone and none is written into a page, so the policy needs no
nonce.  A nonce would differ at each answer; without one, what a stranger is answered depends
only on the record, and what does not exist is answered in the same bytes each time.
"""

from collections.abc import Iterable, MutableMapping
from typing import Final

from flask import Flask, Response

OFF: Final = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
"""Powers of the browser that the portal has no use for, but for hardware keys on two pages."""

PRIVATE: Final = "private, no-store"
VALIDATED: Final = "no-cache"
SANDBOX: Final = "sandbox; default-src 'none'"
"""The policy of a paper's file: it may do nothing, wherever it is opened."""


def allowing(*powers: str) -> str:
    """Give the permissions policy of a page that may use some powers itself."""
    return ", ".join(f"{power}={'(self)' if power in powers else '()'}" for power in OFF)


ALWAYS: Final = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": allowing(),
}
"""On every answer, files of the front end included."""


def policy(form_targets: Iterable[str] = ()) -> str:
    """Give the content security policy of a page.

    :param form_targets: origins a form may lead to through a redirect: the identity provider's.
    """
    forms = " ".join(("form-action 'self'", *form_targets))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        f" font-src 'self'; connect-src 'self'; {forms}; base-uri 'none'; object-src 'none';"
        " frame-ancestors 'none'"
    )


def framed_by(*hosts: str) -> str:
    """Give the policy of an empty answer that these origins may show in a frame."""
    return f"default-src 'none'; frame-ancestors {' '.join(hosts)}"


def install(app: Flask, *, form_targets: Iterable[str] = ()) -> None:
    """Dress every answer.  One that has said itself what may be kept is left its word."""
    of_a_page = policy(form_targets)

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", of_a_page)
        response.headers.setdefault("Cache-Control", PRIVATE)
        response.vary.add("Cookie")
        return response


def dress_static(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """Dress a file of the front end; WhiteNoise asks for this (``add_headers_function``)."""
    for name, value in ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = SANDBOX
