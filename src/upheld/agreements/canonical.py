"""The canonical form of a revision: the same bytes for the same words, whatever their order, spacing, quotation marks
and comments.

It is the agreement itself, written in full (the profile's answers put in where the revision is silent), as JSON
restricted to what RFC 8785 leaves no choice in: no numbers at all, only texts, lists and tables with their keys
sorted. It is also a valid agreement.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from upheld.agreements.form import Filled, Form, Said, Several

__all__ = ["canonical", "digest"]

_Plain: TypeAlias = "str | Sequence[_Plain] | Mapping[str, _Plain]"


def canonical(form: Form) -> bytes:
    """The UTF-8 bytes of the canonical form."""
    return json.dumps(_plain(form), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def digest(form: Form) -> str:
    """The SHA-256 of the canonical form, as `sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(canonical(form)).hexdigest()}"


def _plain(filled: Filled) -> _Plain:
    if isinstance(filled, Said):
        return filled.text
    if isinstance(filled, Several):
        return [_plain(part) for part in filled.parts]
    return {key: _plain(filled.fields[key]) for key in sorted(filled.fields, key=_utf16)}


def _utf16(key: str) -> bytes:
    """The order of RFC 8785: by UTF-16 code units."""
    return key.encode("utf-16-be")
