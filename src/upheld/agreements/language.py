"""The declared shape of the whole language, once: the checker, the published JSON Schema and the reference page
follow from it.
"""

from upheld.agreements.promise_shapes import PROMISE, WINDOWS
from upheld.agreements.shape import Choice, Either, Key, ListOf, MapOf, Recursion, Shape, TableOf
from upheld.agreements.words import (
    AMOUNT,
    CALENDAR_NAME,
    CAP,
    COUNT,
    CURRENCY,
    DATE,
    DAYS_OF_WEEK,
    DURATION,
    FLAG,
    HOLIDAY_SET,
    HOURS,
    IDENTIFIER,
    LIMIT,
    NOTICE,
    PHRASE,
    PROFILE,
    RENEWAL,
    SHARE,
    TIME_CAP,
    TOLERANCE,
    VERSION,
    ZONE,
)

__all__ = ["AGREEMENT", "CREDITS", "EXCLUSION", "SOURCE", "UP_WHEN"]

_DAY_HOURS = Either(text=HOURS, listing=ListOf(HOURS))
_WEEK = MapOf(DAYS_OF_WEEK, _DAY_HOURS, "days")

_PARTY = TableOf(
    "party", "A side of the agreement.", (Key("name", PHRASE, "Its name, as in the heading.", is_needed=True),)
)

_PARTIES = TableOf(
    "parties",
    "The two sides.",
    (
        Key("provider", _PARTY, "Who runs the services.", is_needed=True),
        Key("client", _PARTY, "Who receives them.", is_needed=True),
    ),
)

_TERM = TableOf(
    "term",
    "How long the agreement runs.",
    (
        Key("start", DATE, "Its first day.", is_needed=True),
        Key("end", DATE, "Its last day.", is_needed=True),
        Key("notice", NOTICE, "How long before the end it must be ended."),
        Key("renews_for", RENEWAL, "For how long it goes on when nobody ends it."),
    ),
)

_CALENDAR = TableOf(
    "calendar",
    "Hours that count, on the wall clock of one zone.",
    (
        Key("open", _WEEK, "Opening hours by day of the week.", is_needed=True),
        Key(
            "holidays",
            Either(text=HOLIDAY_SET, listing=ListOf(DATE)),
            "Days without the hours that would begin on them: a named set, or a list of dates.",
        ),
        Key(
            "dates",
            MapOf(DATE, _DAY_HOURS, "date"),
            "Single days with their own hours, whatever the week and the holidays say.",
        ),
        Key("timezone", ZONE, "The zone of these hours, where it is not the agreement's."),
    ),
    later=("breaks", "valid_from", "union", "observed"),
)

UP_WHEN: Shape = Recursion("up_when", lambda: _UP_WHEN_SHAPE)
_PARTS = ListOf(UP_WHEN)
_UP_WHEN_SHAPE: Shape = Either(
    text=PHRASE,
    table=TableOf(
        "up_when",
        "How the states of items make the state of a service; an item stands for itself.",
        (
            Key("all", _PARTS, "Up when every part is up."),
            Key("any", _PARTS, "Up when at least one part is up."),
            Key(
                "at_least",
                TableOf(
                    "at_least",
                    "Up when so many parts are up.",
                    (
                        Key("count", COUNT, "How many.", is_needed=True),
                        Key("of", _PARTS, "Of which parts.", is_needed=True),
                    ),
                ),
                "Up when so many parts are up.",
            ),
        ),
        later=("weighted",),
        one_of=(("all", "any", "at_least"),),
    ),
)

_SERVICE = TableOf(
    "service",
    "A thing the client buys.",
    (
        Key("title", PHRASE, "What people call it.", is_needed=True),
        Key("pack", IDENTIFIER, "The kind of service: help-desk, infrastructure, facilities, ..."),
        Key("up_when", UP_WHEN, "When it is up; a service without availability has none."),
    ),
    later=("items", "depends_on", "sources", "sites"),
)

SOURCE = TableOf(
    "source",
    "Who says what happened, under the name by which facts call it, and what the agreement expects of it.",
    (
        Key(
            "side",
            Choice(
                {
                    "provider": "the provider runs it",
                    "client": "the client runs it",
                    "third-party": "neither side runs it",
                }
            ),
            "Who runs it.",
            is_needed=True,
        ),
        Key("items", ListOf(PHRASE), "The only items whose states it reports; without this key, any."),
        Key("interval", DURATION, "How often it observes each of its items, every observation a fact."),
        Key("tolerance", TOLERANCE, "So many intervals may lie between two observations; more is unknown time."),
        Key("numbered", FLAG, "Whether its facts carry `seq` from number to number without gaps."),
    ),
    later=("measurement_point", "locations", "quorum", "rank", "retention", "visible_to"),
)

EXCLUSION = TableOf(
    "exclusion",
    "A reason for which time may not count, and what must be true before it is accepted.",
    (
        Key(
            "effect",
            Choice(
                {
                    "leave-out": "the time is taken out of the service time",
                    "count-as-up": "the time stays in the service time and counts as up",
                }
            ),
            "What it does to the figure.",
        ),
        Key("notice", NOTICE, "The shortest time between the announcement and the start."),
        Key("calendar", CALENDAR_NAME, "The calendar in which the notice is counted."),
        Key("inside", _WEEK, "The only hours in which it may lie, by day of the week."),
        Key("at_most", TIME_CAP, "The most that is accepted in each window, first come first served."),
        Key(
            "decided_by",
            Choice(
                {
                    "provider": "needs a recorded decision of the provider",
                    "client": "needs a recorded decision of the client",
                    "both": "needs a recorded decision of both sides",
                }
            ),
            "Whose recorded decision it needs; without this key, none.",
        ),
    ),
    later=("evidence", "object_within", "causes", "at_most_each"),
)

_BAND = TableOf(
    "band",
    "One step of a credit table; the worst step that holds is paid.",
    (
        Key("below", LIMIT, "The figure is below this."),
        Key("above", LIMIT, "The figure is above this."),
        Key("credit", SHARE, "The credit, as a share of the base.", is_needed=True),
    ),
    later=("points", "amount", "severity"),
    one_of=(("below", "above"),),
)

_BASE = Choice(
    {
        "monthly charge of the service": "what the service of the promise costs in a month",
        "total monthly charge": "what all services cost in a month",
    }
)

CREDITS = TableOf(
    "credits",
    "What a miss costs.",
    (
        Key(
            "regime",
            Choice(
                {"bands": "a share of a base for each step of a miss"},
                ("points", "pool", "fixed", "proportional", "area-deductions"),
            ),
            "How credits are computed.",
            is_needed=True,
        ),
        Key("of", _BASE, "The base of which bands take a share.", is_needed=True),
        Key(
            "bands",
            MapOf(PHRASE, ListOf(_BAND), "promise"),
            "The steps of each promise; `response.P1` is the row P1 of the promise response.",
            is_needed=True,
        ),
        Key(
            "one_incident",
            Choice(
                {
                    "highest": "one incident that hits several promises pays the highest of their credits",
                    "sum": "one incident that hits several promises pays all of their credits",
                }
            ),
            "What one incident pays that hits several promises.",
        ),
        Key(
            "caps",
            ListOf(
                TableOf(
                    "cap",
                    "The most that all credits of one month may come to.",
                    (
                        Key("at_most", CAP, "A share of a base, or an amount.", is_needed=True),
                        Key(
                            "of",
                            Choice(
                                {"total monthly charge": _BASE.options["total monthly charge"]},
                                ("monthly charge of the service",),
                            ),
                            "The base, where it is a share.",
                        ),
                    ),
                    later=("per",),
                )
            ),
            "Limits in the order in which they are applied.",
        ),
    ),
    later=("points", "earn_back", "bedding_in", "claims", "payout", "pool", "weights", "reporting_failure"),
)

_CHARGE = TableOf(
    "charge",
    "A flat charge of a service.",
    (
        Key(
            "each",
            Choice(
                {window: WINDOWS[window] for window in ("month", "quarter", "year")}, ("day", "week", "contract-year")
            ),
            "How often it falls due.",
            is_needed=True,
        ),
        Key("amount", AMOUNT, "How much.", is_needed=True),
    ),
    later=("per", "counted", "tiers", "baseline", "hours", "minimum", "indexed", "tax", "pass_through"),
)

AGREEMENT = TableOf(
    "agreement",
    "One revision of one agreement.",
    (
        Key("upheld", VERSION, "The version of this language.", is_needed=True),
        Key("agreement", IDENTIFIER, "The name of the agreement, the same in every revision.", is_needed=True),
        Key("title", PHRASE, "Its heading.", is_needed=True),
        Key("revision", COUNT, "The number of this revision.", is_needed=True),
        Key("effective", DATE, "The first day on which this revision applies.", is_needed=True),
        Key("rules", PROFILE, "The profile whose answers hold wherever this revision says nothing else."),
        Key("timezone", ZONE, "The zone of its days, months and dates.", is_needed=True),
        Key("currency", CURRENCY, "The currency of its amounts.", is_needed=True),
        Key("term", _TERM, "How long it runs.", is_needed=True),
        Key("parties", _PARTIES, "The two sides.", is_needed=True),
        Key("calendars", MapOf(IDENTIFIER, _CALENDAR, "calendar"), "Hours that count; `always` is there already."),
        Key("services", MapOf(IDENTIFIER, _SERVICE, "service"), "What the client buys."),
        Key("sources", MapOf(PHRASE, SOURCE, "source"), "Who says what happened; other sources may speak too."),
        Key("exclusions", MapOf(IDENTIFIER, EXCLUSION, "exclusion"), "For which time may not count."),
        Key("promises", MapOf(IDENTIFIER, PROMISE, "promise"), "What each side owes the other.", is_needed=True),
        Key("credits", CREDITS, "What a miss costs."),
        Key("charges", MapOf(IDENTIFIER, _CHARGE, "service"), "What each service costs."),
    ),
    later=(
        "triggers",
        "priorities",
        "dependencies",
        "deliverables",
        "people",
        "governance",
        "compliance",
        "exit",
        "clauses",
    ),
)
