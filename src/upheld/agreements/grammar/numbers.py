"""Whole numbers, decimals, percentages and amounts, exactly as written: no binary float, no octal, no guess."""

import re

from upheld.agreements.complaints import Complaint
from upheld.quantities.ratio import Ratio

__all__ = ["amount", "cap", "count", "decimal", "percent", "share", "weight", "whole"]

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,9}))?")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?")
_PERCENT = re.compile(r"(.*[0-9.,]) ?%")
_LEADING_ZERO = re.compile(r"0[0-9_]+(?:\.[0-9]*)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_SEXAGESIMAL = re.compile(r"[0-9]+(?::[0-9]{1,2})+")


def whole(text: str) -> int | Complaint:
    """A whole number from 0 to 999,999,999."""
    if _WHOLE.fullmatch(text):
        return int(text)
    remedy = "Write digits alone, such as `3`."
    return _trap(text) or Complaint("not-a-whole-number", f"`{text}` is not a whole number.", remedy)


def count(text: str) -> int | Complaint:
    """A whole number from 1 to 999,999,999."""
    read = whole(text)
    return Complaint("not-positive", "`0` is too few here.", "Write `1` or more.") if read == 0 else read


def decimal(text: str) -> Ratio | Complaint:
    """A number of at most 12 digits before and 9 after the point, exact."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        remedy = "Write digits, with a point where it has decimals: `3`, `0.25`."
        return _trap(text) or Complaint("not-a-number", f"`{text}` is not a number.", remedy)
    decimals = found[2] or ""
    return Ratio(int(found[1] + decimals), 10 ** len(decimals))


def percent(text: str) -> Ratio | Complaint:
    """A percentage as a share: `99.9%` is 999/1000. More than 100% is read; where it makes no sense the caller says
    so.
    """
    found = _PERCENT.fullmatch(text)
    if found is None:
        remedy = f"Write `{text}%`." if _DECIMAL.fullmatch(text) else "Write a number and a percent sign: `99.9%`."
        return _trap(text) or Complaint("not-a-percentage", f"`{text}` is not a percentage.", remedy)
    read = decimal(found[1])
    return read if isinstance(read, Complaint) else Ratio(read.numerator, read.denominator * 100)


def share(text: str) -> Ratio | Complaint:
    """A percentage above 0% and up to 100%, as a share."""
    read = percent(text)
    if isinstance(read, Complaint):
        return read
    if read.numerator > read.denominator:
        return Complaint("share-above-100", f"`{text}` is more than the whole.", "Write `100%` or less.")
    if read.numerator == 0:
        return Complaint("not-positive", f"`{text}` is nothing.", "Write more than `0%`, or leave the entry out.")
    return read


def weight(text: str) -> Ratio | Complaint:
    """A decimal from 0 to 1."""
    read = decimal(text)
    if not isinstance(read, Complaint) and read.numerator > read.denominator:
        return Complaint("share-above-100", f"`{text}` is more than the whole.", "Write a number from `0` to `1`.")
    return read


def amount(text: str) -> str | Complaint:
    """An amount of money as written, digits and a point; its currency decides how many decimals it may have."""
    if _AMOUNT.fullmatch(text):
        return text
    remedy = (
        "Write digits and a point, without separators or a currency sign: `1850.00`. The currency stands once, on top."
    )
    return _trap(text) or Complaint("not-an-amount", f"`{text}` is not an amount of money.", remedy)


def cap(text: str) -> Ratio | str | Complaint:
    """A share (`15%`) or an amount of money as written (`500.00`)."""
    return share(text) if text.endswith("%") else amount(text)


def _trap(text: str) -> Complaint | None:
    """A number that some reader of YAML, or some country, takes for another number."""
    if _LEADING_ZERO.fullmatch(text):
        message = f"`{text}` starts with a zero: some readers of YAML take that for a number in base eight."
        return Complaint("leading-zero", message, f"Write `{text.lstrip('0_') or '0'}`.")
    if _SEXAGESIMAL.fullmatch(text):
        message = f"`{text}` is a time of day to a person, and a number in base sixty to some readers of YAML."
        return Complaint(
            "clock-as-number", message, "Write a number, with its unit where it has one: `90 min`, `1 h 30 min`."
        )
    if _DECIMAL_COMMA.fullmatch(text):
        return Complaint(
            "decimal-comma", f"`{text}` has a decimal comma.", f"Write a point: `{text.replace(',', '.')}`."
        )
    return None
