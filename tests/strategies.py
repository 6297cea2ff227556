"""Generated input: instants, spans, calendars and pauses, small enough to shrink to something a person can read."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from upheld.quantities.calendars import Calendar, Holidays, Opening, Week
from upheld.quantities.spans import Spans

__all__ = [
    "TRANSITIONS",
    "calendars",
    "openings",
    "pairs",
    "spans",
    "transitions",
    "weeks",
]

TRANSITIONS: tuple[tuple[str, date], ...] = (
    ("Europe/London", date(2026, 3, 29)),  # 01:00 to 02:00 is skipped
    ("Europe/London", date(2026, 10, 25)),  # 01:00 to 02:00 is shown twice
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour only
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kolkata", date(2026, 3, 29)),  # nothing ever changes, at +05:30
    ("Pacific/Apia", date(2011, 12, 30)),  # this day does not exist
    ("America/Havana", date(2025, 11, 2)),  # midnight is shown twice
    ("America/Santiago", date(2026, 9, 6)),  # midnight is skipped
)
"""Local days on which a wall clock does something that a calendar must get right."""


def transitions() -> SearchStrategy[tuple[str, date]]:
    """A zone and a day on which its clocks change."""
    return st.sampled_from(TRANSITIONS)


def pairs(end: int = 60) -> SearchStrategy[list[tuple[int, int]]]:
    """Pieces in any order, overlapping, touching, empty or backward, between 0 and `end`."""
    edge = st.integers(0, end)
    return st.lists(st.tuples(edge, edge), max_size=12)


def spans(end: int = 60) -> SearchStrategy[Spans]:
    """A set of instants between 0 and `end`."""
    return pairs(end).map(Spans.of)


def openings() -> SearchStrategy[Opening]:
    """An opening within a day or over midnight; edges fall on quarter hours, where clocks change, or on any second."""
    edge = st.integers(0, 95).map(lambda quarter: quarter * 900) | st.integers(0, 86_399)
    length = st.sampled_from([900, 1_800, 3_600, 8 * 3_600, 12 * 3_600, 86_400]) | st.integers(1, 86_400)
    return st.tuples(edge, length).map(lambda each: Opening(each[0], each[0] + each[1]))


def weeks() -> SearchStrategy[Week]:
    """Seven days with up to two openings each, which may overlap; the whole day, and no opening at all, among them."""
    whole_day = st.just((Opening(0, 86_400),))
    day = st.lists(openings(), max_size=2).map(tuple) | whole_day
    return st.tuples(day, day, day, day, day, day, day)


@st.composite
def calendars(draw: st.DrawFn, zone: str, day: date) -> Calendar:
    """A calendar with holidays and dated exceptions within three days of `day`."""
    near = st.integers(-3, 3).map(lambda offset: day + timedelta(days=offset))
    holidays = draw(st.none() | st.frozensets(near, max_size=2).map(Holidays.listed))
    dates = draw(st.dictionaries(near, st.lists(openings(), max_size=2).map(tuple), max_size=2))
    return Calendar("generated", zone, draw(weeks()), holidays, dates)
