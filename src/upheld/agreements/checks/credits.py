"""Rules about money: every band pays on a miss, more for worse, out of a charge that is written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from upheld.agreements.complaints import Complaint, Misfit, listed, suggestion
from upheld.agreements.form import Form, Said
from upheld.agreements.grammar.targets import Limit
from upheld.agreements.model import Target
from upheld.agreements.rows import rows_of
from upheld.quantities.allowances import OpenTime
from upheld.quantities.money import MoneyError, money
from upheld.quantities.ratio import Ratio

__all__ = [
    "amounts_fit_the_currency",
    "bands_belong_to_rows",
    "bands_pay_on_a_miss",
    "caps_have_their_base",
    "services_with_credits_are_charged",
    "totals_are_of_something",
    "worse_never_pays_less",
]

_ALL = Ratio(1, 1)


@dataclass(frozen=True, slots=True)
class _Step:
    """One band that could be read: which side of which limit pays how much."""

    side: str
    limit: Said
    edge: Limit
    credit: Said
    share: Ratio


def bands_belong_to_rows(form: Form) -> Iterator[Misfit]:
    """The name of a credit table is that of a promise row of the provider."""
    promises = dict(_by_name(form))
    for name, _ in _tables(form):
        promise_name = name.text.partition(".")[0]
        if promise_name in promises:
            yield from _of_a_row(name, promises[promise_name], promise_name=promise_name)
        elif promise_name not in form.names("promises"):
            message = f"There is no promise `{promise_name}` in this agreement."
            yield name.mark, Complaint("unknown-promise", message, suggestion(promise_name, form.names("promises")))


def bands_pay_on_a_miss(form: Form) -> Iterator[Misfit]:
    """A band lies in the part of the figures that misses the target, and is of the figure's own unit."""
    targets = dict(_targets(form))
    for name, steps in _tables(form):
        target = targets.get(name.text)
        if target is not None:
            for step in steps:
                yield from _against_target(step, target)


def worse_never_pays_less(form: Form) -> Iterator[Misfit]:
    """Limits differ, and a worse figure never earns a smaller credit."""
    for _, steps in _tables(form):
        for side in ("below", "above"):
            for milder, worse in pairwise(_mildest_first(steps, side)):
                if milder.edge.ratio == worse.edge.ratio:
                    message = f"`{worse.limit.text}` stands in two bands of this table."
                    yield worse.limit.mark, Complaint("band-said-twice", message, "Keep one of the two.")
                elif worse.share < milder.share and worse.edge.unit == milder.edge.unit:
                    message = (
                        f"{side.capitalize()} {worse.limit.text} pays {worse.credit.text}, less than the "
                        f"{milder.credit.text} {side} {milder.limit.text}."
                    )
                    yield (
                        worse.credit.mark,
                        Complaint("worse-pays-less", message, f"Write {milder.credit.text} or more."),
                    )


def services_with_credits_are_charged(form: Form) -> Iterator[Misfit]:
    """Where credits are a share of the charge of the service, the service has a charge."""
    if form.form("credits").value("of", str) != "monthly charge of the service":
        return
    promises, charged = dict(_by_name(form)), form.names("charges")
    for name, _ in _tables(form):
        promise = promises.get(name.text.partition(".")[0])
        if promise is None:
            continue
        service = promise.value("service", str)
        if not promise.has("service"):
            message = f"`{name.text}` is about no service, so there is no charge of the service."
            remedy = "Add `service:` to the promise, or take credits `of: total monthly charge`."
            yield name.mark, Complaint("no-charge", message, remedy)
        elif service is not None and service not in charged:
            message = f"The service `{service}` of `{name.text}` has no charge."
            yield name.mark, Complaint("no-charge", message, f"Add `{service}` to `charges`.")


def totals_are_of_something(form: Form) -> Iterator[Misfit]:
    """Where credits or caps are a share of all charges, there are charges."""
    credits = form.form("credits")
    if form.has("charges"):
        return
    for said in (*credits.words("of"), *(said for cap in _caps(credits) for said in cap.words("of"))):
        if said.text == "total monthly charge":
            message = "There are no charges in this agreement, so there is no total."
            yield said.mark, Complaint("no-charge", message, "Add `charges`.")


def caps_have_their_base(form: Form) -> Iterator[Misfit]:
    """A cap that is a share says of what; one that is an amount does not."""
    for cap in _caps(form.form("credits")):
        limit = cap.fields.get("at_most")
        if not isinstance(limit, Said):
            continue
        if isinstance(limit.value, Ratio) and not cap.has("of"):
            message = f"`{limit.text}` is a share, and nothing says of what."
            yield limit.mark, Complaint("cap-base-missing", message, "Add `of: total monthly charge`.")
        if isinstance(limit.value, str) and cap.has("of"):
            message = f"`{limit.text}` is an amount, and `of` makes it a share."
            yield cap.mark_of("of"), Complaint("cap-base-unneeded", message, "Delete `of`, or write a percentage.")


def amounts_fit_the_currency(form: Form) -> Iterator[Misfit]:
    """No amount has more decimals than its currency."""
    currency = form.value("currency", str)
    amounts = [said for _, charge in form.forms("charges") for said in charge.words("amount")]
    amounts += [said for cap in _caps(form.form("credits")) for said in cap.words("at_most")]
    for said in amounts if currency else ():
        if isinstance(said.value, str):
            try:
                money(said.value, str(currency))
            except MoneyError:
                message = f"`{said.text}` has more decimals than {currency} has."
                yield said.mark, Complaint("amount-too-fine", message, "Round it to the smallest coin.")


def _by_name(form: Form) -> Iterator[tuple[str, Form]]:
    return ((name.text, promise) for name, promise in form.forms("promises"))


def _tables(form: Form) -> Iterator[tuple[Said, tuple[_Step, ...]]]:
    """Each credit table: its name, and the steps of it that could be read."""
    bands = form.form("credits").form("bands")
    for name in bands.fields:
        steps = (_step(part) for part in bands.parts(name) if isinstance(part, Form))
        yield bands.keys[name], tuple(step for step in steps if step is not None)


def _step(band: Form) -> _Step | None:
    side = "below" if band.has("below") else "above"
    limit, credit = band.fields.get(side), band.fields.get("credit")
    edge, share = band.value(side, Limit), band.value("credit", Ratio)
    if not isinstance(limit, Said) or not isinstance(credit, Said) or edge is None or share is None:
        return None
    return _Step(side, limit, edge, credit, share)


def _of_a_row(name: Said, promise: Form, *, promise_name: str) -> Iterator[Misfit]:
    """Whether a credit table names a row of a promise that the provider owes."""
    rows = [f"{promise_name}.{row.text}" for row in promise.form("targets").keys.values()]
    if rows and name.text == promise_name:
        message = f"`{promise_name}` has a target for each value of `by`, and this names none of them."
        yield name.mark, Complaint("row-unsaid", message, f"Write one of {listed(rows)}.")
    elif name.text not in (rows or [promise_name]):
        message = f"There is no row `{name.text}` in this agreement."
        yield name.mark, Complaint("unknown-promise", message, suggestion(name.text, rows or [promise_name]))
    if promise.value("owed_by", str) == "client":
        message = f"`{promise_name}` is owed by the client, and credits are paid by the provider."
        yield name.mark, Complaint("credit-for-clients-promise", message, "Delete this table of credits.")


def _targets(form: Form) -> Iterator[tuple[str, Target]]:
    """The target of every row by its printed name."""
    for name, promise in _by_name(form):
        for row in rows_of(promise):
            if row.target is not None and isinstance(row.target.value, Target):
                yield f"{name}.{row.value.text}" if row.value else name, row.target.value


def _against_target(step: _Step, target: Target) -> Iterator[Misfit]:
    """How a band and the target of its row do not go together."""
    unit, side, owed = _compared(target)
    if step.edge.unit != unit:
        message = f"The figure of this row is a {unit}, and `{step.limit.text}` is a {step.edge.unit}."
        yield (
            step.limit.mark,
            Complaint("band-of-another-measure", message, f"Write a limit like the one in `{target.text}`."),
        )
    elif step.side != side or (step.edge.ratio > owed if side == "below" else step.edge.ratio < owed):
        message = (
            f"Figures {step.side} {step.limit.text} can meet the target `{target.text}`, and would pay "
            f"{step.credit.text}."
        )
        remedy = f"Write `{side}:` and a limit that only a miss is {side} of."
        yield step.limit.mark, Complaint("credit-when-met", message, remedy)


def _compared(target: Target) -> tuple[str, str, Ratio]:
    """The unit of a row's figure, the side on which it misses, and the edge of that side."""
    if target.limit is not None:
        return (
            "share" if target.is_percent else "number",
            "above" if target.kind == "at-most" else "below",
            target.limit,
        )
    if target.kind in ("mean-at-most", "percentile-at-most") and isinstance(target.allowance, OpenTime):
        return "duration", "above", Ratio(target.allowance.micros, 1)
    return "share", "below", _ALL


def _mildest_first(steps: tuple[_Step, ...], side: str) -> list[_Step]:
    mine = [step for step in steps if step.side == side]
    return sorted(mine, key=lambda step: step.edge.ratio.fraction(), reverse=side == "below")


def _caps(credits: Form) -> Iterator[Form]:
    return (cap for cap in credits.parts("caps") if isinstance(cap, Form))
