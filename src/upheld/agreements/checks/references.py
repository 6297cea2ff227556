"""Rules about names: whatever is referred to is there."""

from collections.abc import Iterable, Iterator

from upheld.agreements.complaints import Complaint, Misfit, suggestion
from upheld.agreements.form import Form, Said

__all__ = ["calendars_are_known", "charged_services_are_known", "exclusions_are_known", "services_are_known"]


def calendars_are_known(form: Form) -> Iterator[Misfit]:
    """Hours name `always` or a calendar of this agreement."""
    known = ("always", *form.names("calendars"))
    for _, exclusion in form.forms("exclusions"):
        yield from _unknown("calendar", exclusion.words("calendar"), known=known)
    for _, promise in form.forms("promises"):
        yield from _unknown("calendar", promise.words("during"), known=known)
        for _, row in promise.forms("targets"):
            yield from _unknown("calendar", row.words("during"), known=known)


def services_are_known(form: Form) -> Iterator[Misfit]:
    """A promise is about a service of this agreement."""
    for _, promise in form.forms("promises"):
        yield from _unknown("service", promise.words("service"), known=form.names("services"))


def charged_services_are_known(form: Form) -> Iterator[Misfit]:
    """What is charged is a service of this agreement."""
    yield from _unknown("service", form.form("charges").keys.values(), known=form.names("services"))


def exclusions_are_known(form: Form) -> Iterator[Misfit]:
    """A promise excludes what this agreement defines."""
    for _, promise in form.forms("promises"):
        yield from _unknown("exclusion", promise.words("excludes"), known=form.names("exclusions"))


def _unknown(kind: str, words: Iterable[Said], *, known: tuple[str, ...]) -> Iterator[Misfit]:
    for said in words:
        if said.text not in known:
            message = f"There is no {kind} `{said.text}` in this agreement."
            remedy = suggestion(said.text, known) if known else f"Define it under `{kind}s`."
            yield said.mark, Complaint(f"unknown-{kind}", message, remedy)
