"""The client's certificate: ``certificate()`` gives (key, certificate, thumbprint) in texts."""

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from tests.sign_in.conftest import START
from tests.sign_in.forging import b64, rsa_key


@cache
def certificate(name: str = "the client's") -> tuple[str, str, str]:
    """Make a key and a certificate, as PEM texts, and the certificate's ``x5t#S256``."""
    key = rsa_key(name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the portal")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    text = made.public_bytes(serialization.Encoding.PEM).decode()
    return pem.decode(), text, b64(made.fingerprint(hashes.SHA256()))
