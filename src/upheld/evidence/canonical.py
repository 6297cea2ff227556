"""Canonical JSON: one value, one sequence of bytes, so that bytes can be hashed (RFC 8785, restricted).

The restriction: no fractions or exponents (decimals are text), whole numbers below 2**53, and nothing nested deeper
than 32. What is read must be what would be written; it is stored and hashed as it came, never written again.
"""

import json
from typing import Any, Final

__all__ = ["DEEPEST", "LARGEST", "NotCanonicalError", "decode", "encode"]

DEEPEST: Final = 32
LARGEST: Final = 2**53 - 1

_BEYOND_BMP = "\U00010000"


class NotCanonicalError(ValueError):
    """A value that has no canonical bytes, or bytes that are not the canonical ones of a value."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not canonical JSON: {reason}")
        self.reason = reason


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def encode(value: Any) -> bytes:
    """The canonical bytes of text, whole numbers, flags, None, and lists and objects of them.

    Raises `NotCanonicalError` for anything else. RFC 8785 section 3.2.
    """
    _check(value, 0)
    text = _ENCODER.encode(value)
    if not text.isascii() and max(text) >= _BEYOND_BMP:
        text = _ENCODER.encode(_in_utf16_order(value))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonicalError("half of a surrogate pair") from None


def decode(content: bytes) -> Any:
    """The value of canonical bytes. Raises `NotCanonicalError` for any other bytes, be they JSON or not."""
    try:
        value = _DECODER.decode(content.decode())
    except NotCanonicalError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(f"no JSON at all: {error}") from None
    if content.count(b"[") + content.count(b"{") > DEEPEST:
        _check(value, 0)
    text = _ENCODER.encode(value)
    if not text.isascii() and max(text) >= _BEYOND_BMP:
        text = _ENCODER.encode(_in_utf16_order(value))
    if text.encode(errors="surrogatepass") != content:
        raise NotCanonicalError("the same value is written in other bytes")
    return value


def _whole(digits: str) -> int:
    """A number as it stands in JSON. Digits are counted first: reading very many of them would take very long."""
    value = int(digits) if len(digits) <= len(str(-LARGEST)) else LARGEST + 1
    _check(value, 0)
    return value


def _fraction(digits: str) -> Any:
    raise NotCanonicalError(f"{digits[:20]} is no whole number")


_DECODER: Final = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=_fraction)


def _check(value: Any, depth: int) -> None:
    """Raise `NotCanonicalError` unless everything in the value has canonical bytes."""
    kind = type(value)
    if kind is dict:
        inside = value.values()
        if any(type(key) is not str for key in value):
            raise NotCanonicalError("a key that is no text")
    elif kind is list:
        inside = value
    elif kind is str or kind is bool or value is None:
        return
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonicalError("a whole number of 2**53 or more")
        return
    else:
        raise NotCanonicalError(f"a value of type {kind.__name__}")
    if depth >= DEEPEST:
        raise NotCanonicalError(f"nested deeper than {DEEPEST}")
    for each in inside:
        if type(each) is not str:
            _check(each, depth + 1)


def _in_utf16_order(value: Any) -> Any:
    """The value with object keys that sort by their UTF-16 code units (RFC 8785 section 3.2.3)."""
    if isinstance(value, list):
        return [_in_utf16_order(each) for each in value]
    if isinstance(value, dict):
        return {_Key(key): _in_utf16_order(each) for key, each in value.items()}
    return value


class _Key(str):
    """A key that sorts by its UTF-16 code units; Python's own order differs for characters beyond the basic plane."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return self.encode("utf-16-be", "surrogatepass") < other.encode("utf-16-be", "surrogatepass")
