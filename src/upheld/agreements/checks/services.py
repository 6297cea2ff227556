"""Rules about services: when they are up."""

from collections.abc import Iterator

from upheld.agreements.complaints import Complaint, Misfit
from upheld.agreements.form import Filled, Form

__all__ = ["available_services_say_when_they_are_up", "enough_parts_can_be_up"]


def available_services_say_when_they_are_up(form: Form) -> Iterator[Misfit]:
    """A service whose availability is promised says when it is up."""
    services = {name.text: service for name, service in form.forms("services")}
    for _, promise in form.forms("promises"):
        named = promise.value("service", str)
        if (
            promise.value("measure", str) == "availability/1"
            and named in services
            and not services[named].has("up_when")
        ):
            message = f"The service `{named}` does not say when it is up."
            remedy = "Add `up_when` to it: the item that must be up, or `{all: [a, b]}`, `{any: [a, b]}` for several."
            yield promise.mark_of("service"), Complaint("up-when-missing", message, remedy)


def enough_parts_can_be_up(form: Form) -> Iterator[Misfit]:
    """`at_least` asks for no more parts than there are."""
    for _, service in form.forms("services"):
        for part in service.parts("up_when"):
            yield from _too_few(part)


def _too_few(part: Filled) -> Iterator[Misfit]:
    if not isinstance(part, Form):
        return
    at_least = part.form("at_least")
    count, parts = at_least.value("count", int), at_least.parts("of")
    if count is not None and parts and count > len(parts):
        message = f"{count} of {len(parts)} parts can never be up."
        yield at_least.mark_of("count"), Complaint("too-few-parts", message, f"Write {len(parts)} or less.")
    for inner in (*part.parts("all"), *part.parts("any"), *parts):
        yield from _too_few(inner)
