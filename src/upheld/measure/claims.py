"""Which claimed exclusions are accepted, for how long, and why the rest is not.

A claim changes a figure only as far as the agreement allows: the decision it needs exists, it was announced in time, it
lies in the
allowed hours, and the cap of its window is not used up (first come by start). What is refused is ordinary service time
and the
statement says so. Semantics page, "Exclusions"; steps 9 of the order of computation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from upheld.agreements.model import Agreement, Exclusion
from upheld.evidence.facts import Facts
from upheld.quantities.allowances import Allowance, allowance_text, duration_text
from upheld.quantities.calendars import Calendar, always
from upheld.quantities.clocks import deadlines
from upheld.quantities.instants import NEVER
from upheld.quantities.spans import Spans
from upheld.quantities.windows import Per, Window, next_window, window_of

__all__ = ["Judged", "applying_claims", "judged_claims"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim and what became of it; `accepted` is in real time, before service hours are applied.

    `changed_at` is when the terms in force were learned [us UTC], None where nothing else was ever recorded;
    `is_contested` says that sources disagree on them.
    """

    id: str
    exclusion: str
    asserted_by: str
    span: tuple[int, int]
    items: tuple[str, ...]
    announced_at: int | None
    accepted: Spans
    reasons: tuple[str, ...]
    decision: str | None
    changed_at: int | None
    is_contested: bool


def applying_claims(facts: Facts, names: Sequence[str], *, applies: Callable[[tuple[str, ...]], bool]) -> list[Judged]:
    """Claims of the named exclusions whose items concern the service, in order of start then id, nothing judged yet.

    Of several records of one window the last one counts, unless different sources say different things of it: then
    it is contested and nothing of it is accepted.
    """
    terms = pl.struct("exclusion", "start", "end", "items")
    is_contested = (pl.col("source").n_unique() > 1) & (terms.n_unique() > 1)
    is_changed = (pl.len() > 1).over("window") | pl.col("corrects").is_not_null()
    records = facts.windows.with_columns(is_contested=is_contested.over("window"), is_changed=is_changed)
    latest = records.unique("window", keep="last", maintain_order=True)
    frame = latest.filter(pl.col("exclusion").cast(pl.String).is_in(list(names))).sort("start", "window")
    claims = [_claim(row) for row in frame.iter_rows(named=True)]
    return [claim for claim in claims if applies(claim.items)]


def _claim(row: dict[str, object]) -> Judged:
    start, end, announced, learned = row["start"], row["end"], row["announced_at"], row["learned_at"]
    items = row["items"]
    return Judged(
        id=str(row["window"]),
        exclusion=str(row["exclusion"]),
        asserted_by=str(row["asserted_by"] or ""),
        span=(start, end) if isinstance(start, int) and isinstance(end, int) else (0, 0),
        items=tuple(str(item) for item in items) if isinstance(items, list) else (),
        announced_at=announced if isinstance(announced, int) else None,
        accepted=Spans.of([(start, end)]) if isinstance(start, int) and isinstance(end, int) else Spans.empty(),
        reasons=(),
        decision=None,
        changed_at=learned if row["is_changed"] is True and isinstance(learned, int) else None,
        is_contested=row["is_contested"] is True,
    )


def judged_claims(agreement: Agreement, claims: Sequence[Judged], *, facts: Facts, hours: Calendar) -> list[Judged]:
    """Each claim with the part of it that is accepted. `hours` are the service hours in which caps are counted."""
    judged = []
    for claim in claims:
        exclusion = agreement.exclusions[claim.exclusion]
        announced = _announced(_decided(claim, exclusion, facts=facts), exclusion, agreement=agreement)
        judged.append(_inside_slot(announced, exclusion))
    for name in {claim.exclusion for claim in judged}:
        exclusion = agreement.exclusions[name]
        if exclusion.at_most is not None:
            judged = _capped(judged, exclusion, agreement=agreement, hours=hours)
    return judged


def _refused(claim: Judged, reason: str) -> Judged:
    return replace(claim, accepted=Spans.empty(), reasons=(*claim.reasons, reason))


def _decided(claim: Judged, exclusion: Exclusion, *, facts: Facts) -> Judged:
    """The last decision of each side counts; a rejection by any side that may decide refuses the claim.

    Of two at the same instant the rejection counts. Where a claim was recorded more than once, or corrected, a decision
    made before the terms in force were recorded is about other terms, and does not count.
    """
    if claim.is_contested:
        return _refused(claim, "sources recorded it in different terms")
    is_rejected = pl.col("outcome").cast(pl.String) == "rejected"
    about_it = pl.col("about").cast(pl.String) == claim.id
    every = facts.decisions.filter(about_it).sort("at", is_rejected, maintain_order=True)
    rows = every if claim.changed_at is None else every.filter(pl.col("at") >= claim.changed_at)
    if exclusion.decided_by is not None and every.height and rows.is_empty():
        return _refused(claim, "it was decided before its present terms were recorded")
    latest = {str(row["side"]): (str(row["outcome"]), str(row["decision"])) for row in rows.iter_rows(named=True)}
    sides = {"both": ("provider", "client"), None: ()}.get(exclusion.decided_by, (str(exclusion.decided_by),))
    for side in sides:
        outcome, decision = latest.get(side, ("", ""))
        if outcome == "rejected":
            return _refused(replace(claim, decision=decision), f"the {side} rejected it (decision {decision})")
        if outcome != "accepted":
            return _refused(claim, f"it needs a decision by the {side} and there is none")
        claim = replace(claim, decision=decision)
    return claim


def _announced(claim: Judged, exclusion: Exclusion, *, agreement: Agreement) -> Judged:
    if exclusion.notice is None:
        return claim
    if claim.announced_at is None:
        return _refused(
            claim, f"{_written(exclusion.notice, exclusion)} notice is required and no announcement is recorded"
        )
    calendar = agreement.calendars.get(exclusion.calendar or "", always(agreement.zone))
    earliest = int(
        deadlines(calendar, np.array([claim.announced_at], dtype=np.int64), allowance=exclusion.notice, pauses=None)[0]
    )
    if claim.span[0] < earliest or earliest == NEVER:
        return _refused(claim, f"announced too late: {_written(exclusion.notice, exclusion)} notice is required")
    return claim


def _written(notice: Allowance, exclusion: Exclusion) -> str:
    """The notice as the agreement writes it."""
    return dict(exclusion.text).get("notice", allowance_text(notice))


def _inside_slot(claim: Judged, exclusion: Exclusion) -> Judged:
    if exclusion.inside is None or not claim.accepted:
        return claim
    allowed = claim.accepted & exclusion.inside.hours(*claim.span).open
    outside = (claim.accepted - allowed).measure()
    if not outside:
        return claim
    return replace(
        claim,
        accepted=allowed,
        reasons=(*claim.reasons, f"{duration_text(outside)} of it lies outside the agreed hours"),
    )


def _capped(claims: list[Judged], exclusion: Exclusion, *, agreement: Agreement, hours: Calendar) -> list[Judged]:
    """Cut what goes beyond the cap of each cap window; time two claims share is charged to the earlier one."""
    limit, per = exclusion.at_most, exclusion.cap_per
    used: dict[Window, int] = {}
    taken = Spans.empty()
    result = []
    for claim in claims:
        if claim.exclusion != exclusion.id or limit is None or per is None or not claim.accepted:
            result.append(claim)
            continue
        kept, service = Spans.empty(), hours.hours(*claim.span).open
        for window in _windows_touching(per, agreement, span=claim.span):
            part = claim.accepted.clip(window.start, window.end)
            fresh = part - taken
            room = limit - used.get(window, 0)
            allowed = _first_open_time(fresh, service, room=room)
            used[window] = used.get(window, 0) + (allowed & service).measure()
            kept = kept | allowed | (part & taken)
        over = ((claim.accepted - kept) & service).measure()
        taken = taken | kept
        reasons = (*claim.reasons, f"{duration_text(over)} of it is beyond the cap") if over else claim.reasons
        result.append(replace(claim, accepted=kept, reasons=reasons))
    return result


def _windows_touching(per: Per, agreement: Agreement, *, span: tuple[int, int]) -> list[Window]:
    window = window_of(per, agreement.zone, at=span[0], anchor=agreement.term.start)
    found = [window]
    while window.end < span[1]:
        window = next_window(per, agreement.zone, window=window, anchor=agreement.term.start)
        found.append(window)
    return found


def _first_open_time(spans: Spans, hours: Spans, *, room: int) -> Spans:
    """The beginning of `spans` that holds exactly `room` [us] of service time, or all of it."""
    inside = spans & hours
    if inside.measure() <= room:
        return spans
    if room <= 0:
        return Spans.empty()
    before = np.cumsum(inside.ends - inside.starts)
    piece = int(np.searchsorted(before, room, side="left"))
    cut = int(inside.ends[piece] - (before[piece] - room))
    return spans.clip(int(spans.starts[0]), cut)
