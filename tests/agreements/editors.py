"""What an editor makes of an agreement before it asks the schema: YAML 1.2 values, in which dates stay texts."""

import re

import yaml

__all__ = ["as_an_editor_reads"]


class _EditorLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the same parser as ours
    """Reads numbers, booleans and null as YAML 1.2 does, and everything else as text."""


_EditorLoader.yaml_implicit_resolvers = {}
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
_EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]*\.[0-9]+$"), list("-+.0123456789")
)
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(true|false)$"), list("tf"))
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(~|null|)$"), ["~", "n", ""])


def as_an_editor_reads(text: str) -> object:
    """The plain values of a YAML text."""
    return yaml.load(text, _EditorLoader)  # noqa: S506 - a safe loader with fewer rules
