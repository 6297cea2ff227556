"""A desk in a folder: an agreement and evidence files as a person would have them, and the command line to try."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from upheld.cli.main import upheld

__all__ = ["AGREEMENT", "FACTS", "desk", "run"]

AGREEMENT = """\
upheld: 1
agreement: acme-managed-it
title: Managed IT services for Acme Components
revision: 1
effective: 2026-01-01
rules: upheld/2026
timezone: Europe/London
currency: GBP
term: {start: 2026-01-01, end: 2026-12-31}
parties: {provider: {name: Northgate}, client: {name: Acme}}
calendars: {office: {open: {mon-fri: "08:00-18:00"}}}
services:
  portal: {title: Order portal, up_when: web-1}
  desk: {title: Service desk}
promises:
  availability: {measure: availability/1, service: portal, during: always, per: month, target: at least 99.9%}
  resolution:
    measure: elapsed/1
    service: desk
    of: incident
    from: reported
    to: resolved
    pauses: [awaiting-client]
    per: month
    by: priority
    targets: {P1: {during: always, target: 95% within 4 h}, P3: {during: office, target: 90% within 8 h}}
credits:
  regime: bands
  of: monthly charge of the service
  bands: {availability: [{below: 99.9%, credit: 5%}, {below: 99.0%, credit: 25%}]}
charges: {portal: {each: month, amount: 1850.00}}
"""

FACTS: list[dict[str, object]] = [
    {"kind": "state", "id": "1", "source": "probe", "at": "2026-01-01T00:00:00Z", "item": "web-1", "state": "up"},
    {"kind": "state", "id": "2", "source": "probe", "at": "2026-03-10T10:00:00Z", "item": "web-1", "state": "down"},
    {"kind": "state", "id": "3", "source": "probe", "at": "2026-03-10T11:00:00Z", "item": "web-1", "state": "up"},
    {
        "kind": "work",
        "id": "4",
        "source": "desk",
        "at": "2026-03-02T09:00:00Z",
        "work": "INC-1",
        "type": "incident",
        "event": "opened",
        "set": {"priority": "P1"},
    },
    {
        "kind": "work",
        "id": "5",
        "source": "desk",
        "at": "2026-03-02T14:00:00Z",
        "work": "INC-1",
        "type": "incident",
        "event": "resolved",
    },
]


def desk(folder: Path, *, agreement: str = AGREEMENT, facts: str | list[dict[str, object]] = FACTS) -> tuple[str, str]:
    """Write an agreement and its evidence; their paths. `facts` may be text, to be wrong in any way."""
    text = facts if isinstance(facts, str) else "".join(json.dumps(fact) + "\n" for fact in facts)
    (folder / "agreement.yaml").write_text(agreement, encoding="utf-8")
    (folder / "facts.jsonl").write_text(text, encoding="utf-8")
    return str(folder / "agreement.yaml"), str(folder / "facts.jsonl")


def run(*arguments: str) -> Result:
    """One command, as typed; an exception that escapes it fails the test."""
    return CliRunner().invoke(upheld, arguments, catch_exceptions=False)
