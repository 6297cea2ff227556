"""Fields in which two statements differ: what one says and what the other says, by the path of the field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Difference", "differences"]

_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same: its path (`results[0].verdict`) and both values as short JSON."""

    field: str
    stated: str
    recomputed: str


def differences(stated: bytes, recomputed: bytes) -> Iterator[Difference]:
    """Every field that differs between two statements in JSON, in the order of the recomputed one.

    Nothing when they hold the same values, even where the bytes differ. Raises `ValueError` for bytes that are no JSON.
    """
    return _unlike(json.loads(stated), json.loads(recomputed), field="")


def _unlike(said: object, now: object, *, field: str) -> Iterator[Difference]:
    if isinstance(said, dict) and isinstance(now, dict):
        for key in (*now, *(key for key in said if key not in now)):
            yield from _unlike(said.get(key), now.get(key), field=f"{field}.{key}" if field else key)
    elif isinstance(said, list) and isinstance(now, list) and len(said) == len(now):
        for number, pair in enumerate(zip(said, now, strict=True)):
            yield from _unlike(*pair, field=f"{field}[{number}]")
    elif said != now or type(said) is not type(now):
        yield Difference(field, _short(said), _short(now))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
