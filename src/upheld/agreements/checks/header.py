"""Rules about the dates of an agreement."""

from collections.abc import Iterator
from datetime import date

from upheld.agreements.complaints import Complaint, Misfit
from upheld.agreements.form import Form
from upheld.agreements.model import Due

__all__ = ["obligations_start_in_time", "revision_applies_inside_the_term", "term_ends_after_its_start"]


def term_ends_after_its_start(form: Form) -> Iterator[Misfit]:
    """The last day of the term is not before the first."""
    term = form.form("term")
    start, end = term.value("start", date), term.value("end", date)
    if start and end and end < start:
        message = f"The term ends on {end}, before it starts on {start}."
        yield term.mark_of("end"), Complaint("term-ends-before-start", message, "Write the last day of the term.")


def revision_applies_inside_the_term(form: Form) -> Iterator[Misfit]:
    """A revision takes effect on a day of the term."""
    term, effective = form.form("term"), form.value("effective", date)
    start, end = term.value("start", date), term.value("end", date)
    if start and end and effective and start <= end and not start <= effective <= end:
        message = f"This revision applies from {effective}, and the term runs from {start} to {end}."
        yield form.mark_of("effective"), Complaint("effective-outside-term", message, "Write a day of the term.")


def obligations_start_in_time(form: Form) -> Iterator[Misfit]:
    """A recurring obligation has its first due date no later than the end of the term."""
    end = form.form("term").value("end", date)
    for _, promise in form.forms("promises"):
        due = promise.value("due", Due)
        if end and due and due.start and due.start > end:
            message = f"The first due date is {due.start}, and the term ends on {end}."
            yield promise.mark_of("due"), Complaint("first-date-outside-term", message, "Write a date of the term.")
