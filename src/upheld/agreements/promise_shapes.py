"""The declared shape of a promise: the keys of each measure, what each says, and what this version refuses."""

from upheld.agreements.events import EVENTS
from upheld.agreements.shape import Choice, Either, Key, ListOf, MapOf, TableOf, Variants
from upheld.agreements.words import (
    ALTERNATIVE,
    CALENDAR_DAYS,
    CALENDAR_NAME,
    CONDITION,
    COUNT,
    DUE,
    DURATION,
    FLOOR,
    IDENTIFIER,
    LEEWAY,
    NOTICE,
    PHRASE,
    POPULATION,
    REASON,
    SHARE,
    TARGET,
    TIE_RULE,
    WEIGHT,
    WORK_TYPE,
)

__all__ = ["MEASURES", "PROMISE", "WINDOWS"]

WINDOWS = {
    "day": "each local day",
    "week": "each week, Monday to Sunday",
    "month": "each calendar month",
    "quarter": "each calendar quarter",
    "year": "each calendar year",
    "contract-year": "each year counted from the start of the term",
}
_LATER_WINDOWS = ("rolling", "each event")

_WHERE = MapOf(PHRASE, Either(text=CONDITION, listing=ListOf(ALTERNATIVE)), "attribute")

MEASURES = {
    "availability/1": "the share of service time in which a service was up",
    "elapsed/1": "the clock between two events of each piece of work",
    "share/1": "the share of a population that meets a condition",
    "ratio/1": "good events of all events, pooled",
    "count/1": "how often something happened",
    "delivery/1": "obligations done by their due time",
}
_LATER_MEASURES = {
    "outages/1": "the number or the longest of outages",
    "slices/1": "good slices of time",
    "in-band/1": "time inside a band",
    "percentile/1": "a percentile of readings",
    "restore/1": "mean time to restore, or between failures",
    "coverage/1": "hours or posts filled",
    "formula/1": "arithmetic over other figures",
}

_MEASURE = Key(
    "measure",
    Choice(MEASURES, tuple(_LATER_MEASURES)),
    "How the figure is computed, by name and version.",
    is_needed=True,
)
_TITLE = Key("title", PHRASE, "What people call the promise.")
_CLAUSE = Key("clause", PHRASE, "Where the contract says so.")
_OWED_BY = Key(
    "owed_by",
    Choice({"provider": "the provider owes it", "client": "the client owes it"}),
    "Who owes it: the provider, unless it says `client`.",
)
_SERVICE = Key("service", IDENTIFIER, "The service it is about.")
_PER = Key("per", Choice(WINDOWS, _LATER_WINDOWS), "The window that is judged.", is_needed=True)
_TARGET_KEY = Key("target", TARGET, "What is owed.")
_AIM = Key("aim", TARGET, "An objective without consequence, in the form of the target.")
_PARTIAL = Key(
    "partial",
    Choice(
        {
            "measure-and-prorate": "measure the part that the term covers, and prorate the base of credits",
            "skip": "do not judge a window that the term covers in part",
        },
        ("assume-up",),
    ),
    "What happens to the first and last window when the term covers them in part.",
)
_DURING = Key("during", CALENDAR_NAME, "The calendar whose hours count.")
_WHERE_KEY = Key("where", _WHERE, "Only what meets these conditions, all of them.")
_UNLESS = Key("unless", _WHERE, "Not what meets these conditions, all of them.")
_BY = Key("by", PHRASE, "The attribute that has a target for each of its values.")
_SMALL_SAMPLE = Key(
    "small_sample",
    Either(
        text=Choice({"none": "every sample is judged, however small"}),
        table=TableOf(
            "small sample",
            "What happens when there are too few to judge.",
            (
                Key("below", COUNT, "So many are enough.", is_needed=True),
                Key("then", LEEWAY, "What happens below that number.", is_needed=True),
            ),
        ),
    ),
    "What happens when there are too few to judge.",
)
_ENDS = (_PARTIAL, _TITLE, _CLAUSE, _OWED_BY)


def _targets(row: TableOf) -> Key:
    """The table of a target for each value of `by`."""
    return Key("targets", MapOf(PHRASE, Either(text=TARGET, table=row), "value"), "A target for each value of `by`.")


_TIMED_ROW = TableOf(
    "row with hours",
    "One target of a table, with its own hours where they differ.",
    (
        Key("target", TARGET, "What is owed for this value.", is_needed=True),
        Key("during", CALENDAR_NAME, "The calendar whose hours count for this value."),
        _AIM,
    ),
)
_ROW = TableOf(
    "row", "One target of a table.", (Key("target", TARGET, "What is owed for this value.", is_needed=True), _AIM)
)
_TARGET_KEYS = (_TARGET_KEY, _BY, _targets(_ROW), _AIM)
_TOGETHER = (("by", "targets"),)
_ONE_TARGET = (("target", "targets"),)

_AVAILABILITY = TableOf(
    "availability/1",
    "The share of service time in which the service was up.",
    (
        _MEASURE,
        Key("service", IDENTIFIER, "The service; its `up_when` says when it is up.", is_needed=True),
        Key("during", CALENDAR_NAME, "The service hours: the calendar whose time counts.", is_needed=True),
        _PER,
        Key("target", TARGET, "The share of service time owed: `at least 99.9%`.", is_needed=True),
        _AIM,
        Key("excludes", ListOf(IDENTIFIER, least=0), "The exclusions that may take time out; no others may."),
        Key("minimum_outage", FLOOR, "Shorter outages do not count; `none` counts every one."),
        Key(
            "degraded",
            Either(
                text=Choice({"up": "degraded time counts as up", "down": "degraded time counts as down"}),
                table=TableOf(
                    "degraded",
                    "A share of degraded time counts.",
                    (Key("weight", WEIGHT, "The share that counts as up.", is_needed=True),),
                ),
            ),
            "What time counts as in which the service worked in part.",
        ),
        Key(
            "missing",
            Choice(
                {
                    "unknown": "time without data stays unknown, and the figure gets bounds",
                    "down": "time without data counts as down",
                    "up": "time without data counts as up",
                    "leave-out": "time without data is left out",
                }
            ),
            "What time counts as for which there is no data.",
        ),
        Key(
            "unknown_limit",
            SHARE,
            "More unknown time than this share of the service time left after exclusions: no verdict.",
        ),
        Key(
            "rectify_within",
            DURATION,
            "An outage repaired within this time does not count; a longer one counts from its start.",
        ),
        Key("sources", ListOf(PHRASE), "The sources whose states count; without this key, every source."),
        Key("sources_differ", TIE_RULE, "Which state holds where sources contradict each other."),
        *_ENDS,
    ),
    later=("clears_after", "starts", "statistic", "by", "targets", "floor", "up_when", "where", "unless"),
)

_ELAPSED = TableOf(
    "elapsed/1",
    "The clock between two events of each piece of work.",
    (
        _MEASURE,
        _SERVICE,
        Key("of", WORK_TYPE, "The type of work whose clocks or events count.", is_needed=True),
        Key("from", Choice(EVENTS), "The event that starts the clock.", is_needed=True),
        Key("to", Choice(EVENTS), "The event that stops the clock.", is_needed=True),
        _DURING,
        _PER,
        _TARGET_KEY,
        _BY,
        _targets(_TIMED_ROW),
        _AIM,
        Key("pauses", ListOf(REASON, least=0), "The reasons for which the clock may be paused; no others may."),
        Key(
            "cohort",
            Choice(
                {
                    "due": "work belongs to the window in which it falls due, or was done if earlier",
                    "opened": "work belongs to the window in which its clock started",
                    "resolved": "work belongs to the window in which its clock stopped",
                    "breached": "only missed work is judged, in the window in which it fell due",
                }
            ),
            "Which window a piece of work belongs to.",
        ),
        Key(
            "reopen",
            Either(
                text=Choice({"ignore": "reopening changes nothing: the first stop stands"}),
                table=TableOf(
                    "reopen",
                    "What happens when work is opened again.",
                    (
                        Key("within", NOTICE, "How long after the stop it is the same work; later it is new work."),
                        Key(
                            "then",
                            Choice(
                                {
                                    "resume": "the clock goes on, the time between is left out",
                                    "count-gap": "the clock goes on, the time between counts",
                                    "restart": "a new clock starts at zero; both are judged",
                                    "ignore": "the first stop stands",
                                }
                            ),
                            "What the clock does.",
                        ),
                    ),
                ),
            ),
            "What happens when work is opened again.",
        ),
        Key(
            "reclassify",
            TableOf(
                "reclassify",
                "What happens to the deadline when the value of `by` changes.",
                (
                    Key(
                        "raised",
                        Choice(
                            {
                                "earlier-of-change-and-old": (
                                    "the earlier of the old deadline and the full new target from the change"
                                ),
                                "from-creation": "the new target from the start of the clock",
                                "from-change": "the full new target from the change",
                                "keep": "the old deadline stands",
                            }
                        ),
                        "When the new target is shorter.",
                    ),
                    Key(
                        "lowered",
                        Choice(
                            {
                                "from-creation": "the new target from the start of the clock",
                                "from-change": "the full new target from the change",
                                "keep": "the old deadline stands",
                            }
                        ),
                        "When the new target is longer.",
                    ),
                ),
            ),
            "What happens to the deadline when the value of `by` changes.",
        ),
        _WHERE_KEY,
        _UNLESS,
        _SMALL_SAMPLE,
        *_ENDS,
    ),
    later=("excludes", "statistic", "sources", "starts"),
    together=_TOGETHER,
    one_of=_ONE_TARGET,
)

_SHARE_OF = TableOf(
    "share/1",
    "The share of a population that meets a condition.",
    (
        _MEASURE,
        _SERVICE,
        Key("of", POPULATION, "Of what the share is taken.", is_needed=True),
        Key("where", _WHERE, "The condition that is asked of each.", is_needed=True),
        Key("unless", _WHERE, "Not those that meet these conditions, all of them."),
        Key("among", _WHERE, "Asks only of those that meet these conditions, all of them."),
        Key(
            "counted_by",
            Choice(EVENTS),
            "The event that puts a piece of work in a window; needed for types of work alone.",
        ),
        _PER,
        *_TARGET_KEYS,
        _SMALL_SAMPLE,
        *_ENDS,
    ),
    later=("population", "excludes", "during"),
    together=_TOGETHER,
    one_of=_ONE_TARGET,
)

_RATIO = TableOf(
    "ratio/1",
    "Good events of all events, pooled over the window.",
    (_MEASURE, _SERVICE, _WHERE_KEY, _UNLESS, _PER, *_TARGET_KEYS, _SMALL_SAMPLE, *_ENDS),
    later=("good", "total", "weights", "excludes", "during", "slice", "floor"),
    together=_TOGETHER,
    one_of=_ONE_TARGET,
)

_COUNT_OF = TableOf(
    "count/1",
    "How often something happened in the window.",
    (
        _MEASURE,
        _SERVICE,
        Key("of", WORK_TYPE, "The type of work whose clocks or events count.", is_needed=True),
        Key("event", Choice(EVENTS), "The event that is counted.", is_needed=True),
        _WHERE_KEY,
        _UNLESS,
        _PER,
        *_TARGET_KEYS,
        *_ENDS,
    ),
    later=("excludes", "during"),
    together=_TOGETHER,
    one_of=_ONE_TARGET,
)

_DELIVERY = TableOf(
    "delivery/1",
    "Obligations done by their due time.",
    (
        _MEASURE,
        _SERVICE,
        Key("due", DUE, "When each occurrence falls due.", is_needed=True),
        Key("during", CALENDAR_NAME, "The calendar of its working days."),
        Key(
            "schedule",
            Choice(
                {
                    "fixed": "due dates keep to the grid from the first date, whatever was done",
                    "floating": "each due date counts from the last time it was done",
                }
            ),
            "For `every ... from ...`: where the next due date comes from.",
        ),
        Key("tolerance", CALENDAR_DAYS, "How late it may be and still count as done in time."),
        Key(
            "per",
            Choice(WINDOWS, _LATER_WINDOWS),
            "The window whose due dates are judged together: a month, unless it says otherwise.",
        ),
        Key("target", TARGET, "What is owed: `every one`, or a share of them.", is_needed=True),
        _AIM,
        *_ENDS,
    ),
    later=("excludes", "by", "targets", "meter", "small_sample"),
)

PROMISE = Variants(
    "promise",
    "Anything one side owes the other that can be measured.",
    "measure",
    {table.name: table for table in (_AVAILABILITY, _ELAPSED, _SHARE_OF, _RATIO, _COUNT_OF, _DELIVERY)},
    _LATER_MEASURES,
)
