"""Rules about promises: what one promise says about its hours, clocks, targets and populations."""

from collections.abc import Iterator

from upheld.agreements.complaints import Complaint, Misfit, listed
from upheld.agreements.form import Form, Said
from upheld.agreements.model import Due, Target
from upheld.agreements.profile import RESPONSE_EVENTS
from upheld.agreements.rows import FormRow, rows_of
from upheld.quantities.allowances import EndOfWorkingDay, OpenTime, SameTimeOnWorkingDay

__all__ = [
    "aims_are_no_easier",
    "clocks_end_after_their_start",
    "elapsed_time_has_hours",
    "nothing_pauses_a_response",
    "populations_have_a_date",
    "targets_fit_their_measure",
    "working_days_have_a_calendar",
    "working_days_of_notices_and_deliveries",
]

_FITTING: dict[str, tuple[tuple[str, ...], str]] = {
    "availability/1": (("at-least %",), "`at least 99.9%`"),
    "elapsed/1": (
        ("share-within", "every-within", "mean-at-most", "percentile-at-most"),
        "`95% within 4 h`, `every one within 4 h`, `mean at most 6 h`, `percentile 90 at most 8 h`",
    ),
    "share/1": (("at-least %", "at-most %"), "`at least 90%`, `at most 5%`"),
    "ratio/1": (("at-least %", "at-most %"), "`at least 99.9%`, `at most 0.1%`"),
    "count/1": (("at-least", "at-most"), "`at most 3`, `at least 1`"),
    "delivery/1": (("every-one", "at-least %"), "`every one`, `at least 95%`"),
}
_WORKING_DAYS = (EndOfWorkingDay, SameTimeOnWorkingDay)
_DATED_POPULATIONS = ("survey", "item", "delivery")


def targets_fit_their_measure(form: Form) -> Iterator[Misfit]:
    """A target, and an aim, has a form that the figure of its measure can be compared with."""
    for _, promise in form.forms("promises"):
        measure = promise.value("measure", str)
        for row in rows_of(promise):
            for said in (row.target, row.aim):
                if measure in _FITTING and said is not None and _kind(said) not in _FITTING[measure][0]:
                    message = f"`{said.text}` is not a target that `{measure}` can be compared with."
                    remedy = f"Write one of these forms: {_FITTING[measure][1]}."
                    yield said.mark, Complaint("target-of-another-measure", message, remedy)


def aims_are_no_easier(form: Form) -> Iterator[Misfit]:
    """An aim asks for at least as much as the target beside it."""
    for _, promise in form.forms("promises"):
        for row in rows_of(promise):
            if row.aim is not None and row.target is not None and _is_easier(row.aim.value, row.target.value):
                message = f"The aim `{row.aim.text}` is easier than the target `{row.target.text}`."
                yield row.aim.mark, Complaint("aim-easier-than-target", message, "Aim higher, or leave the aim out.")


def elapsed_time_has_hours(form: Form) -> Iterator[Misfit]:
    """Every row of a clock has a calendar, its own or the promise's."""
    for _, promise in form.forms("promises"):
        if promise.value("measure", str) == "elapsed/1" and "during" not in promise.broken:
            for row in rows_of(promise):
                if row.during is None and not _has_broken_hours(promise, row):
                    message = "Nothing says in which hours this clock runs."
                    remedy = "Add `during:` with a calendar, or `during: always`, to the promise or to this row."
                    yield row.mark, Complaint("hours-unsaid", message, remedy)


def working_days_have_a_calendar(form: Form) -> Iterator[Misfit]:
    """A target in working days is not counted in `always`."""
    for _, promise in form.forms("promises"):
        for row in rows_of(promise):
            target = row.target.value if row.target is not None else None
            if isinstance(target, Target) and row.target is not None and isinstance(target.allowance, _WORKING_DAYS):
                yield from _counted_in_always(row.during, row.target)
        due = promise.fields.get("due")
        if isinstance(due, Said) and isinstance(due.value, Due) and isinstance(due.value.allowance, _WORKING_DAYS):
            yield from _counted_in_always(_said(promise, "during"), due)


def working_days_of_notices_and_deliveries(form: Form) -> Iterator[Misfit]:
    """Where working days are counted and no calendar is named, the agreement has exactly one."""
    if len({*form.names("calendars")} - {"always"}) == 1:
        return
    for _, exclusion in form.forms("exclusions"):
        notice = _said(exclusion, "notice")
        if notice is not None and isinstance(notice.value, _WORKING_DAYS) and not exclusion.has("calendar"):
            yield notice.mark, _which_calendar(notice, "calendar")
    for _, promise in form.forms("promises"):
        due = _said(promise, "due")
        counts_days = due is not None and isinstance(due.value, Due) and isinstance(due.value.allowance, _WORKING_DAYS)
        if due is not None and counts_days and not promise.has("during"):
            yield due.mark, _which_calendar(due, "during")


def nothing_pauses_a_response(form: Form) -> Iterator[Misfit]:
    """A clock that stops at the first answer lists no reason to pause it."""
    for _, promise in form.forms("promises"):
        to, pauses = promise.value("to", str), promise.words("pauses")
        if to in RESPONSE_EVENTS and pauses:
            message = f"This clock runs until `{to}`, and could be paused before anybody has answered."
            yield pauses[0].mark, Complaint("pause-before-response", message, "Delete `pauses` from this promise.")


def clocks_end_after_their_start(form: Form) -> Iterator[Misfit]:
    """A clock starts and stops with different events."""
    for _, promise in form.forms("promises"):
        start, stop = promise.value("from", str), promise.value("to", str)
        if start is not None and start == stop:
            message = f"This clock starts and stops with `{stop}`."
            yield promise.mark_of("to"), Complaint("clock-stops-at-start", message, "Write the event that stops it.")


def populations_have_a_date(form: Form) -> Iterator[Misfit]:
    """`share/1` of work says which event puts work in a window; other populations have a date of their own."""
    for _, promise in form.forms("promises"):
        population = promise.value("of", str)
        if promise.value("measure", str) != "share/1" or population is None:
            continue
        is_dated = population in _DATED_POPULATIONS
        if is_dated and promise.has("counted_by"):
            message = f"`counted_by` is for work; of {listed(_DATED_POPULATIONS)} each has one date of its own."
            yield promise.mark_of("counted_by"), Complaint("counted-by-unneeded", message, "Delete `counted_by`.")
        if not is_dated and not promise.has("counted_by"):
            message = f"Nothing says which event puts a piece of work (`{population}`) in a window."
            remedy = "Add `counted_by: resolved`, `counted_by: opened` or another event."
            yield promise.mark_of("of"), Complaint("counted-by-unsaid", message, remedy)


def _kind(said: Said) -> str:
    """The form of a target, with a percent sign where it is a share."""
    target = said.value
    assert isinstance(target, Target)  # noqa: S101 - the grammar of targets gives one
    return f"{target.kind} %" if target.is_percent and target.kind != "share-within" else target.kind


def _is_easier(aim: object, target: object) -> bool:
    if not isinstance(aim, Target) or not isinstance(target, Target) or aim.kind != target.kind:
        return False
    if aim.limit is not None and target.limit is not None and aim.allowance == target.allowance:
        return aim.limit > target.limit if aim.kind == "at-most" else aim.limit < target.limit
    if isinstance(aim.allowance, OpenTime) and isinstance(target.allowance, OpenTime) and aim.limit == target.limit:
        return aim.percentile == target.percentile and aim.allowance.micros > target.allowance.micros
    return False


def _has_broken_hours(promise: Form, row: FormRow) -> bool:
    entry = promise.form("targets").fields.get(row.value.text) if row.value else None
    return isinstance(entry, Form) and "during" in entry.broken


def _counted_in_always(during: Said | None, said: Said) -> Iterator[Misfit]:
    if during is not None and during.text == "always":
        message = f"`{said.text}` counts working days, and its hours are `always`."
        remedy = "Name a calendar with working hours under `during`, or write calendar days."
        yield said.mark, Complaint("working-day-without-calendar", message, remedy)


def _which_calendar(said: Said, key: str) -> Complaint:
    message = f"`{said.text}` counts working days, and nothing says of which calendar."
    return Complaint("calendar-unsaid", message, f"Add `{key}:` with the name of a calendar.")


def _said(form: Form, key: str) -> Said | None:
    said = form.fields.get(key)
    return said if isinstance(said, Said) else None
