"""A hand-made statement with every kind of line in it, whose figures add up; and what to bend it into."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.report import sample_items as items
from upheld.measure.completeness import Numbering, SourceLine
from upheld.measure.measurement import DayCell
from upheld.measure.observations import Observations
from upheld.quantities.instants import HOUR, MICROS, MINUTE, parse_instant
from upheld.quantities.money import Money
from upheld.quantities.ratio import Ratio
from upheld.quantities.windows import Window
from upheld.settle.statement import (
    AgreementRef,
    AppliedCap,
    ChargeLine,
    CheckpointRef,
    ClaimLine,
    Credit,
    CreditTotals,
    EvidenceRef,
    Figure,
    OutageLine,
    Pending,
    Result,
    Statement,
    TimeTotals,
    Totals,
)

LONDON = ZoneInfo("Europe/London")
MARCH = Window("2026-03", parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-03-31T23:00:00Z"))
QUARTER = Window("2026-Q1", parse_instant("2026-01-01T00:00:00Z"), MARCH.end)


def pounds(text: str) -> Money:
    """Money of the sample from its text."""
    return Money(round(float(text) * 100), "GBP")


def figure(numerator: int, denominator: int) -> Figure:
    """A share and its truncated text."""
    thousandths = numerator * 100_000 // denominator
    return Figure(Ratio(numerator, denominator), f"{thousandths // 1000}.{thousandths % 1000:03d}%")


def cells(during: tuple[int, int], **parts: dict[str, int]) -> tuple[DayCell, ...]:
    """The days of March; `during` is the open hours of a day, `parts` the minutes of each kind by ISO day."""
    found = []
    for number in range(1, 32):
        day = date(2026, 3, number)
        first, after = (datetime.combine(day + timedelta(days=n), datetime.min.time(), LONDON) for n in (0, 1))
        whole = round(after.timestamp() - first.timestamp()) * MICROS
        is_closed = during != (0, 24) and day.weekday() > 4
        service = 0 if is_closed else whole if during == (0, 24) else (during[1] - during[0]) * HOUR
        minutes = {kind: days.get(day.isoformat(), 0) * MINUTE for kind, days in parts.items()}
        found.append(
            DayCell(day.isoformat(), service, *(minutes.get(kind, 0) for kind in ("down", "excluded", "unknown")))
        )
    return tuple(found)


def result(name: str, verdict: str, **fields: object) -> Result:
    """A promise row of March with nothing but its name and verdict, and what `fields` says."""
    promise, _, group = name.partition(".")
    blank: dict[str, object] = dict.fromkeys(Result.__dataclass_fields__)
    blank |= dict.fromkeys(("notes", "outages", "days", "claims", "lines"), ())
    blank |= {"promise": promise, "name": name, "group": (("priority", group),) if group else (), "owed_by": "provider"}
    blank |= {"window": MARCH, "whole": MARCH, "verdict": verdict, "unit": "share"}
    return Result(**(blank | fields))  # type: ignore[arg-type]


def portal() -> Result:
    """An availability missed: two outages, one planned window accepted, one refused, a gap in the monitoring."""
    outages = (
        OutageLine(
            parse_instant("2026-03-12T09:14:05Z"),
            parse_instant("2026-03-12T09:56:35Z"),
            2550 * MICROS,
            ("web-1", "web-2"),
            "",
            ("probe:4711", "probe:4730"),
        ),
        OutageLine(
            parse_instant("2026-03-17T22:10:00Z"),
            parse_instant("2026-03-17T22:18:00Z"),
            480 * MICROS,
            ("db-1",),
            "claimed as MW-32, refused",
            ("probe:5100", "probe:5108"),
        ),
    )
    claims = (
        ClaimLine(
            "MW-31",
            "planned-maintenance",
            "Northgate Managed Services Ltd",
            parse_instant("2026-03-08T02:00:00Z"),
            parse_instant("2026-03-08T04:00:00Z"),
            2 * HOUR,
            (),
            None,
            False,
        ),
        ClaimLine(
            "MW-32",
            "planned-maintenance",
            "Northgate Managed Services Ltd",
            parse_instant("2026-03-17T22:00:00Z"),
            parse_instant("2026-03-17T22:30:00Z"),
            0,
            ("announced 2 working days before it began; 5 are required", "outside Sunday 02:00-06:00"),
            "D-118 rejected by Acme Components Ltd",
            True,
        ),
    )
    credit = Credit(
        pounds("92.50"),
        pounds("0.00"),
        pounds("1850.00"),
        Ratio(5, 100),
        (
            "99.886% is below 99.9%: 5% of the monthly charge of the service, 1850.00 GBP, is 92.50 GBP",
            "same incident as resolution.P1, whose credit is higher: not paid twice",
        ),
    )
    days = cells(
        (0, 24), down={"2026-03-12": 43, "2026-03-17": 8}, excluded={"2026-03-08": 120}, unknown={"2026-03-23": 40}
    )
    return result(
        "portal-availability",
        "missed",
        measure="availability/1",
        clause="Schedule 3, 2.1",
        service="order-portal",
        service_title="Order portal",
        title="Order portal availability",
        target="at least 99.9%",
        aim="at least 99.95%",
        value=figure(2_662_170 * MICROS, 2_665_200 * MICROS),
        lower=figure(2_662_170 * MICROS, 2_667_600 * MICROS),
        upper=figure(2_664_570 * MICROS, 2_667_600 * MICROS),
        without_exclusions=figure(2_662_170 * MICROS, 2_672_400 * MICROS),
        time=TimeTotals(2_662_170 * MICROS, 3030 * MICROS, 7200 * MICROS, 2400 * MICROS),
        verdict_without_exclusions="missed",
        band="below 99.9%",
        credit=credit,
        outages=outages,
        days=days,
        claims=claims,
        notes=("0.089% of the service time left after exclusions is unknown; up to 2% is judged on the measured part",),
    )


def network() -> Result:
    """An availability in office hours that cannot be judged: too much of it is unknown."""
    time = TimeTotals(738_000 * MICROS, 0, 0, 54_000 * MICROS)
    return result(
        "warehouse-network",
        "undetermined",
        measure="availability/1",
        service="warehouse-lan",
        service_title="Warehouse network",
        clause="Schedule 3, 2.2",
        target="at least 99.5%",
        value=figure(738_000 * MICROS, 738_000 * MICROS),
        lower=figure(738_000 * MICROS, 792_000 * MICROS),
        upper=figure(792_000 * MICROS, 792_000 * MICROS),
        time=time,
        without_exclusions=figure(738_000 * MICROS, 738_000 * MICROS),
        verdict_without_exclusions="undetermined",
        days=cells((8, 18), unknown={"2026-03-19": 300, "2026-03-20": 600}),
        notes=("6.818% of the service time is unknown; more than 2% leaves the verdict undetermined",),
    )


def results() -> tuple[Result, ...]:
    """Every result of the sample, in the order of the agreement."""
    return (portal(), network(), *items.results(result, figure, pounds))


def charges() -> tuple[ChargeLine, ...]:
    """Two whole charges and one for the part of the month that the term covers."""
    return (
        ChargeLine("order-portal", "Order portal", MARCH, pounds("1850.00"), Ratio(1, 1)),
        ChargeLine("desk", "Service desk", MARCH, pounds("3800.00"), Ratio(1, 1)),
        ChargeLine("vault", "Backup vault", MARCH, pounds("123.87"), Ratio(16, 31)),
    )


def coverage() -> tuple[SourceLine, ...]:
    """A desk that lost four numbers, a client's probe that said nothing, a provider's that lost ten checks."""
    silent = Observations(8_910, 0, 8_910)
    return (
        SourceLine("desk", "provider", 5_210, 3, 1, None, Numbering(4, ((117, 119), (125, 125)), 0), None),
        SourceLine("probe-client", "client", 0, 0, 0, silent, None, 2_673_000 * MICROS),
        SourceLine("probe-eu", "provider", 56_632, 2, 1, Observations(44_580, 44_570, 10), None, 1_200 * MICROS),
        SourceLine("surveys", None, 0, 0, 0, None, None, None),
    )


def credits() -> CreditTotals:
    """Credits above their cap."""
    cap = AppliedCap(
        "at most 10% of total monthly charge", "2026-03", pounds("577.39"), pounds("684.00"), pounds("577.39")
    )
    return CreditTotals(pounds("776.50"), pounds("684.00"), pounds("577.39"), (cap,))


def statement() -> Statement:
    """March 2026 of Acme: four misses by the provider, one by the client, credits above the cap."""
    return Statement(
        engine="upheld 1.0.0",
        agreement=AgreementRef(
            "acme-managed-it",
            3,
            "sha256:" + "8f14e45fceea167a" * 4,
            "Managed IT services for Acme Components Ltd",
            "Northgate Managed Services Ltd",
            "Acme Components Ltd",
            "Europe/London",
            "GBP",
            "upheld/2026",
        ),
        period=MARCH,
        known_at=parse_instant("2026-04-08T09:00:00Z"),
        evidence=EvidenceRef(61_842, "sha256:" + "c9f0f895fb98ab91" * 4),
        results=results(),
        credits=credits(),
        charges=charges(),
        totals=Totals(pounds("5773.87"), pounds("577.39"), pounds("5196.48")),
        pending=(Pending("recovery-test", Window("2026", QUARTER.start, parse_instant("2027-01-01T00:00:00Z"))),),
        versions=(("language", "1"), ("holidays", "0.109"), ("zone data", "2026.6")),
        coverage=coverage(),
    )


def quarter() -> Statement:
    """A quarter whose availability has three monthly windows."""
    edges = [parse_instant(f"2026-{month:02d}-01T00:00:00Z") for month in (1, 2, 3)]
    january = replace(
        portal(),
        window=Window("2026-01", edges[0], edges[1]),
        verdict="met",
        band=None,
        credit=None,
        outages=(),
        claims=(),
        days=(),
    )
    february = replace(january, window=Window("2026-02", edges[1], edges[2]))
    return replace(statement(), period=QUARTER, results=(january, february, portal()))


def in_ledger() -> Statement:
    """The sample, made from the facts of a ledger."""
    head = CheckpointRef("northgate.example/upheld/acme/1", 70_213, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    return replace(statement(), evidence=replace(statement().evidence, checkpoint=head))


def excerpt() -> Statement:
    """The portal alone, out of the ledger."""
    whole, missed = in_ledger(), portal()
    assert missed.credit is not None
    steps = (*missed.credit.steps, "what is paid of it is settled in the whole statement")
    alone = replace(missed, credit=replace(missed.credit, applied=None, steps=steps))
    nothing = replace(whole, credits=None, charges=(), totals=None, pending=(), coverage=None)
    return replace(nothing, results=(alone,), excerpt=(missed.promise,))


def hostile() -> Statement:
    """The sample with the worst texts a person or a machine can put into an agreement or a fact."""
    whole = statement()
    awful = replace(
        portal(),
        title='<script>alert(1)</script> & "quotes" #panic()',
        target="at least 99.9% $x$ *bold* _it_ @ref <b>",
        clause="\u202egnp.exe \x1b[31mred\x00",
        notes=('#import "x" \\u{202e} \U0001f525 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627', "w" * 400),
        promise="p\u200bq'\"<>&",
        name="p\u200bq'\"<>&",
    )
    parties = replace(
        whole.agreement,
        title="</title><img src=x onerror=alert(1)>",
        client="#let x = 1; [*Acme*]",
        provider="\u4e1c\u4eac " + "Verylongname" * 12,
    )
    source = replace(coverage()[0], source="<b>de\u202esk</b> #panic() \U0001f525" + "w" * 200)
    return replace(whole, agreement=parties, results=(awful, *whole.results[1:]), coverage=(source,))
