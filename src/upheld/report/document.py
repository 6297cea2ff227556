"""The statement as every document shows it: made once, so that page, paper and terminal say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.agreements.model import Adopted
from upheld.quantities.instants import instant_text
from upheld.report.charts import month_strip, spread_chart, time_bar, verdict_bar, waterfall
from upheld.report.coverage import coverage_sentence, source_words
from upheld.report.drawing import Chart
from upheld.report.figures import bounds_text, credit_text, money_words, value_text
from upheld.report.sentences import (
    cause,
    client_sentence,
    evidence_words,
    excerpt_sentence,
    headline,
    promise_sentence,
    tally_sentence,
    unknown_sentence,
)
from upheld.report.tables import Column, Table, claims_table, items_table, result_tables
from upheld.report.wording import MARKS, WORDS, Wall, amount, formula, number, plain, share_text, wall_of
from upheld.settle.statement import CreditTotals, Result, Statement, Verdict

__all__ = ["Document", "Line", "Rules", "document"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the agreement adds to a document: its numbered sentences and every answer in force."""

    sentences: Sequence[tuple[str, str]] = ()
    adopted: Sequence[Adopted] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One result as shown: a row of the scorecard, and what opens below it."""

    id: str
    title: str
    name: str
    row: str | None
    window: str | None
    owed_by: str | None
    promised: str
    target: str
    value: str
    bounds: str | None
    without: str | None
    verdict: Verdict
    word: str
    mark: str
    band: str | None
    credit: str
    cause: str
    formula: str
    counts: str | None
    notes: tuple[str, ...]
    steps: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    claims: Table | None
    trace: str

    @property
    def full(self) -> str:
        """Title, row and window: enough to know which result it is."""
        return ", ".join(part for part in (self.title, self.row, self.window) if part)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole statement as shown."""

    title: str
    agreement: str
    provider: str
    client: str
    period: str
    label: str
    about: str
    year: int
    known_at: str
    excerpt: str | None
    headline: str
    tally: str
    client_owed: str | None
    unknown: str | None
    verdicts: Chart
    money: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    exclusions: Table | None
    left_out: Table | None
    credits: Chart | None
    charges: Table | None
    pending: Table | None
    received: str
    coverage: tuple[tuple[str, str], ...]
    adopted: Table | None
    rules: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    digests: tuple[tuple[str, str], ...]


def document(statement: Statement, rules: Rules | None = None) -> Document:
    """Everything a document shows, in words."""
    wall, agreement, rules = wall_of(statement), statement.agreement, rules or Rules()
    claims = tuple((result.title or result.name, claim) for result in statement.results for claim in result.claims)
    out = tuple(_line for result in statement.results for _line in result.lines if _line.outcome == "left-out")
    return Document(
        title="Service statement",
        agreement=plain(agreement.title),
        provider=plain(agreement.provider),
        client=plain(agreement.client),
        period=wall.period(statement.period),
        label=plain(statement.period.label),
        about=wall.about(statement.period),
        year=wall.year,
        known_at=wall.dated(statement.known_at),
        excerpt=excerpt_sentence(statement),
        headline=headline(statement),
        tally=tally_sentence(statement),
        client_owed=client_sentence(statement),
        unknown=unknown_sentence(statement),
        verdicts=verdict_bar("verdicts", statement),
        money=money_words(statement),
        lines=tuple(
            _line(result, wall, index=index, statement=statement) for index, result in enumerate(statement.results, 1)
        ),
        exclusions=claims_table(claims, wall) if claims else None,
        left_out=items_table("Items left out by decision", out, wall=wall) if out else None,
        credits=_waterfall(statement.credits),
        charges=_charges(statement, wall),
        pending=_pending(statement, wall),
        received=coverage_sentence(statement),
        coverage=source_words(statement),
        adopted=_adopted(rules),
        rules=tuple((plain(label), plain(sentence)) for label, sentence in rules.sentences),
        sources=_sources(statement),
        digests=(("agreement", plain(agreement.digest)), ("evidence", plain(statement.evidence.digest))),
    )


def _waterfall(credits: CreditTotals | None) -> Chart | None:
    """What became of the credits, where there are any."""
    return None if credits is None or not credits.calculated.minor else waterfall("credits", credits)


def _line(result: Result, wall: Wall, *, index: int, statement: Statement) -> Line:
    """One result in words."""
    name = plain(result.name)
    is_same = (result.window.start, result.window.end) == (statement.period.start, statement.period.end)
    return Line(
        id=f"p{index}",
        title=plain(result.title or result.promise),
        name=name,
        row=plain(", ".join(value for _, value in result.group)) or None,
        window=None if is_same else wall.period(result.window),
        owed_by=plain(statement.agreement.client) if result.owed_by == "client" else None,
        promised=promise_sentence(result),
        target=plain(result.target),
        value=value_text(result),
        bounds=bounds_text(result),
        without=_without(result),
        verdict=result.verdict,
        word=WORDS[result.verdict],
        mark=MARKS[result.verdict],
        band=plain(result.band) if result.band else None,
        credit=credit_text(result.credit),
        cause=cause(result, wall),
        formula=formula(result),
        counts=_counts(result),
        notes=tuple(plain(note) for note in result.notes),
        steps=_steps(result),
        charts=_charts(result, wall, name=f"p{index}"),
        tables=result_tables(result, wall),
        claims=claims_table(tuple(("", claim) for claim in result.claims), wall) if result.claims else None,
        trace=f"upheld trace statement.json {name}",
    )


def _counts(result: Result) -> str | None:
    """How many items fell to each outcome; None for what has no items."""
    items = result.items
    if items is None:
        return None
    named = ((items.met, "met"), (items.missed, "missed"), (items.left_out, "left out"), (items.open, "still open"))
    return ", ".join(f"{number(count)} {name}" for count, name in named)


def _without(result: Result) -> str | None:
    """The figure had nothing been excluded, and its verdict where that differs; None when nothing was excluded."""
    if result.without_exclusions is None or result.without_exclusions == result.value:
        return None
    verdict = result.verdict_without_exclusions
    differs = f", {WORDS[verdict]}" if verdict is not None and verdict != result.verdict else ""
    return plain(result.without_exclusions.display) + differs


def _steps(result: Result) -> tuple[str, ...]:
    """How the credit came about, and what came of it."""
    credit = result.credit
    if credit is None:
        return ()
    applied = "" if credit.applied is None else f", applied {amount(credit.applied)}"
    return (*(plain(step) for step in credit.steps), f"by the table {amount(credit.calculated)}{applied}")


def _charts(result: Result, wall: Wall, *, name: str) -> tuple[Chart, ...]:
    """The pictures that a result has something for."""
    found = [month_strip(result, wall, name=f"{name}-days")] if result.days else []
    found += [time_bar(result, result.time, name=f"{name}-time")] if result.time is not None else []
    found += (
        [spread_chart(result, result.distribution, name=f"{name}-spread")] if result.distribution is not None else []
    )
    return tuple(found)


def _charges(statement: Statement, wall: Wall) -> Table | None:
    """Flat charges of the period with their sum, None when there are none."""
    if not statement.charges or statement.totals is None:
        return None
    columns = (
        Column("Charge", "wide"),
        Column("For"),
        Column("Share of it covered", "number"),
        Column("Amount", "number"),
    )
    rows = [
        (plain(each.title), wall.period(each.window), share_text(each.covered), amount(each.amount))
        for each in statement.charges
    ]
    return Table(
        "Charges of the period", columns, (*rows, ("Sum", "", "", amount(statement.totals.charges))), has_total=True
    )


def _pending(statement: Statement, wall: Wall) -> Table | None:
    """Promises whose window goes on, None when there are none."""
    rows = tuple(
        (plain(each.promise), wall.period(each.window), wall.moment(each.window.end)) for each in statement.pending
    )
    return (
        Table(
            "Promises whose window has not ended", (Column("Promise"), Column("Window", "wide"), Column("Ends")), rows
        )
        if rows
        else None
    )


def _adopted(rules: Rules) -> Table | None:
    """Every answer in force and whose it is."""
    rows = tuple(
        (
            plain(each.question) + (f" ({plain(each.promise)})" if each.promise else ""),
            plain(each.answer),
            plain(each.source),
        )
        for each in rules.adopted
    )
    return (
        Table("Rules in force", (Column("Question"), Column("Answer", "wide"), Column("From")), rows) if rows else None
    )


def _sources(statement: Statement) -> tuple[tuple[str, str], ...]:
    """What was read and with what, for whoever wants to recompute it."""
    agreement = statement.agreement
    return (
        ("Agreement", f"{plain(agreement.id)}, revision {agreement.revision}, rules {plain(agreement.profile)}"),
        ("Agreement digest", plain(agreement.digest)),
        ("Evidence", evidence_words(statement.evidence)),
        ("Evidence digest", plain(statement.evidence.digest)),
        ("Period (UTC)", f"{instant_text(statement.period.start)} to {instant_text(statement.period.end)}"),
        ("Known at (UTC)", instant_text(statement.known_at)),
        ("Engine", plain(statement.engine)),
        *((name[:1].upper() + name[1:], plain(version)) for name, version in statement.versions),
    )
