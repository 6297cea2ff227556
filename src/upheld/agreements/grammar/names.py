"""Names and words: identifiers that others refer to, titles that people read, currencies and zones."""

import re

from upheld.agreements.complaints import Complaint, nearest, suggestion
from upheld.quantities.calendars import holiday_names
from upheld.quantities.money import exponent
from upheld.quantities.zones import UnknownZoneError, zone, zone_names

__all__ = ["currency", "holiday_set", "identifier", "language_version", "phrase", "profile", "time_zone"]

_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 80
_PROFILES = ("upheld/2026",)
_HOLIDAY_SET = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,4})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def identifier(text: str) -> str | Complaint:
    """A name that other parts refer to: small letters, digits and single dashes, at most 80 characters."""
    if _IDENTIFIER.fullmatch(text) and len(text) <= _LONGEST_NAME:
        return text
    meant = "-".join(re.findall("[a-z0-9]+", text.casefold()))[:_LONGEST_NAME].strip("-")
    remedy = f"Write `{meant}`." if meant else "Write small letters, digits and dashes, such as `order-portal`."
    return Complaint("not-a-name", f"`{text}` cannot be a name here: small letters, digits and single dashes.", remedy)


def phrase(text: str) -> str | Complaint:
    """Words for people, in one line."""
    return text


def currency(text: str) -> str | Complaint:
    """A currency by its three-letter code of ISO 4217."""
    if _CURRENCY.fullmatch(text):
        try:
            exponent(text)
        except ValueError:
            pass
        else:
            return text
    return Complaint(
        "unknown-currency",
        f"`{text}` is not a currency code.",
        "Write three capitals of ISO 4217: `GBP`, `EUR`, `USD`.",
    )


def language_version(text: str) -> str | Complaint:
    """The version of the language that this program reads: `1`."""
    if text == "1":
        return text
    return Complaint(
        "unknown-language-version", f"This program reads version 1 of the language, not `{text}`.", "Write `upheld: 1`."
    )


def profile(text: str) -> str | Complaint:
    """The name of a published profile."""
    if text in _PROFILES:
        return text
    return Complaint("unknown-profile", f"There is no profile `{text}`.", suggestion(text, _PROFILES))


def time_zone(text: str) -> str | Complaint:
    """A zone by its name in the IANA time zone database."""
    try:
        zone(text)
    except UnknownZoneError:
        guess = nearest(text, zone_names())
        remedy = (
            f"Did you mean `{guess}`?" if guess else "Write a place of the IANA database: `Europe/London`, `Etc/UTC`."
        )
        return Complaint("unknown-zone", f"`{text}` is not a time zone.", remedy)
    return text


def holiday_set(text: str) -> str | Complaint:
    """A public holiday set by country and part of it: `GB-ENG`."""
    if _HOLIDAY_SET.fullmatch(text) and text in holiday_names():
        return text
    guess = nearest(text.upper(), holiday_names())
    remedy = "Write a country of ISO 3166 and a part of it where days differ (`GB-ENG`), or a list of dates."
    message = f"There is no holiday set `{text}`."
    return Complaint("unknown-holidays", message, f"Did you mean `{guess}`? {remedy}" if guess else remedy)
