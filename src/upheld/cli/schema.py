"""`upheld schema`: the JSON Schema of the agreement language, for editors and programs."""

import json

import click

from upheld.agreements.schema import json_schema

__all__ = ["command"]


@click.command()
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of agreements. Save it and point your editor's YAML support at it."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
