"""The digest of facts, slowly, from docs/evidence-digest.md alone: plain facts as JSON objects in, one text out."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABOUT = {"work": "work", "survey": "work", "window": "window", "decision": "decision", "delivery": "promise"}
WHOLE = ("at", "learned_at", "from", "until", "announced_at", "interval", "seq", "good", "total")
STAND_INS = {"watch": ["until"], "count": ["until"], "member": ["from"], "window": ["announced_at", "from"]}


def slow_digest(facts: list[dict[str, object]]) -> str:
    """`sha256:...` of facts written as JSON objects."""
    lines = ["upheld-facts/1"]
    for kind in sorted({str(fact["kind"]) for fact in facts}):
        different = {repr(sorted(fact.items())): fact for fact in map(normal, facts) if fact["kind"] == kind}
        about = ABOUT.get(kind, "item")
        ordered = sorted(different.values(), key=lambda fact: order(fact, about))
        lines.append(f"{kind} {len(ordered)}")
        names = sorted({name for fact in ordered for name in fact if name != "kind"})
        lines.extend(f"{name} {column_digest(name, [fact.get(name) for fact in ordered])}" for name in names)
    return "sha256:" + hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def order(fact: dict[str, object], about: str) -> tuple[object, ...]:
    """The keys of step 2."""
    return (str(fact[about]).encode(), fact["at"], fact["seq"], str(fact["source"]).encode(), str(fact["id"]).encode())


def normal(fact: dict[str, object]) -> dict[str, object]:
    """The fact of step 1: flat, with defaults, without what is absent."""
    flat: dict[str, object] = {}
    for name, value in fact.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        flat |= {f"{name}.{key}" if key else name: plain(f"{name}.{key}" if key else name, each) for key, each in inner}
    flat = {name: value for name, value in flat.items() if value not in (None, "", [])}
    for name in STAND_INS.get(str(fact["kind"]), []):
        if name in flat:
            flat.setdefault("at", flat[name])
    return {"seq": 0, "learned_at": flat["at"], **flat}


def plain(name: str, value: object) -> object:
    """One value: a whole number, or a text."""
    if name in WHOLE and isinstance(value, str):
        return duration(value) if name == "interval" else instant(value)
    if name in WHOLE or value is None:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\0".join(value)
    if name in ("value", "score", "of") or not isinstance(value, str):
        return f"{Decimal(str(value)).normalize() + 0:f}"
    return value


def instant(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 text."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def duration(text: str) -> int:
    """Microseconds of `2 min` or `30 s`."""
    number, unit = text.split()
    return int(number) * {"s": 1, "min": 60, "h": 3600}[unit] * 1_000_000


def column_digest(name: str, values: list[object]) -> str:
    """The digest of step 3."""
    if name in WHOLE:
        return hashlib.sha256(b"".join(struct.pack("<q", -(2**63) if v is None else v) for v in values)).hexdigest()
    texts = [None if value is None else str(value).encode() for value in values]
    lengths = b"".join(struct.pack("<I", 2**32 - 1 if text is None else len(text)) for text in texts)
    return hashlib.sha256(lengths + b"".join(text or b"" for text in texts)).hexdigest()
