"""Fields in which two statements differ: what one says and what the other says, by the path of the field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from upheld.quantities.allowances import duration_text

__all__ = ["Difference", "differences"]

_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same: its path (`results[0].verdict`), both values as short JSON, and the name of the
    result it belongs to, empty where it belongs to none.
    """

    field: str
    stated: str
    recomputed: str
    about: str = ""

    @property
    def says(self) -> str:
        """The difference in words; microseconds of a result also as people say them."""
        of, parts = f"{self.about}, " if self.about else "", self.field.split(".")
        stated, recomputed = self.stated, self.recomputed
        if "time" in parts and stated.isdecimal() and recomputed.isdecimal():
            stated, recomputed = (f"{each} us ({duration_text(int(each))})" for each in (stated, recomputed))
        return f"{of}{self.field}: stated {stated}, recomputed {recomputed}"


def differences(stated: bytes, recomputed: bytes) -> Iterator[Difference]:
    """Every field that differs between two statements in JSON, in the order of the recomputed one.

    Nothing when they hold the same values, even where the bytes differ. Raises `ValueError` for bytes that are no JSON.
    """
    return _unlike(json.loads(stated), json.loads(recomputed), field="", about="")


def _unlike(said: object, now: object, *, field: str, about: str) -> Iterator[Difference]:
    if isinstance(said, dict) and isinstance(now, dict):
        for key in (*now, *(key for key in said if key not in now)):
            yield from _unlike(said.get(key), now.get(key), field=f"{field}.{key}" if field else key, about=about)
    elif isinstance(said, list) and isinstance(now, list) and len(said) == len(now):
        for number, pair in enumerate(zip(said, now, strict=True)):
            yield from _unlike(*pair, field=f"{field}[{number}]", about=about or _name(pair[1]))
    elif said != now or type(said) is not type(now):
        yield Difference(field, _short(said), _short(now), about)


def _name(result: object) -> str:
    name = result.get("name") if isinstance(result, dict) else None
    return name if isinstance(name, str) else ""


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
