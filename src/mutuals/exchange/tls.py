"""TLS 1.3 with one pinned certificate, on either side."""

import hmac
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from mutuals.errors import NotAllowed, TryAgain
from mutuals.exchange.certificates import fingerprint_of


class WrongCertificate(NotAllowed):
    """Whoever answers at the address does not hold the certificate of the invitation. Nothing was sent; the person asks
    the partner whether its node has moved, over another channel."""


class NotReached(TryAgain):
    """The partner's node does not answer. What was received is kept; the same command goes on where it stopped."""


def serving_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What the reachable side speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    return context


def pinned_context(address: str, fingerprint: bytes, *, timeout: float) -> ssl.SSLContext:
    """What the joiner speaks: TLS 1.3 to the holder of the one certificate of this fingerprint, and to nobody else.

    The certificate is fetched first, compared, and then the only one trusted; a connection succeeds only with whoever
    has its key. Raises `WrongCertificate` or `NotReached`.
    """
    der = _certificate_at(address, timeout)
    if not hmac.compare_digest(fingerprint_of(der), fingerprint):
        raise WrongCertificate(
            f"{address} shows another certificate than the one in the invitation. Nothing was sent. Ask the partner, "
            "not by the way the invitation came, whether its node has moved."
        )
    context = _bare_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=der)
    return context


def _bare_context() -> ssl.SSLContext:
    """A client's context that trusts nobody yet; names are not compared, because the certificate itself is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate_at(address: str, timeout: float) -> bytes:
    """The certificate (DER) that is shown at `address`."""
    parts = urlsplit(address)
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), timeout=timeout) as bare,
            _bare_context().wrap_socket(bare, server_hostname=parts.hostname) as secure,
        ):
            return secure.getpeercert(binary_form=True) or b""
    except (OSError, ValueError) as error:
        raise NotReached(f"{address} cannot be reached ({error}). Nothing was sent; try again later.") from error
