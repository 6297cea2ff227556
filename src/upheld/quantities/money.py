"""Money: whole minor units of one currency, exact; the one place where an amount is rounded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = [
    "MixedCurrenciesError",
    "Money",
    "MoneyError",
    "NotAnAmountError",
    "UnknownCurrencyError",
    "allocate",
    "exponent",
    "money",
    "rounded",
]

_TWO_PLACES: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG "
    "YER ZAR ZMW ZWG"
)
_NO_PLACES: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_PLACES: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_PLACES: Final = "CLF UYW"

_EXPONENTS: Final[dict[str, int]] = {
    code: places
    for places, codes in ((2, _TWO_PLACES), (0, _NO_PLACES), (3, _THREE_PLACES), (4, _FOUR_PLACES))
    for code in codes.split()
}
_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)


class MoneyError(ValueError):
    """An amount that cannot be."""


class UnknownCurrencyError(MoneyError):
    """The code is not an active currency of ISO 4217."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"{currency!r} is not a currency of ISO 4217")
        self.currency = currency


class NotAnAmountError(MoneyError):
    """The text is not an exact amount of that currency."""

    def __init__(self, text: str, currency: str, *, reason: str) -> None:
        super().__init__(f"{text!r} is not an amount of {currency}: {reason}")
        self.text = text
        self.currency = currency
        self.reason = reason


class MixedCurrenciesError(MoneyError):
    """Two amounts of different currencies have no sum and no order."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be added or compared")
        self.currencies = (one, other)


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` minor units (pence, cents, yen) of an ISO 4217 `currency`; negative amounts are owed the other way."""

    minor: int
    currency: str

    @property
    def amount(self) -> Fraction:
        """The exact amount in whole units (pounds, euros), for arithmetic that is rounded once at its end by
        `rounded`.
        """
        return Fraction(self.minor, 10 ** exponent(self.currency))

    def text(self) -> str:
        """The amount as a decimal with all places of the currency: "1850.00", "-0.05", "1850" for yen."""
        places = exponent(self.currency)
        sign, size = ("-", -self.minor) if self.minor < 0 else ("", self.minor)
        whole, rest = divmod(size, 10**places)
        return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"

    def __add__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._check_same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        return not other < self

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return not self < other

    def _check_same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrenciesError(self.currency, other.currency)


def exponent(currency: str) -> int:
    """How many decimal places the currency has by ISO 4217. Raises `UnknownCurrencyError`."""
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrencyError(currency) from None


def money(text: str, currency: str) -> Money:
    """The exact amount that a decimal text names, "1850.00" or "1850". Raises `MoneyError`, never rounds."""
    places = exponent(currency)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotAnAmountError(text, currency, reason="write digits with a point, without separators or symbol")
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if len(fraction) > places:
        raise NotAnAmountError(text, currency, reason=f"{currency} has {places} decimal places")
    minor = int(whole + fraction.ljust(places, "0"))
    return Money(-minor if sign else minor, currency)


def rounded(amount: Fraction, currency: str) -> Money:
    """An exact amount in whole units, rounded half away from zero to the minor unit: 0.125 GBP is 0.13, -0.125 is
    -0.13.

    The only place where money is rounded; call it once, last. `rounded(fee.amount * Fraction(5, 100), fee.currency)`.
    """
    minor = abs(amount) * 10 ** exponent(currency)
    size = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
    return Money(-size if amount < 0 else size, currency)


def allocate(total: Money, weights: Sequence[int | Fraction]) -> list[Money]:
    """The total shared in proportion to weights >= 0, to the minor unit, adding up to it exactly.

    Each share is cut off to the minor unit and what is left goes, one unit each, to the largest remainders, the earlier
    first.
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or min(weights) < 0:
        raise MoneyError("an amount is shared by weights of 0 or more, at least one of them more")
    exact = [Fraction(abs(total.minor) * weight) / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: abs(total.minor) - sum(shares)]:
        shares[place] += 1
    return [Money(-share if total.minor < 0 else share, total.currency) for share in shares]
