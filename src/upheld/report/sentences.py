"""The statement in sentences: what came of it as a whole, and what made each figure."""

from collections import Counter

from upheld.quantities.allowances import duration_text
from upheld.report.tables import spread_words
from upheld.report.wording import VERDICTS, WORDS, Wall, amount, counted, listed, number, plain
from upheld.settle.statement import CreditTotals, EvidenceRef, ItemCounts, Result, Statement, Verdict

__all__ = [
    "cause",
    "client_sentence",
    "evidence_words",
    "excerpt_sentence",
    "headline",
    "promise_sentence",
    "tally",
    "tally_sentence",
    "unknown_sentence",
]


def tally(statement: Statement) -> tuple[tuple[Verdict, int], ...]:
    """How many results have each verdict, worst first, those without any left out."""
    counts = Counter(result.verdict for result in statement.results)
    return tuple((verdict, counts[verdict]) for verdict in VERDICTS if counts[verdict])


def headline(statement: Statement) -> str:
    """`2 of 9 promises missed; 340.00 GBP credit.` Only what the provider owes is counted; see `client_sentence`.

    An excerpt says nothing of credits.
    """
    owed = [result for result in statement.results if result.owed_by == "provider"]
    money = _money_words(statement.credits)
    if not owed:
        named = "of this excerpt" if statement.excerpt is not None else f"of {plain(statement.agreement.provider)}"
        return f"No promise {named} has a window that ends in this period{money}."
    missed = sum(result.verdict == "missed" for result in owed)
    doubt = sum(result.verdict == "undetermined" for result in owed)
    several = "promises" if len({result.name for result in owed}) == len(owed) else "windows of promises"
    what = counted(len(owed), "promise", plural=several)
    unsure = f", {number(doubt)} undetermined" if doubt else ""
    return f"{number(missed) if missed else 'None'} of {what} missed{unsure}{money}."


def _money_words(credits: CreditTotals | None) -> str:
    if credits is None:
        return ""
    return f"; {amount(credits.applied)} credit" if credits.applied.minor else "; no credit"


def excerpt_sentence(statement: Statement) -> str | None:
    """`Excerpt: portal-availability only`; None for a whole statement."""
    if statement.excerpt is None:
        return None
    return f"Excerpt: {listed(tuple(plain(name) for name in statement.excerpt)) or 'nothing'} only"


def evidence_words(evidence: EvidenceRef) -> str:
    """`1,234 facts in the ledger example.com/upheld/acme/1, 2,345 entries, root ...`, or only how many."""
    head, facts = evidence.checkpoint, counted(evidence.facts, "fact")
    if head is None:
        return facts
    entries = counted(head.size, "entry", plural="entries")
    return f"{facts} in the ledger {plain(head.origin)}, {entries}, root {plain(head.root)}"


def tally_sentence(statement: Statement) -> str:
    """`5 missed, 1 undetermined, 7 met and 2 not applicable.`"""
    counts = listed(tuple(f"{number(count)} {WORDS[verdict]}" for verdict, count in tally(statement)))
    return f"In all {counted(len(statement.results), 'result')}: {counts}." if counts else "There are no results."


def client_sentence(statement: Statement) -> str | None:
    """What came of the client's own promises; None when it made none that ends in this period."""
    owed = [result for result in statement.results if result.owed_by == "client"]
    missed = tuple(dict.fromkeys(plain(result.title or result.name) for result in owed if result.verdict == "missed"))
    if not owed:
        return None
    client = plain(statement.agreement.client)
    if not missed:
        return f"{client} missed none of its own promises."
    return f"{client} missed {len(missed)} of {counted(len(owed), 'promise')} of its own: {listed(missed)}."


def unknown_sentence(statement: Statement) -> str | None:
    """How much time nothing is known of, for each result that was judged all the same; None where all is known."""
    parts = [
        f"{plain(result.title or result.name)} {duration_text(result.time.unknown)}"
        f" ({plain(result.lower.display)} to {plain(result.upper.display)})"
        for result in statement.results
        if result.time is not None and result.time.unknown and result.lower is not None and result.upper is not None
    ]
    return f"Unknown time, and what the figure can be: {'; '.join(parts)}." if parts else None


def promise_sentence(result: Result) -> str:
    """What was promised: `Order portal: at least 99.9%, aim at least 99.95% (Schedule 3, 2.1).`"""
    subject = f"{plain(result.service_title or result.service)}: " if result.service_title or result.service else ""
    aim = f"; aim {plain(result.aim)}" if result.aim else ""
    clause = f" ({plain(result.clause)})" if result.clause else ""
    return f"{subject}{plain(result.target)}{aim}{clause}"


def cause(result: Result, wall: Wall) -> str:
    """What made the figure, in one line."""
    parts = [*_time_words(result, wall), *_item_words(result)]
    if result.claims:
        refused = sum(claim.accepted < claim.end - claim.start for claim in result.claims)
        turned = f", {refused} refused in whole or in part" if refused else ""
        parts.append(f"{counted(len(result.claims), 'exclusion')} claimed{turned}")
    if result.notes and (not parts or result.verdict in ("undetermined", "not-applicable")):
        note = plain(result.notes[0])
        parts.append(note[:1].upper() + note[1:])
    return ". ".join(parts or [_ratio_words(result)])


def _ratio_words(result: Result) -> str:
    """The two numbers of a share that has neither time nor items; `Counted` or `Measured` for the rest."""
    if result.value is None or result.unit != "share":
        return "Counted" if result.unit == "count" else "Measured"
    return f"{number(result.value.ratio.numerator)} of {number(result.value.ratio.denominator)}"


def _time_words(result: Result, wall: Wall) -> list[str]:
    """`Down 50 min 30 s in 2 outages, the longest 42 min 30 s on Thu 12 Mar`, and what is unknown."""
    if result.time is None:
        return []
    parts = []
    counting = [outage for outage in result.outages if outage.counted]
    if counting:
        longest = max(counting, key=lambda outage: outage.counted)
        day = wall.day(wall.local(longest.start).date())
        times = (
            f"in 1 outage on {day}"
            if len(counting) == 1
            else f"in {len(counting)} outages, the longest {duration_text(longest.counted)} on {day}"
        )
        parts.append(f"Down {duration_text(result.time.down)} {times}")
    else:
        parts.append(f"Down {duration_text(result.time.down)}" if result.time.down else "Never down")
    if result.time.unknown:
        parts.append(f"{duration_text(result.time.unknown)} unknown")
    return parts


def _item_words(result: Result) -> list[str]:
    """`1 of 11 missed: INC-20417, 12 min late`, and what is open or left out."""
    items = result.items
    if items is None or not items.met + items.missed + items.open + items.left_out:
        return []
    parts = (
        [_missed_words(result, items)]
        if items.missed
        else [f"All {number(items.met)} met" if items.met > 1 else "Met" if items.met else "None judged"]
    )
    parts += [f"{number(items.open)} still open"] if items.open else []
    parts += [f"{number(items.left_out)} left out"] if items.left_out else []
    spread = spread_words(result.distribution) if result.distribution is not None else ""
    parts += [spread[0].upper() + spread[1:]] if spread else []
    return parts


def _missed_words(result: Result, items: ItemCounts) -> str:
    """How many missed, and which of them stands first (the latest)."""
    count = f"{number(items.missed)} of {number(items.met + items.missed)} missed"
    worst = next((line for line in result.lines if line.outcome == "missed"), None)
    if worst is None:
        return count
    return f"{count}, {'' if items.missed == 1 else 'first '}{plain(worst.id)}" + (
        f": {plain(worst.why)}" if worst.why else ""
    )
