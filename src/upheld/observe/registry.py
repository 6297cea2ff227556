"""Every importer by the name it has on the command line, one line each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from upheld.observe.imported import Importer
from upheld.observe.servicenow import importer as servicenow
from upheld.observe.statuspage import importer as statuspage
from upheld.observe.tickets import importer as tickets
from upheld.observe.upptime import importer as upptime
from upheld.observe.xes import importer as xes

__all__ = ["IMPORTERS"]

_ALL: Final = (
    Importer("servicenow", "ServiceNow audit log of incidents (CSV)", servicenow.import_source),
    Importer("statuspage", "incidents or daily minutes of a status page", statuspage.import_source, statuspage.OPTIONS),
    Importer("tickets", "any CSV log of tickets, by a mapping file", tickets.import_source),
    Importer("upptime", "check history of an Upptime repository (CSV)", upptime.import_source, upptime.OPTIONS),
    Importer("xes", "XES event log, by a mapping file", xes.import_source),
)

IMPORTERS: Final[Mapping[str, Importer]] = MappingProxyType({each.name: each for each in _ALL})
"""The importers by name, in alphabetical order."""
