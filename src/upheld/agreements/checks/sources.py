"""Rules about sources: whose word counts, what they observe, and who is believed."""

from collections.abc import Iterator

from upheld.agreements.complaints import Complaint, Misfit, listed, suggestion
from upheld.agreements.form import Filled, Form, written
from upheld.agreements.sources import TieRule

__all__ = [
    "observed_items_belong_to_a_service",
    "preferred_sources_count",
    "sources_are_known",
    "tolerances_have_an_interval",
]


def sources_are_known(form: Form) -> Iterator[Misfit]:
    """A promise hears and prefers sources of this agreement."""
    known = form.names("sources")
    for _, promise in form.forms("promises"):
        words = [(said.mark, said.text) for said in promise.words("sources")]
        preferred = _preferred(promise)
        if preferred is not None:
            words.append((promise.mark_of("sources_differ"), preferred))
        for mark, name in words:
            if name not in known:
                remedy = suggestion(name, known) if known else "Define it under `sources`."
                yield mark, Complaint("unknown-source", f"There is no source `{name}` in this agreement.", remedy)


def preferred_sources_count(form: Form) -> Iterator[Misfit]:
    """The source that is believed is one of those whose states count."""
    known = form.names("sources")
    for _, promise in form.forms("promises"):
        heard, preferred = [said.text for said in promise.words("sources")], _preferred(promise)
        if preferred in known and heard and preferred not in heard:
            message = f"`{preferred}` is preferred, and is not among the sources whose states count: {listed(heard)}."
            remedy = "Add it to `sources`, or prefer one of them."
            yield promise.mark_of("sources_differ"), Complaint("preferred-source-unheard", message, remedy)


def observed_items_belong_to_a_service(form: Form) -> Iterator[Misfit]:
    """What a source observes is part of some service."""
    known = tuple(dict.fromkeys(item for _, service in form.forms("services") for item in _items(service, "up_when")))
    for _, source in form.forms("sources"):
        for said in source.words("items"):
            if said.text not in known:
                message = f"No service of this agreement has an item `{said.text}`."
                remedy = suggestion(said.text, known) if known else "Name it in the `up_when` of a service."
                yield said.mark, Complaint("unknown-item", message, remedy)


def tolerances_have_an_interval(form: Form) -> Iterator[Misfit]:
    """A tolerance counts intervals, so there is one."""
    for _, source in form.forms("sources"):
        if source.has("tolerance") and not source.has("interval"):
            message = "`tolerance` says how many intervals may pass, and there is no `interval`."
            remedy = "Add `interval`, or leave `tolerance` out."
            yield source.mark_of("tolerance"), Complaint("tolerance-unneeded", message, remedy)


def _preferred(promise: Form) -> str | None:
    tie = promise.value("sources_differ", TieRule)
    return None if tie is None else tie.preferred


def _items(form: Form, *keys: str) -> Iterator[str]:
    """Every item under some keys of a table, however deep."""
    for key in keys:
        for part in form.parts(key):
            yield from _item_names(part)


def _item_names(part: Filled) -> Iterator[str]:
    if isinstance(part, Form):
        yield from _items(part, "all", "any", "of")
        yield from _items(part.form("at_least"), "of")
    else:
        yield written(part)
