"""Mistakes that a source of records, a mapping file or an option can contain, worded once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from upheld.evidence.mistakes import Mistake
from upheld.problems import Place, Problem

__all__ = ["FAULTS", "fault"]

FAULTS: Final[Mapping[str, Mistake]] = MappingProxyType(
    {
        "unreadable-source": Mistake(
            "{value} cannot be read: {detail}",
            "nothing can be imported from it.",
            "check the path and the file",
        ),
        "missing-column": Mistake(
            "{value} has no column {column}{near}",
            "this importer cannot tell what happened without it.",
            "choose the importer or the mapping that fits the file; its columns are {columns}",
        ),
        "no-zone": Mistake(
            "the times in {value} carry no UTC offset, and no zone was given",
            "the same clock reading is another instant in every zone, and every deadline would move.",
            "say where the clock hung: --zone Europe/Rome, or --zone Etc/UTC",
        ),
        "unknown-zone": Mistake(
            "{value} is not a zone{near}",
            "times cannot be placed without it.",
            "use a name of the IANA zone data, like Europe/London",
        ),
        "no-mapping": Mistake(
            "this importer needs a mapping file",
            "nothing else says what the columns and words of the source mean.",
            "give one with --mapping; copy the mapping.yaml beside this importer",
        ),
        "bad-mapping": Mistake(
            "{detail}",
            "what the source's words mean would be guessed.",
            "{remedy}",
        ),
        "unknown-option": Mistake(
            "this importer has no option {value}{near}",
            "an option that nobody understands would silently not count.",
            "use one of: {choices}",
        ),
        "bad-option": Mistake(
            "the option {option} is {value}: {detail}",
            "the source would be read in a way nobody asked for.",
            "{remedy}",
        ),
        "missing-option": Mistake(
            "the option {option} is not given: {detail}",
            "it changes the figures, and the source does not answer it.",
            "{remedy}",
        ),
        "unsafe-xml": Mistake(
            "the file declares {detail}",
            "such declarations can read other files or fill the memory; an event log needs none.",
            "export the log without a document type",
        ),
        "bad-xml": Mistake(
            "the file is not XML: {detail}",
            "what follows cannot be read.",
            "export the log again",
        ),
        "no-records": Mistake(
            "no fact could be made from {value}",
            "the file may be of another kind than it seems.",
            "choose the importer or the mapping that fits the file",
        ),
    }
)
"""The words of every code that an importer can raise. Codes are permanent."""


def fault(code: str, place: Place, /, **words: object) -> Problem:
    """The problem of this code at this place, its words filled in."""
    words = {"near": "", **words}
    mistake = FAULTS[code]
    return Problem(
        code, place, mistake.message.format(**words), mistake.why.format(**words), mistake.remedy.format(**words)
    )
