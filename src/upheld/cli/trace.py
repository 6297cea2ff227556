"""`upheld trace`: every span, item and fact behind one figure of a statement, computed again from its sources."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from upheld.agreements.model import Agreement
from upheld.cli.from_ledger import facts_under
from upheld.cli.inputs import agreement_of, evidence_of
from upheld.cli.ledgers import ledger_at
from upheld.cli.printing import stop_on
from upheld.evidence.facts import Facts
from upheld.measure.trace import Trace, TraceLine, traces
from upheld.problems import Place, Problem
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import instant_text
from upheld.report.differences import differences
from upheld.report.json import NotAStatementError, statement_from_json, statement_json
from upheld.report.wording import plain
from upheld.settle.asked import asked_again
from upheld.settle.state import facts_used, state
from upheld.settle.statement import Result, Statement

__all__ = ["command"]

_MOST_DIFFERENCES = 20


@click.command()
@click.argument("statement", metavar="STATEMENT")
@click.argument("promise", metavar="PROMISE")
@click.option("--agreement", metavar="FILE", help="The agreement, where it is not the one the statement was made from.")
@click.option(
    "--evidence", multiple=True, metavar="PATH", help="The evidence (files, or the ledger), likewise; repeatable."
)
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
def command(statement: str, promise: str, agreement: str | None, evidence: tuple[str, ...], output: str) -> None:
    """List everything behind a figure of STATEMENT (a statement.json): PROMISE is its name, such as response.P1.

    The figure is computed again from the same agreement and evidence; if either is not what the statement was made
    from, or the figure comes out differently, that is a problem.
    """
    stated = _read(Path(statement), output=output)
    results = [each for each in stated.results if promise in (each.name, each.promise)]
    if not results:
        names = ", ".join(dict.fromkeys(each.name for each in stated.results))
        raise click.BadParameter(f"the statement has no {promise}; it has {names}", param_hint="PROMISE")
    sources = _sources(Path(statement), agreement, evidence=evidence, output=output)
    read = agreement_of(sources[0], output=output)
    facts = _facts(stated, sources[1], output=output)
    stop_on(_differences(stated, read, facts=facts, file=statement), output=output)
    found = _traced(read, facts, stated=stated, results=results)
    stop_on(_changed(Path(statement), stated, agreement=read, facts=facts), output=output)
    if output == "json":
        click.echo(
            json.dumps(
                {"traces": [_record(result, trace) for result, trace in zip(results, found, strict=True)]}, indent=2
            )
        )
        return
    for result, trace in zip(results, found, strict=True):
        _tell(result, trace)


def _read(path: Path, *, output: str) -> Statement:
    try:
        return statement_from_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
    except (NotAStatementError, RecursionError) as error:
        reason = str(error)
    problem = Problem(
        code="not-a-statement",
        place=Place(str(path)),
        message=f"this cannot be read as a statement: {reason}",
        why="a trace starts from a figure that was stated",
        remedy="make one with `upheld statement ... -o statement.json` and give that file",
    )
    stop_on([problem], output=output)
    sys.exit(1)


def _sources(path: Path, agreement: str | None, *, evidence: Sequence[str], output: str) -> tuple[str, Sequence[str]]:
    """The agreement and evidence to use: as given, else as noted beside the statement."""
    noted = path.with_suffix(".sources.json")
    if agreement is not None and evidence:
        return agreement, evidence
    try:
        record = json.loads(noted.read_text(encoding="utf-8"))
        evidence_names = record["evidence"] if isinstance(record["evidence"], list) else []
        own = (str(path.parent / record["agreement"]), [str(path.parent / each) for each in evidence_names])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        problem = Problem(
            code="sources-unknown",
            place=Place(str(noted)),
            message="nothing beside the statement says which agreement and evidence it was made from",
            why="a figure is traced by computing it again",
            remedy="give --agreement and --evidence",
        )
        stop_on([problem], output=output)
        sys.exit(1)
    return agreement or own[0], evidence or own[1]


def _facts(stated: Statement, evidence: Sequence[str], *, output: str) -> Facts:
    """The facts of a statement: under the head it names in a ledger, or those in files."""
    head = stated.evidence.checkpoint
    if head is None:
        return evidence_of(evidence, keep_going=False, output=output)
    if len(evidence) != 1:
        raise click.BadParameter("the statement was made from one ledger", param_hint="--evidence")
    with ledger_at(evidence[0]) as ledger:
        return facts_under(ledger, evidence[0], head=head, output=output)


def _differences(stated: Statement, agreement: Agreement, *, facts: Facts, file: str) -> list[Problem]:
    """Sources that are not those of the statement."""
    pairs = (
        ("agreement", stated.agreement.digest, agreement.digest),
        ("evidence", stated.evidence.digest, facts_used(agreement, facts, asked=asked_again(stated)).digest),
    )
    return [
        Problem(
            code="sources-differ",
            place=Place(file),
            message=f"the {what} is not the one of the statement: stated {said}, given {given}",
            why="the figure would be traced to something it was not made from",
            remedy=f"give the {what} the statement was made from, or make a new statement",
        )
        for what, said, given in pairs
        if said != given
    ]


def _traced(agreement: Agreement, facts: Facts, *, stated: Statement, results: Sequence[Result]) -> list[Trace]:
    """One trace for each result, in order."""
    promises = dict.fromkeys(result.promise for result in results)
    found = {
        (trace.measurement.promise, trace.measurement.row, trace.measurement.whole.label): trace
        for promise in promises
        for trace in traces(
            agreement,
            agreement.promises[promise],
            facts=facts,
            windows=list(dict.fromkeys((r.window, r.whole) for r in results if r.promise == promise)),
            known_at=stated.known_at,
        )
    }
    return [found[result.promise, dict(result.group).get(_by(result)), result.whole.label] for result in results]


def _by(result: Result) -> str:
    return result.group[0][0] if result.group else ""


def _changed(path: Path, stated: Statement, *, agreement: Agreement, facts: Facts) -> list[Problem]:
    """Every field of the statement that comes out differently when it is computed again."""
    again, problems = state(agreement, facts, asked=asked_again(stated))
    if again is None:
        return problems
    return [
        Problem(
            code="figure-differs",
            place=Place(str(path)),
            message=each.says,
            why="the statement was changed after it was made, or made by another version",
            remedy="ask for a statement made by this version from the same sources, and compare",
        )
        for each in islice(differences(path.read_bytes(), statement_json(again)), _MOST_DIFFERENCES)
    ]


# --- output -----------------------------------------------------------------------------------------------------------


def _tell(result: Result, trace: Trace) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    shown = result.value.display if result.value is not None else "not applicable"
    head = f"{result.name}, {result.whole.label}: {shown}, {result.verdict} (target {result.target})"
    console.print(Text(plain(head), style="bold"))
    if result.value is not None:
        console.print(f"= {result.value.ratio}   recomputed: the same")
    for note in result.notes:
        console.print(f"note: {plain(note)}")
    for item in trace.items:
        unknown = f", unknown {duration_text(item.unknown)}" if item.unknown else ""
        console.print(f"item {plain(item.item)}: down {duration_text(item.down)} of the service hours{unknown}")
    for line in trace.lines:
        for text in _text_lines(line):
            console.print(text, soft_wrap=True)
    console.print()


def _text_lines(line: TraceLine) -> Iterator[str]:
    span = f"{_instant(line.start)} to {_instant(line.end)}"
    counted = "" if line.counted is None else f"  {duration_text(line.counted)}"
    name, why = f"{line.name}  " if line.name else "", f"  ({line.why})" if line.why else ""
    yield plain(f"{line.what:<10} {name}{span}{counted}{why}")
    for fact in line.facts:
        yield plain(f"    {instant_text(fact.at)}  {fact.says}  {fact.name}  {fact.file}:{fact.line}")


def _instant(at: int | None) -> str:
    return "-" if at is None else instant_text(at)


def _record(result: Result, trace: Trace) -> dict[str, object]:
    value = trace.measurement.value
    return {
        "promise": result.promise,
        "name": result.name,
        "window": result.whole.label,
        "value": None if value is None else {"numerator": value.numerator, "denominator": value.denominator},
        "verdict": result.verdict,
        "items": [{"item": i.item, "down_us": i.down, "unknown_us": i.unknown} for i in trace.items],
        "lines": [
            {
                "what": line.what,
                "name": line.name,
                "start": None if line.start is None else instant_text(line.start),
                "end": None if line.end is None else instant_text(line.end),
                "counted_us": line.counted,
                "why": line.why,
                "facts": [
                    {"fact": f.name, "at": instant_text(f.at), "says": f.says, "file": f.file, "line": f.line}
                    for f in line.facts
                ],
            }
            for line in trace.lines
        ],
    }
