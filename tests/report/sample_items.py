"""The counted promises of the sample statement: clocks by priority, shares, deliveries, and one owed by the client."""

from collections.abc import Callable

from upheld.measure.measurement import Distribution
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import DAY, HOUR, MINUTE, parse_instant
from upheld.quantities.money import Money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.settle.statement import Credit, Figure, ItemCounts, ItemLine, Result

__all__ = ["results"]

Make = Callable[..., Result]
Share = Callable[[int, int], Figure]
Pounds = Callable[[str], Money]

FIRST = parse_instant("2026-03-02T09:00:00Z")


def late(number: int, start: int, *, allowed: int, took: int, why: str = "") -> ItemLine:
    """One missed item of the desk: reported at `start`, `allowed` open time, stopped after `took`."""
    return ItemLine(f"INC-{number}", "missed", start, start + allowed, start + took, took, 0, why)


def response(make: Make, share: Share, pounds: Pounds) -> tuple[Result, ...]:
    """P1 met, P2 missed with a credit, P3 met with a distribution, P4 with nothing to judge."""
    reply = late(20417, parse_instant("2026-03-17T22:12:00Z"), allowed=30 * MINUTE, took=42 * MINUTE, why="12 min late")
    spread = Distribution(
        (*(n * 30 * MINUTE for n in range(12)), None),
        (31, 40, 27, 14, 11, 8, 5, 2, 1, 2, 0, 2),
        4 * HOUR,
        47 * MINUTE,
        150 * MINUTE,
        372 * MINUTE,
    )
    credit = Credit(
        pounds("114.00"),
        pounds("96.23"),
        pounds("3800.00"),
        Ratio(3, 100),
        (
            "90.909% is below 95%: 3% of the monthly charge of the service, 3800.00 GBP, is 114.00 GBP",
            "cap: its part of 577.39 GBP is 96.23 GBP",
        ),
    )
    desk = {
        "measure": "elapsed/1",
        "clause": "Schedule 3, 3.1",
        "service": "desk",
        "service_title": "Service desk",
        "title": "First human reply",
    }
    return (
        make(
            "response.P1",
            "met",
            **desk,
            target="95% within 15 min",
            value=share(3, 3),
            items=ItemCounts(3, 0, 0, 0),
            population=3,
        ),
        make(
            "response.P2",
            "missed",
            **desk,
            target="95% within 30 min",
            value=share(10, 11),
            items=ItemCounts(10, 1, 0, 0),
            population=11,
            band="below 95%",
            credit=credit,
            lines=(reply,),
            distribution=Distribution(
                (0, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, None),
                (6, 3, 1, 1),
                30 * MINUTE,
                9 * MINUTE,
                22 * MINUTE,
                42 * MINUTE,
            ),
        ),
        make(
            "response.P3",
            "met",
            **desk,
            target="95% within 4 h",
            value=share(138, 143),
            items=ItemCounts(138, 5, 1, 0),
            population=144,
            lines=(
                *(late(20300 + n, FIRST + n * DAY, allowed=4 * HOUR, took=(241 + 30 * n) * MINUTE) for n in range(5)),
                ItemLine("INC-20399", "left-out", FIRST, None, None, None, 0, "duplicate of INC-20398, decision D-121"),
            ),
            distribution=spread,
        ),
        make(
            "response.P4",
            "not-applicable",
            **desk,
            target="95% within 8 h",
            items=ItemCounts(0, 0, 0, 0),
            population=0,
            notes=("no incident of this priority fell due",),
        ),
    )


def resolution(make: Make, share: Share, pounds: Pounds) -> tuple[Result, ...]:
    """P1 missed by one incident that also took the portal down, P2 met, P3 missed with many lines, P4 met."""
    desk = {
        "measure": "elapsed/1",
        "clause": "Schedule 3, 3.2",
        "service": "desk",
        "service_title": "Service desk",
        "title": "Resolution",
    }
    one = Credit(
        pounds("380.00"),
        pounds("320.77"),
        pounds("3800.00"),
        Ratio(10, 100),
        (
            "66.666% is below 95%: 10% of the monthly charge of the service, 3800.00 GBP, is 380.00 GBP",
            "one incident: P-1 is also credited under portal-availability; this is the highest and stays",
            "cap: its part of 577.39 GBP is 320.77 GBP",
        ),
    )
    three = Credit(
        pounds("190.00"),
        pounds("160.39"),
        pounds("3800.00"),
        Ratio(5, 100),
        (
            "82.857% is below 90%: 5% of the monthly charge of the service, 3800.00 GBP, is 190.00 GBP",
            "cap: its part of 577.39 GBP is 160.39 GBP",
        ),
    )
    over = tuple(
        late(
            20500 + n,
            FIRST + n * DAY,
            allowed=3 * DAY + 9 * HOUR,
            took=3 * DAY + 9 * HOUR + (24 - n) * 47 * MINUTE,
            why=f"{duration_text((24 - n) * 47 * MINUTE)} late" + ("; waited for a spare part" if n % 5 == 0 else ""),
        )
        for n in range(24)
    )
    still = tuple(
        ItemLine(
            f"INC-2060{n}", "open", FIRST + 28 * DAY, FIRST + 33 * DAY, None, None, 0, "not due when the window ended"
        )
        for n in range(3)
    )
    outage = late(
        20388,
        parse_instant("2026-03-12T09:16:00Z"),
        allowed=4 * HOUR,
        took=365 * MINUTE,
        why="2 h 05 min late; P-1: the load balancer was replaced",
    )
    return (
        make(
            "resolution.P1",
            "missed",
            **desk,
            target="95% within 4 h",
            value=share(2, 3),
            items=ItemCounts(2, 1, 0, 0),
            population=3,
            band="below 95%",
            credit=one,
            lines=(outage,),
        ),
        make(
            "resolution.P2",
            "met",
            **desk,
            target="95% within 8 h",
            value=share(11, 11),
            items=ItemCounts(11, 0, 0, 0),
            population=11,
        ),
        make(
            "resolution.P3",
            "missed",
            **desk,
            target="90% by end of working day 3",
            value=share(116, 140),
            without_exclusions=share(116, 140),
            verdict_without_exclusions="missed",
            items=ItemCounts(116, 24, 0, 3),
            population=143,
            band="below 90%",
            credit=three,
            lines=over + still,
            distribution=Distribution(
                (0, DAY, 2 * DAY, 3 * DAY, 4 * DAY, None), (41, 38, 30, 29, 2), None, 26 * HOUR, 80 * HOUR, 99 * HOUR
            ),
        ),
        make(
            "resolution.P4",
            "met",
            **desk,
            target="90% by end of working day 5",
            value=share(12, 12),
            items=ItemCounts(12, 0, 0, 0),
            population=12,
        ),
    )


def others(make: Make, share: Share) -> tuple[Result, ...]:
    """A mean, a small quarterly survey, a delivery, a count, and what the client owes."""
    first_quarter = Window("2026-Q1", parse_instant("2026-01-01T00:00:00Z"), parse_instant("2026-03-31T23:00:00Z"))
    waited = tuple(
        ItemLine(
            f"CHG-{n}",
            "missed",
            FIRST + n * DAY,
            FIRST + (n + 2) * DAY,
            FIRST + (n + 4) * DAY,
            16 * HOUR,
            0,
            "16 h late",
        )
        for n in (88, 91)
    )
    return (
        make(
            "restore-mean",
            "met",
            measure="elapsed/1",
            target="mean at most 8 h",
            service="desk",
            service_title="Service desk",
            title="Mean time to restore",
            unit="duration",
            value=Figure(Ratio(14 * 372 * MINUTE, 14), "6 h 12 min"),
            population=14,
            items=ItemCounts(14, 0, 0, 0),
        ),
        make(
            "satisfaction",
            "not-applicable",
            measure="share/1",
            target="at least 90%",
            service="desk",
            service_title="Service desk",
            title="Satisfied callers",
            window=first_quarter,
            whole=first_quarter,
            value=share(16, 18),
            items=ItemCounts(16, 2, 0, 0),
            population=18,
            notes=("18 surveys are fewer than 30: reported only",),
        ),
        make(
            "patches",
            "met",
            measure="ratio/1",
            target="at least 98%",
            title="Patches installed in time",
            value=share(4_912, 4_980),
        ),
        make(
            "security-breaches",
            "met",
            measure="count/1",
            target="at most 0",
            title="Security breaches",
            unit="count",
            value=Figure(Ratio(0, 1), "0"),
            population=0,
        ),
        make(
            "monthly-report",
            "met",
            measure="delivery/1",
            target="every one",
            title="Monthly report",
            value=share(1, 1),
            items=ItemCounts(1, 0, 0, 0),
            population=1,
        ),
        make(
            "change-approval",
            "missed",
            measure="elapsed/1",
            owed_by="client",
            clause="Schedule 3, 6",
            target="90% by end of working day 2",
            title="Decision on a change",
            value=share(5, 7),
            items=ItemCounts(5, 2, 0, 0),
            population=7,
            lines=waited,
        ),
    )


def results(make: Make, share: Share, pounds: Pounds) -> tuple[Result, ...]:
    """All counted promises of the sample."""
    return (*response(make, share, pounds), *resolution(make, share, pounds), *others(make, share))
