"""The single values of the language: what each is called, what it says, how it is read, examples that work."""

from upheld.agreements.grammar import conditions, durations, hours, names, numbers, recurrences, sources, targets
from upheld.agreements.shape import Word

__all__ = [
    "ALTERNATIVE",
    "AMOUNT",
    "CALENDAR_DAYS",
    "CALENDAR_NAME",
    "CAP",
    "CONDITION",
    "COUNT",
    "CURRENCY",
    "DATE",
    "DAYS_OF_WEEK",
    "DUE",
    "DURATION",
    "FLAG",
    "FLOOR",
    "HOLIDAY_SET",
    "HOURS",
    "IDENTIFIER",
    "LEEWAY",
    "LIMIT",
    "NOTICE",
    "PHRASE",
    "POPULATION",
    "PROFILE",
    "REASON",
    "RENEWAL",
    "SHARE",
    "TARGET",
    "TIE_RULE",
    "TIME_CAP",
    "TOLERANCE",
    "VERSION",
    "WEIGHT",
    "WORDS",
    "WORK_TYPE",
    "ZONE",
]

_UNIT = r"[0-9]+(\.[0-9]+)? ?(h|min|s)"
_DURATION_FORM = rf"{_UNIT}( {_UNIT})*"
_DAY_FORM = r"(end of|same time on) working day [0-9]+(, cut-off [0-9]{2}:[0-9]{2})?|[0-9]+ calendar days?"
_ALLOWANCE_FORM = rf"({_DURATION_FORM}|{_DAY_FORM})"
_NOTICE_FORM = rf"({_ALLOWANCE_FORM}|[0-9]+ working days?)"
_PERCENT_FORM = r"[0-9]+(\.[0-9]+)? ?%"
_NUMBER_FORM = r"[0-9]+(\.[0-9]+)?"
_DATE_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WEEKDAY = "(mon|tue|wed|thu|fri|sat|sun)"
_WINDOW = "(day|week|month|quarter|year|contract-year)"
_TARGET_FORM = (
    rf"at (least|most) ({_PERCENT_FORM}|{_NUMBER_FORM})|{_PERCENT_FORM} (within|by) {_ALLOWANCE_FORM}"
    rf"|every one( (within|by) {_ALLOWANCE_FORM})?"
    rf"|mean at most {_DURATION_FORM}|percentile {_NUMBER_FORM} at most {_DURATION_FORM}"
)
_DUE_FORM = rf"{_NOTICE_FORM} after each {_WINDOW}|every ([0-9]+ )?(day|week|month|year)s? from {_DATE_FORM}"
_NUMBER_TYPES = ("string", "number")

IDENTIFIER = Word(
    "name",
    "A name that other parts refer to: small letters, digits and single dashes.",
    names.identifier,
    ("order-portal", "web-1"),
    r"[a-z0-9]+(-[a-z0-9]+)*",
)
WORK_TYPE = Word(
    "type of work",
    "A type of work, as the evidence names it.",
    names.identifier,
    ("incident", "request", "change", "visit"),
    IDENTIFIER.pattern,
)
POPULATION = Word(
    "population",
    "`survey`, `item`, `delivery`, or a type of work.",
    names.identifier,
    ("incident", "survey"),
    IDENTIFIER.pattern,
)
REASON = Word(
    "reason",
    "A reason for a pause, as the evidence names it.",
    names.identifier,
    ("awaiting-client", "agreed-appointment"),
    IDENTIFIER.pattern,
)
PHRASE = Word(
    "words", "Words for people, in one line.", names.phrase, ("Managed IT services", "P1"), None, _NUMBER_TYPES
)
CALENDAR_NAME = Word(
    "calendar",
    "The name of a calendar of this agreement, or `always`.",
    names.identifier,
    ("office", "always"),
    IDENTIFIER.pattern,
)
CURRENCY = Word("currency", "A currency by its code of ISO 4217.", names.currency, ("GBP", "EUR"), "[A-Z]{3}")
ZONE = Word("zone", "A time zone by its name in the IANA database.", names.time_zone, ("Europe/London", "Etc/UTC"))
VERSION = Word(
    "version", "The version of this language: 1.", names.language_version, ("1",), "1", ("integer", "string")
)
PROFILE = Word("profile", "The name of a published profile of rules.", names.profile, ("upheld/2026",), "upheld/2026")
DATE = Word("date", "Year, month and day.", hours.day, ("2026-03-01",), _DATE_FORM)
COUNT = Word("count", "A whole number from 1 up.", numbers.count, ("3",), "[1-9][0-9]*", ("integer", "string"))
SHARE = Word("share", "A percentage above 0% and up to 100%.", numbers.share, ("15%", "2.5%"), _PERCENT_FORM)
WEIGHT = Word("weight", "A decimal from 0 to 1.", numbers.weight, ("0.3", "1"), _NUMBER_FORM, _NUMBER_TYPES)
AMOUNT = Word(
    "amount", "An amount in the agreement's currency.", numbers.amount, ("1850.00",), _NUMBER_FORM, _NUMBER_TYPES
)
CAP = Word(
    "cap",
    "A percentage of a base, or an amount.",
    numbers.cap,
    ("15%", "500.00"),
    rf"{_PERCENT_FORM}|{_NUMBER_FORM}",
    _NUMBER_TYPES,
)
DURATION = Word(
    "duration",
    "A length of time on a clock.",
    durations.duration,
    ("90 s", "15 min", "4 h", "1 h 30 min"),
    _DURATION_FORM,
)
FLOOR = Word(
    "shortest length",
    "A length of time on a clock, or `none`.",
    durations.floor,
    ("1 min", "none"),
    rf"({_DURATION_FORM}|none)",
)
NOTICE = Word(
    "notice",
    "How long ahead or after: on the clock's own hours, to a working day, in calendar days, or whole working days in "
    "between (`5 working days` are over at the end of the fifth working day after).",
    durations.notice,
    ("5 working days", "48 h", "90 calendar days"),
    _NOTICE_FORM,
)
CALENDAR_DAYS = Word(
    "calendar days",
    "A number of calendar days.",
    durations.calendar_days,
    ("3 calendar days",),
    "[0-9]+ calendar days?",
)
RENEWAL = Word(
    "renewal", "A length of renewal.", durations.renewal, ("12 months", "1 year"), "[1-9][0-9]* (months?|years?)"
)
TIME_CAP = Word(
    "time cap",
    "A limit of time per window.",
    durations.time_cap,
    ("8 h per month",),
    rf"{_DURATION_FORM} per {_WINDOW}",
)
DAYS_OF_WEEK = Word(
    "days", "A day of the week, or a run of them.", hours.days_of_week, ("mon", "mon-fri"), rf"{_WEEKDAY}(-{_WEEKDAY})?"
)
HOURS = Word(
    "hours",
    "Opening hours on the wall clock, into the next morning where they end before they begin, or `closed`.",
    hours.opening_hours,
    ("08:00-18:00", "22:00-06:00", "00:00-24:00", "closed"),
    r"([0-9]{2}:[0-9]{2} ?-? ?[0-9]{2}:[0-9]{2}|closed)",
)
HOLIDAY_SET = Word(
    "holiday set",
    "A public holiday set: a country of ISO 3166, with a part of it after a dash.",
    names.holiday_set,
    ("GB-ENG", "US"),
    "[A-Z]{2}(-[A-Z0-9]{1,4})?",
)
TARGET = Word(
    "target",
    "What is owed.",
    targets.target,
    ("at least 99.9%", "at most 3", "95% within 4 h", "90% by end of working day 3", "every one", "mean at most 6 h"),
    _TARGET_FORM,
)
LIMIT = Word(
    "limit",
    "Where a band begins: a percentage, a number, or a length of open time.",
    targets.limit,
    ("99.5%", "3", "6 h"),
)
LEEWAY = Word(
    "leeway",
    "What happens to a small sample: no verdict (`report-only`), or so many misses are allowed.",
    conditions.leeway,
    ("report-only", "allow 1"),
    "report-only|allow [1-9][0-9]*",
)
CONDITION = Word(
    "condition",
    "A text to be equal to, or a comparison with a number.",
    conditions.condition,
    ("P1", ">= 4"),
    None,
    _NUMBER_TYPES,
)
ALTERNATIVE = Word(
    "alternative", "One of several texts to be equal to.", conditions.alternative, ("network",), None, _NUMBER_TYPES
)
FLAG = Word("flag", "Yes or no.", sources.flag, ("true", "false"), "true|false", ("boolean", "string"))
TOLERANCE = Word(
    "tolerance",
    "How many intervals two observations may lie apart: a decimal from 1 up.",
    sources.tolerance,
    ("1.5", "2"),
    r"[1-9][0-9]*(\.[0-9]+)?",
    _NUMBER_TYPES,
)
TIE_RULE = Word(
    "tie rule",
    "Which state holds where sources contradict each other: `unknown` (none of them), `down` (the worst that one of "
    "them reports), `up` (the best), `majority` (what most of those watching report, else unknown), or `prefer` and "
    "the name of the source that is believed (where it was not watching, the others are).",
    sources.tie_rule,
    ("unknown", "down", "up", "majority", "prefer probe-eu"),
    r"unknown|down|up|majority|prefer \S.*",
)
DUE = Word(
    "recurrence",
    "When each occurrence falls due.",
    recurrences.due,
    ("end of working day 5 after each month", "10 calendar days after each quarter", "every 1 month from 2026-01-10"),
    _DUE_FORM,
)

WORDS: tuple[Word, ...] = (
    IDENTIFIER,
    WORK_TYPE,
    POPULATION,
    REASON,
    PHRASE,
    CALENDAR_NAME,
    CURRENCY,
    ZONE,
    DATE,
    COUNT,
    SHARE,
    WEIGHT,
    AMOUNT,
    DURATION,
    FLOOR,
    NOTICE,
    CALENDAR_DAYS,
    CAP,
    RENEWAL,
    TIME_CAP,
    DAYS_OF_WEEK,
    HOURS,
    HOLIDAY_SET,
    TARGET,
    LIMIT,
    LEEWAY,
    CONDITION,
    ALTERNATIVE,
    FLAG,
    TOLERANCE,
    TIE_RULE,
    DUE,
    VERSION,
    PROFILE,
)
