"""What is said of sources: how far apart observations may lie, yes or no, and who is right where sources differ."""

from typing import Final, Literal

from upheld.agreements.complaints import Complaint, suggestion
from upheld.agreements.grammar.numbers import decimal
from upheld.agreements.sources import TieRule
from upheld.quantities.ratio import Ratio

__all__ = ["flag", "tie_rule", "tolerance"]

_RULES: Final[dict[str, Literal["unknown", "down", "up", "majority"]]] = {
    "unknown": "unknown",
    "down": "down",
    "up": "up",
    "majority": "majority",
}
_PREFER: Final = "prefer"


def tolerance(text: str) -> Ratio | Complaint:
    """How many intervals may lie between two observations: a decimal from 1 up, exact."""
    read = decimal(text)
    if not isinstance(read, Complaint) and read.numerator < read.denominator:
        message = f"`{text}` intervals is less than one, so observations that come on time would lie too far apart."
        return Complaint("tolerance-below-one", message, "Write `1` or more, such as `1.5`.")
    return read


def flag(text: str) -> bool | Complaint:
    """`true` or `false`."""
    if text in ("true", "false"):
        return text == "true"
    return Complaint("unknown-word", f"`{text}` is neither true nor false.", "Write `true` or `false`.")


def tie_rule(text: str) -> TieRule | Complaint:
    """`unknown`, `down`, `up`, `majority`, or `prefer` and the name of a source."""
    if text in _RULES:
        return TieRule(_RULES[text])
    word, _, name = text.partition(" ")
    if word != _PREFER:
        message = f"`{text}` does not say who is right where sources differ."
        return Complaint("unknown-word", message, suggestion(text, (*_RULES, "prefer <source>")))
    if not name:
        message = "`prefer` does not say which source is believed."
        return Complaint("preferred-source-unsaid", message, "Write its name after it: `prefer probe-eu`.")
    return TieRule("prefer", name)
