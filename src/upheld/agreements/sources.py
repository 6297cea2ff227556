"""On whose word a figure rests: the sources an agreement names, and who is right where they contradict each other."""

from dataclasses import dataclass
from typing import Literal

from upheld.quantities.ratio import Ratio

__all__ = ["EvidenceSource", "TieRule"]


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """Who says what happened. One with an `interval` [us] observes its `items` (none named: all) at least so often, and
    leaves time unknown between observations more than `tolerance` intervals apart; one `numbered` skips no `seq`.
    """

    id: str
    side: Literal["provider", "client", "third-party"]
    interval: int | None = None
    tolerance: Ratio | None = None
    items: tuple[str, ...] = ()
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class TieRule:
    """Which state holds where sources contradict each other; `preferred` is the one that is believed under `prefer`."""

    rule: Literal["unknown", "down", "up", "majority", "prefer"] = "unknown"
    preferred: str | None = None
