"""Which facts the figures of some promises rest on, and no others: what an excerpt of a statement shows.

Measuring a promise from the facts it needs gives exactly what measuring it from all facts gives. Beside each measure
of the registry stands here what it needs; a changed measure changes both.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import polars as pl

from upheld.agreements.model import Agreement, AvailabilityTerms, ElapsedTerms, Promise, ShareTerms
from upheld.evidence.columns import KINDS, Kind
from upheld.evidence.facts import Facts, facts_of
from upheld.measure.availability import claims_on
from upheld.measure.count import counted_events
from upheld.measure.hearing import hearing
from upheld.measure.outages import incidents_on
from upheld.measure.ratio import counted
from upheld.measure.share import counted_members
from upheld.measure.timeline import items_of
from upheld.measure.workload import workload

__all__ = ["NEEDS", "Needs", "needed", "places_needed"]

_KEY = ("source", "id")


class Needs(Protocol):
    """What says which facts a measure needs; `facts` are those in force, what comes back are rows of their tables."""

    def __call__(self, agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
        """The facts that one promise needs."""
        ...


def needed(agreement: Agreement, promises: Sequence[Promise], *, facts: Facts, known_at: int) -> Facts:
    """The facts in force at `known_at` [us UTC] that these promises need, and every fact that those corrected.

    What is shown `known_at` then is exactly what is needed: of the facts, those that were corrected explain the rest.
    """
    known = facts.known_at(known_at)
    named = [
        rows.select(_KEY) for promise in promises for rows in NEEDS[promise.measure](agreement, promise, facts=known)
    ]
    if not named:
        return facts_of(facts.files, {})
    chosen = _with_corrected(pl.concat(named).unique(), facts, known_at=known_at)
    tables = {kind: _of_these(KINDS[kind], table, named=chosen) for kind, table in facts.tables.items()}
    return facts_of(facts.files, tables)


def _with_corrected(named: pl.DataFrame, facts: Facts, *, known_at: int) -> pl.DataFrame:
    """The facts named, what they correct, and what that corrects in turn."""
    known = [table.filter(pl.col("learned_at") <= known_at) for table in facts.tables.values()]
    corrections = pl.concat([table.select(*_KEY, "corrects").drop_nulls("corrects") for table in known])
    found = newest = named
    while newest.height:
        corrected = corrections.join(newest, on=_KEY, how="semi").select("source", pl.col("corrects").alias("id"))
        newest = corrected.unique().join(found, on=_KEY, how="anti")
        found = pl.concat([found, newest])
    return found


def places_needed(agreement: Agreement, promises: Sequence[Promise], *, facts: Facts, known_at: int) -> set[int]:
    """Where in their file the facts stand (entries of a ledger) that whoever checks these promises must see: those that
    are `needed`, and whatever corrects, at `known_at` [us UTC], any fact at one of these places (a segment holds many),
    and what corrects that: without it what was withdrawn would be taken for true.
    """
    shown = needed(agreement, promises, facts=facts, known_at=known_at)
    found = {int(line) for table in shown.tables.values() for line in table["line"].unique()}
    known = [table.filter(pl.col("learned_at") <= known_at) for table in facts.tables.values()]
    rows = pl.concat([table.select(*_KEY, "corrects", "line") for table in known])
    corrections = rows.drop_nulls("corrects")
    newest = rows.filter(pl.col("line").is_in(list(found))).select(_KEY)
    while newest.height and corrections.height:
        after = corrections.join(newest, left_on=("source", "corrects"), right_on=_KEY, how="semi")
        found |= set(after["line"])
        newest = after.select(_KEY)
    return found


def _of_these(kind: Kind, table: pl.DataFrame, *, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table that are named, without free attributes that none of them has."""
    rows = table.join(named, on=_KEY, how="semi", maintain_order="left")
    if kind.group is None:
        return rows
    prefix = kind.group.prefix + "."
    return rows.drop(
        [name for name in rows.columns if name.startswith(prefix) and rows[name].null_count() == len(rows)]
    )


# --- measure by measure -----------------------------------------------------------------------------------------------


def _availability(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """What was heard of the items, claims on the service with their decisions, and incidents on it."""
    terms, up_when = promise.terms, agreement.services[promise.service or ""].up_when
    assert isinstance(terms, AvailabilityTerms)  # noqa: S101 - the loader pairs measure and terms
    assert up_when is not None  # noqa: S101 - the loader refuses availability of a service without `up_when`
    heard, items = hearing(agreement, terms), items_of(up_when)
    claims = [claim.id for claim in claims_on(promise, up_when, facts=facts)]
    incidents = incidents_on(up_when, promise.service, facts=facts)
    return (
        heard.of(_where(facts.states, "item", among=items)),
        heard.of(_where(facts.watches, "item", among=items)),
        _where(facts.windows, "window", among=claims),
        _where(facts.decisions, "about", among=claims),
        _where(facts.work, "work", among=incidents["work"].to_list()),
    )


def _elapsed(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """Work of the population, and the decisions about it."""
    terms = promise.terms
    assert isinstance(terms, ElapsedTerms)  # noqa: S101 - the loader pairs measure and terms
    works = workload(facts, promise, terms=terms).ids.to_list()
    return (*_work(facts, works), _where(facts.decisions, "about", among=works))


def _share(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """Every record of a member of the population."""
    terms = promise.terms
    assert isinstance(terms, ShareTerms)  # noqa: S101 - the loader pairs measure and terms
    members = counted_members(promise, facts=facts)["id"].unique().to_list()
    if terms.of == "item":
        return (_where(facts.members, "item", among=members),)
    if terms.of == "delivery":
        return (facts.deliveries.filter(pl.format("{} {}", "promise", "occurrence").is_in(members)),)
    return _work(facts, members)


def _count(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """Work to which it happened."""
    return _work(facts, counted_events(promise, facts=facts)["id"].unique().to_list())


def _ratio(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """Counts that are pooled."""
    return (counted(agreement, promise, facts=facts),)


def _delivery(agreement: Agreement, promise: Promise, *, facts: Facts) -> Sequence[pl.DataFrame]:
    """What was delivered for the promise, whatever came of it."""
    return (_where(facts.deliveries, "promise", among=(promise.id,)),)


def _work(facts: Facts, works: Sequence[str]) -> Sequence[pl.DataFrame]:
    """Everything that happened to some pieces of work, and what was said of them in surveys."""
    return (_where(facts.work, "work", among=works), _where(facts.surveys, "work", among=works))


def _where(table: pl.DataFrame, column: str, *, among: Sequence[str]) -> pl.DataFrame:
    return table.filter(pl.col(column).cast(pl.String).is_in(list(among)))


NEEDS: Mapping[str, Needs] = MappingProxyType(
    {
        "availability/1": _availability,
        "elapsed/1": _elapsed,
        "share/1": _share,
        "ratio/1": _ratio,
        "count/1": _count,
        "delivery/1": _delivery,
    }
)
"""What each measure of the registry needs; a test holds the two together."""
