"""`upheld import`: another system's export becomes facts, with a report of what it does not say."""

import json
import sys
from pathlib import Path

import click

from upheld.cli.outputs import check_apart, write_facts_whole
from upheld.cli.printing import stop_on
from upheld.observe.imported import ImportReport, Options, report_lines
from upheld.observe.registry import IMPORTERS

__all__ = ["command"]


@click.command(
    help=f"""Turn the export of another system into facts: a file that `upheld statement` reads.

\b
KIND is one of
{chr(10).join(f"  {name:<12} {importer.title}" for name, importer in IMPORTERS.items())}

What the source does not say is listed, never invented.
"""
)
@click.argument("kind", type=click.Choice(list(IMPORTERS)), metavar="KIND")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o", "--output", "target", required=True, metavar="FILE", help="A .jsonl, .jsonl.gz, .jsonl.zst or .parquet file."
)
@click.option("--zone", help="Zone of times that carry no offset: Europe/London, Etc/UTC.")
@click.option("--source", help="The name the facts carry as their source. Default: the kind.")
@click.option(
    "--mapping", metavar="FILE", help="What the words of the source mean, where the built-in mapping is not yours."
)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="An option of this kind; may be given several times."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The report: for people or for programs.",
)
def command(
    kind: str,
    paths: tuple[str, ...],
    target: str,
    zone: str | None,
    source: str | None,
    mapping: str | None,
    settings: tuple[str, ...],
    output: str,
) -> None:
    """Import."""
    check_apart(target, (*paths, *([mapping] if mapping else ())), hint="-o")
    options = Options(
        zone=zone,
        source=source,
        mapping=Path(mapping) if mapping is not None else None,
        more=dict(_pair(setting) for setting in settings),
    )
    imported, problems = IMPORTERS[kind].import_source([Path(path) for path in paths], options)
    stop_on(problems, output=output)
    if imported is None:
        sys.exit(1)
    write_facts_whole(imported.facts, Path(target))
    if output == "json":
        click.echo(json.dumps(_record(imported.report, target), indent=2))
        return
    for line in report_lines(imported.report):
        click.echo(line, err=True)
    click.echo(f"wrote {target}", err=True)


def _pair(setting: str) -> tuple[str, str]:
    name, sign, value = setting.partition("=")
    if not sign:
        raise click.BadParameter(f"{setting!r} is not NAME=VALUE", param_hint="--set")
    return name, value


def _record(report: ImportReport, target: str) -> dict[str, object]:
    return {
        "importer": report.importer,
        "rows": report.rows,
        "facts": dict(report.facts),
        "left_out": [
            {"reason": each.reason, "count": each.count, "first": list(each.first)} for each in report.left_out
        ],
        "unsaid": list(report.unsaid),
        "assumed": list(report.assumed),
        "written": target,
    }
