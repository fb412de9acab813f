"""The node's own TLS certificate: self-signed, made on first use, known to the partner by its fingerprint.

No authority is asked: the invitation carries the SHA-256 of the certificate; the joiner accepts that one alone. This
is the only module that uses the package `cryptography` (docs/decisions/0020).
"""

import hashlib
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mutuals.exchange.durable import private_folder, replace_file

FROM, UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Always valid (RFC 5280, section 4.1.2.5): trust ends with the partnership, and clocks that differ break nothing."""


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """The certificate and its key (PEM) in `folder`, made where there are none. Raises `CannotKeep`.

    P-256, because every TLS stack has it; the name in it says nothing about who we are.
    """
    certificate, key = private_folder(folder) / "certificate.pem", folder / "certificate-key.pem"
    if not (certificate.exists() and key.exists()):
        pair = ec.generate_private_key(ec.SECP256R1())
        replace_file(key, _private_pem(pair))
        replace_file(certificate, _self_signed(pair).public_bytes(serialization.Encoding.PEM))
    return certificate, key


def fingerprint(certificate: Path) -> bytes:
    """SHA-256 of the certificate in a PEM file, 32 bytes."""
    return fingerprint_of(ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii")))


def fingerprint_of(der: bytes) -> bytes:
    """SHA-256 of a certificate in DER form, 32 bytes."""
    return hashlib.sha256(der).digest()


def _self_signed(pair: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mutuals node")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(pair.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("mutuals.invalid")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(pair, hashes.SHA256())
    )


def _private_pem(pair: ec.EllipticCurvePrivateKey) -> bytes:
    return pair.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
