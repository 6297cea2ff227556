"""Who is right where sources contradict each other, for one statement that each of them affirms, denies or leaves open.

Words and worked table: docs/measures/availability.md, "Sources that differ".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

import numpy as np

from upheld.agreements.sources import TieRule
from upheld.quantities.spans import Spans

__all__ = ["Answers", "decided", "more_than"]

Answers = tuple[Spans, Spans]
"""When a source says yes, and when no; disjoint. In the rest of the time it says nothing."""


def decided(answers: Mapping[str, Answers], tie: TieRule) -> Answers:
    """When the statement certainly holds and when it certainly does not; the rest of the time is open."""
    yes, no = ([answer[side] for answer in answers.values()] for side in (0, 1))
    match tie.rule:
        case "unknown":
            return _agreed(yes, no)
        case "down":
            denied = Spans.union_all(no)
            return Spans.union_all(yes) - denied, denied
        case "up":
            affirmed = Spans.union_all(yes)
            return affirmed, Spans.union_all(no) - affirmed
        case "majority":
            return more_than(no, yes), more_than(yes, no)
        case "prefer":
            return _preferred(answers, tie.preferred or "")
        case _:
            assert_never(tie.rule)


def _agreed(yes: Iterable[Spans], no: Iterable[Spans]) -> Answers:
    """Only what nobody contradicts."""
    affirmed, denied = Spans.union_all(yes), Spans.union_all(no)
    return affirmed - denied, denied - affirmed


def _preferred(answers: Mapping[str, Answers], name: str) -> Answers:
    """What one source says, and where it says nothing what the others agree on."""
    own = answers.get(name, (Spans.empty(), Spans.empty()))
    others = [answer for source, answer in answers.items() if source != name]
    yes, no = _agreed((answer[0] for answer in others), (answer[1] for answer in others))
    said = own[0] | own[1]
    return own[0] | (yes - said), own[1] | (no - said)


def more_than(fewer: Sequence[Spans], more: Sequence[Spans]) -> Spans:
    """The instants that lie in more sets of `more` than of `fewer`: one sort of all edges, as in counting parts."""
    rising = [spans.starts for spans in more] + [spans.ends for spans in fewer]
    falling = [spans.ends for spans in more] + [spans.starts for spans in fewer]
    up, down = (np.concatenate([np.empty(0, dtype=np.int64), *edges]) for edges in (rising, falling))
    at, step = np.concatenate((up, down)), np.repeat([1, -1], [len(up), len(down)])
    order = np.argsort(at, kind="stable")
    at, balance = at[order], np.cumsum(step[order])
    is_last = np.append(at[1:] != at[:-1], True)[: len(at)]
    at, is_more = at[is_last], balance[is_last] > 0
    ends = np.append(at[1:], at[-1:])
    return Spans.from_arrays(at[is_more], ends[is_more])
