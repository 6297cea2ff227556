"""Ratio: two integers, compared exactly, shown truncated so that a miss never looks like its target."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

__all__ = ["EmptyRatioError", "NotARatioError", "Ratio"]

_DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)


class EmptyRatioError(ValueError):
    """0/0 has no value, so it has no order and no text in digits."""

    def __init__(self) -> None:
        super().__init__("0/0 is not applicable: it has no value")


class NotARatioError(ValueError):
    """The text is not a percentage or a decimal number."""

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"{text!r} is not {expected}")
        self.text = text
        self.expected = expected


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """`numerator` of `denominator`, kept unreduced; 0/0 means nothing was there to measure.

    Equality and order are those of the value: 1/2 equals 2/4. 0/0 equals only itself and has no order.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator < 0 or (self.denominator == 0 and self.numerator != 0):
            raise ValueError(f"{self} is not a ratio: the denominator must be above 0, or both must be 0")

    @classmethod
    def parse_percent(cls, text: str) -> Self:
        """The share that "99.9%" names: 999/1000. Raises `NotARatioError`."""
        match = _DECIMAL.fullmatch(text.removesuffix("%").rstrip())
        if match is None or not text.endswith("%"):
            raise NotARatioError(text, 'a percentage, like "99.9%"')
        value = cls.parse_decimal(match[0])
        return cls(value.numerator, value.denominator * 100)

    @classmethod
    def parse_decimal(cls, text: str) -> Self:
        """The number that "4.25" names: 425/100. Raises `NotARatioError`."""
        match = _DECIMAL.fullmatch(text)
        if match is None:
            raise NotARatioError(text, 'a decimal number, like "4.25"')
        fraction = match[3] or ""
        return cls(int(match[1] + match[2] + fraction), 10 ** len(fraction))

    @property
    def is_empty(self) -> bool:
        """Whether this is 0/0: nothing was there to measure."""
        return self.denominator == 0

    def fraction(self) -> Fraction:
        """The exact value. Raises `EmptyRatioError` for 0/0."""
        if self.is_empty:
            raise EmptyRatioError
        return Fraction(self.numerator, self.denominator)

    def percent_text(self, places: int = 3, against: "Ratio | None" = None) -> str:
        """The share in percent, truncated to `places` decimals: "99.849%"; "not applicable" for 0/0.

        With `against`, as many decimals more as it takes for the text to lie on the same side of `against` as the
        value.
        """
        if self.is_empty:
            return "not applicable"
        return _decimal(self.fraction() * 100, places, limit=_limit(against, 100)) + "%"

    def decimal_text(self, places: int = 3, against: "Ratio | None" = None) -> str:
        """The value truncated to `places` decimals, or more for the sake of `against`; "not applicable" for 0/0."""
        if self.is_empty:
            return "not applicable"
        return _decimal(self.fraction(), places, limit=_limit(against, 1))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        if self.is_empty or other.is_empty:
            return self.is_empty and other.is_empty
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __hash__(self) -> int:
        return hash(None if self.is_empty else self.fraction())

    def __lt__(self, other: "Ratio") -> bool:
        if self.is_empty or other.is_empty:
            raise EmptyRatioError
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __le__(self, other: "Ratio") -> bool:
        return not other < self

    def __gt__(self, other: "Ratio") -> bool:
        return other < self

    def __ge__(self, other: "Ratio") -> bool:
        return not self < other

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


def _decimal(value: Fraction, places: int, *, limit: Fraction | None) -> str:
    """The value truncated to `places` decimals, or as many more as keep it on its own side of the limit."""
    side = 0 if limit is None else _side(value, limit)
    while limit is not None and side and _side(_truncated(value, places), limit) != side:
        places += 1
    return _digits(value, places)


def _limit(against: Ratio | None, scale: int) -> Fraction | None:
    return None if against is None or against.is_empty else against.fraction() * scale


def _truncated(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places), 10**places)


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def _digits(value: Fraction, places: int) -> str:
    whole, rest = divmod(int(abs(value) * 10**places), 10**places)
    sign = "-" if value < 0 and (whole or rest) else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"
