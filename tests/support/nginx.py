"""A real nginx on loopback, run from the very file that the project gives to councils."""

import datetime as dt
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.tree import ROOT

GIVEN: Final = ROOT / "docs/nginx/clear-days.conf"
PATHS: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
# The folder of a test is for whoever runs it alone; nginx would take another user, where it can.
USER: Final = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
AROUND: Final = """
daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log;
events {{ worker_connections 512; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/clear-days.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """A proxy that answers; ``certificate`` is the file of whom to trust."""

    url: str
    plain_url: str
    folder: Path
    certificate: Path

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@dataclass(frozen=True)
class Doors:
    """The loopback ports of a proxy, held open until it is started."""

    safe: socket.socket
    plain: socket.socket

    @property
    def url(self) -> str:
        return f"https://localhost:{self.safe.getsockname()[1]}"


def nginx_or_skip() -> str:
    """Leave the test out where there is no nginx; in CI that is a failure."""
    found = shutil.which("nginx", path=PATHS)
    if found is None:
        pytest.skip("no nginx on this machine: install the package nginx-light to run these tests")
    return found


@contextmanager
def doors() -> Iterator[Doors]:
    """Open the ports, so that the portal behind can be told the address in front."""
    here = ("127.0.0.1", 0)
    with socket.create_server(here) as safe, socket.create_server(here) as plain:
        yield Doors(safe, plain)


@contextmanager
def nginx(program: str, folder: Path, at: Doors, portal: str, days: int = 90) -> Iterator[Front]:
    """Run nginx at open doors, in front of a portal, with a certificate for so many days."""
    folder.mkdir()
    url, plain = at.url, f"http://localhost:{at.plain.getsockname()[1]}"
    certificate = folder / "chain.pem"
    sign(certificate, folder / "key.pem", days)
    (folder / "clear-days.conf").write_text(_filled_in(folder, at, portal))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=USER))
    inherited = [at.safe.fileno(), at.plain.fileno()]
    with (folder / "printed.log").open("wb") as printed:
        process = subprocess.Popen(  # noqa: S603 -- the machine's own nginx
            [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"],
            env={"NGINX": "".join(f"{each};" for each in inherited)},
            pass_fds=inherited,
            stdout=subprocess.DEVNULL,
            stderr=printed,
        )
    # Its own from here on: if it has ended, whoever asks is refused and does not wait.
    at.safe.close()
    at.plain.close()
    try:
        yield Front(url=url, plain_url=plain, folder=folder, certificate=certificate)
    finally:
        process.terminate()
        process.wait(10)


def _filled_in(folder: Path, at: Doors, portal: str) -> str:
    """Fill in the addresses, and nothing else; each must be there to be replaced."""
    text = GIVEN.read_text()
    for given, here in (
        ("server_name papers.example;", "server_name localhost;"),
        ("papers.example", at.url.removeprefix("https://")),
        ("listen 80;", f"listen 127.0.0.1:{at.plain.getsockname()[1]};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{at.safe.getsockname()[1]} ssl;"),
        ("/etc/ssl/clear-days/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("http://127.0.0.1:8000;", f"{portal.replace('localhost', '127.0.0.1')};"),
    ):
        assert given in text, given
        text = text.replace(given, here)
    return text


def sign(certificate: Path, key_file: Path, days: int) -> None:
    """Sign a certificate of localhost and 127.0.0.1 by its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
