"""Time-stamp tokens (RFC 3161): an authority proves that it saw the text of a head, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from cryptography import x509

from upheld.evidence.existence import Sighting

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse
    from rfc3161_client.tsp import Accuracy

__all__ = ["TimestampError", "stamped"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class TimestampError(ValueError):
    """A token that proves nothing about a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def stamped(token: bytes, text: str, *, roots: bytes) -> Sighting:
    """Who stamped the text of a head and by when it existed: the time in the token and how far it may be off.

    `token` is a TimeStampResp (DER), `roots` the certificates (PEM) of the authorities that are trusted. Raises
    `TimestampError` where the token does not prove it, or the package to check it is not installed.
    """
    try:
        # Few check tokens, and what checks them is an extra: it is loaded for them alone.
        from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415
    except ImportError:
        raise TimestampError("the package rfc3161-client is not installed: pip install upheld[timestamps]") from None
    trusted = _certificates(roots)
    try:
        response = decode_timestamp_response(token)
        VerifierBuilder(roots=trusted).build().verify_message(response, text.encode())
    except (ValueError, VerificationError) as error:
        raise TimestampError(str(error)) from None
    return Sighting(_signer(response), (_latest(response) - _EPOCH) // timedelta(microseconds=1))


def _certificates(content: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as error:
        raise TimestampError(f"the authority has no certificate: {error}") from None


def _latest(response: "TimeStampResponse") -> datetime:
    """The last instant at which the token can have been made."""
    found = response.tst_info
    off = cast("Accuracy | None", found.accuracy)  # it is optional in a token
    if off is None:
        return found.gen_time
    return found.gen_time + timedelta(
        seconds=off.seconds or 0, milliseconds=off.millis or 0, microseconds=off.micros or 0
    )


def _signer(response: "TimeStampResponse") -> str:
    """The subject of the certificate that the token was signed with, which the verifier has found in it."""
    (signer,) = response.signed_data.signer_infos
    found: Sequence[x509.Certificate] = [
        x509.load_der_x509_certificate(each) for each in response.signed_data.certificates
    ]
    (own,) = (each for each in found if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number))
    return own.subject.rfc4514_string()
