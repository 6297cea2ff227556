"""Every mistake that evidence can contain, worded once, and the counting that keeps a long list readable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from upheld.problems import Place, Problem, Severity

__all__ = ["MISTAKES", "SHOWN", "Finding", "Mistake", "listed", "nearest", "one", "problem"]

SHOWN: Final = 20
"""How many problems of one code are printed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """The words for one code. `{...}` are filled in from what was found."""

    message: str
    why: str
    remedy: str


MISTAKES: Final[Mapping[str, Mistake]] = MappingProxyType(
    {
        # files
        "no-such-file": Mistake(
            "there is no file or folder {value}",
            "a statement made without it would look complete and would not be.",
            "check the path",
        ),
        "unreadable-file": Mistake(
            "{value} cannot be read: {detail}",
            "a statement made without it would look complete and would not be.",
            "make the file readable, or leave it out",
        ),
        "unknown-file-type": Mistake(
            "{value} is not a kind of file that holds facts",
            "what is in it would be missing from every figure.",
            "give .jsonl or .csv (each also .gz or .zst) or .parquet; move anything else out of the folder",
        ),
        "empty-file": Mistake(
            "{value} is empty",
            "a file that lost its content looks the same as a quiet month.",
            "write the file again, or leave it out",
        ),
        "no-facts": Mistake(
            "there is no fact in {value}",
            "every promise would be judged on nothing.",
            "name at least one file with facts in it",
        ),
        "damaged-compression": Mistake(
            "{value} cannot be unpacked: {detail}",
            "the facts after the damage are lost.",
            "copy or write the file again",
        ),
        "unpacker-missing": Mistake(
            "{value} cannot be unpacked here: {detail}",
            "the facts in it would be missing from every figure.",
            "install the package, or pack the file with gzip",
        ),
        "expands-too-far": Mistake(
            "{value} unpacks to more than {limit}",
            "a file made to fill the memory looks like this.",
            "split the file if it is genuine",
        ),
        "too-many-attributes": Mistake(
            "{kind} has more than {most} attributes of its own names",
            "every one is a column for every fact: a file made to fill the memory looks like this.",
            "put what differs from fact to fact into values, and name it by one attribute",
        ),
        "damaged-parquet": Mistake(
            "{value} is not a whole Parquet file: {detail}",
            "nothing in it can be trusted.",
            "write the file again",
        ),
        # text
        "not-utf8": Mistake(
            "byte {byte} is not UTF-8",
            "the letters around it could mean anything.",
            "save the file as UTF-8",
        ),
        "nul-character": Mistake(
            "{path} contains a NUL character",
            "programs disagree on where such a text ends.",
            "remove the character; it is often the mark of a half-written file",
        ),
        "not-text": Mistake(
            "{path} contains half of a surrogate pair, which is no character",
            "the text cannot be written down, so it cannot be hashed or shown.",
            "write the character itself, or both halves of its escape",
        ),
        # lines of JSON
        "not-json": Mistake(
            "this line is not JSON: {detail}",
            "the fact on it is lost.",
            "write one JSON object on each line",
        ),
        "torn-line": Mistake(
            "the file breaks off in the middle of its last line",
            "the last fact is lost, and perhaps more that were never written.",
            "copy the file again once its writer has finished",
        ),
        "not-an-object": Mistake(
            "this line holds {value}, not a fact",
            "a fact is one JSON object.",
            'write it like {{"kind": "state", ...}}',
        ),
        "duplicate-key": Mistake(
            "{path} stands twice on this line",
            "programs disagree on which of the two counts.",
            "keep one of them",
        ),
        # rows of CSV and Parquet
        "not-csv": Mistake(
            "this row is not CSV: {detail}",
            "the columns after it cannot be told apart.",
            'quote texts that hold quotes or line ends: "a ""quoted"" word"',
        ),
        "wrong-columns": Mistake(
            "{detail}",
            "the values under such a heading could be anything.",
            "name the columns by the fields of a fact, each once",
        ),
        "ragged-row": Mistake(
            "this row has {found} cells, the heading has {expected}",
            "the values may have slipped under the wrong headings.",
            "quote a cell that holds the separator, or write the missing cells",
        ),
        # fields
        "unknown-kind": Mistake(
            "{value} is not a kind of fact{near}",
            "a fact that nobody understands would be missing from every figure.",
            "use one of: {choices}",
        ),
        "unknown-field": Mistake(
            "{kind} has no field {path}{near}",
            "a misspelt field would silently not count.",
            "use one of: {choices}",
        ),
        "missing-field": Mistake(
            "{kind} needs the field {path}",
            "without it the fact cannot be placed or counted.",
            "write {path}",
        ),
        "wrong-type": Mistake(
            "{path} is {value}, and must be {expected}",
            "guessing what was meant would change figures.",
            "write {path} as {expected}",
        ),
        "binary-float": Mistake(
            "{path} is stored as a binary floating-point number",
            "0.1 cannot be stored that way, so a comparison on the limit could go either way.",
            "store it as text or as a decimal",
        ),
        "unknown-value": Mistake(
            "{path} is {value}{near}",
            "a word that nobody understands would silently not count.",
            "use one of: {choices}",
        ),
        "naive-instant": Mistake(
            "{path} is {value}, which has no UTC offset",
            "it could be any of 26 hours.",
            "write Z for UTC, or the offset, for example +01:00",
        ),
        "not-an-instant": Mistake(
            "{path} is {value}, which is not an instant",
            "a fact without its time cannot be placed.",
            "write it like 2026-03-01T09:30:00Z",
        ),
        "not-a-duration": Mistake(
            "{path} is {value}, which is not a duration",
            "a number without its unit could be seconds or minutes.",
            "write it like 30 min, 90 s or 1 h 30 min",
        ),
        "not-a-decimal": Mistake(
            "{path} is {value}, which is not a decimal number",
            "it cannot be compared exactly.",
            "write it like 12.5",
        ),
        "number-too-large": Mistake(
            "{path} is {value}, which is beyond what can be counted exactly",
            "it would wrap around or lose digits.",
            "check the unit; whole numbers end at 9223372036854775807, decimals at {digits} digits",
        ),
        "impossible-count": Mistake(
            "{good} of {total} is not a share",
            "a share lies between none and all.",
            "write good from 0 to total",
        ),
        "ends-before-start": Mistake(
            "until {end} is before from {start}",
            "a span that ends before it starts would take time away.",
            "exchange the two, or mend the wrong one",
        ),
        # ids
        "duplicate-fact": Mistake(
            "{count} facts were given more than once with the same content",
            "each counts once.",
            "nothing to do; give each file once to be rid of this line",
        ),
        "conflicting-id": Mistake(
            "{source} gave the id {id} to different facts, here and in {other}",
            "which of them is true decides figures, and nothing here says which.",
            "give each fact its own id; to mend a fact, write a new one that `corrects` it",
        ),
        "corrects-unknown": Mistake(
            "{id} corrects {corrects}, and {source} has no fact with that id",
            "the fact that it means may still stand uncorrected.",
            "write the id of the fact to supersede, of the same source",
        ),
        "corrects-itself": Mistake(
            "{id} corrects itself",
            "it would supersede itself and vanish.",
            "give the correction its own id",
        ),
        "corrects-in-circle": Mistake(
            "{id} corrects a fact that corrects it, perhaps over others",
            "all of them would vanish.",
            "let the last correction stand alone at the end of the chain",
        ),
        "corrected-twice": Mistake(
            "{id} corrects {corrects}, which another fact of {source} has corrected already",
            "both corrections would count.",
            "let the later correction correct the earlier one",
        ),
        # entries of a ledger
        "not-an-entry": Mistake(
            "this entry is none that Upheld writes: {detail}",
            "nothing can be computed from what cannot be read with certainty.",
            "run upheld ledger fsck, and bring the ledger back from its last good copy",
        ),
        "entry-contradicts-itself": Mistake(
            "in {field} this entry of type {type} says something else than what such an entry holds",
            "the fact would count where the ledger does not say it does.",
            "run upheld ledger fsck, and bring the ledger back from its last good copy",
        ),
        "segment-not-there": Mistake(
            "the segment {value} that this entry records is not there",
            "the samples in it would be missing from every figure.",
            "bring the segment back from a copy of the ledger",
        ),
        "segment-differs": Mistake(
            "the segment {value} is not the one this entry records: {detail}",
            "samples that were not recorded would decide a figure.",
            "bring the segment back from a copy of the ledger",
        ),
        "ledger-root-differs": Mistake(
            "the first {size} entries are not those that were hashed when they were recorded",
            "a figure would rest on entries that somebody changed.",
            "run upheld ledger fsck, and bring the ledger back from its last good copy",
        ),
        # facts on their way into a ledger
        "recorded-otherwise": Mistake(
            "{source}:{id} is in the ledger as entry {entry}, with other content",
            "what was recorded is never changed, and one id names one fact.",
            "give the new fact its own id, and say in corrects which fact it corrects",
        ),
        "already-recorded": Mistake(
            "{count} facts were in the ledger already",
            "they are the same and were not recorded again.",
            "nothing to do",
        ),
        "not-recordable": Mistake(
            "{source}:{id} cannot be recorded: {detail}",
            "a ledger holds whole numbers below 2**53 only, so that every program reads the same.",
            "count in a larger unit",
        ),
        "source-reserved": Mistake(
            "{source}:{id} is of the source {source}, the name under which a ledger makes its own entries",
            "what the ledger says of itself could not be told from what a source says.",
            "give the source another name",
        ),
        "happened-after-receipt": Mistake(
            "{source}:{id} is said to happen at {at}, after the ledger received it",
            "either a clock is wrong, or it has not happened yet.",
            "compare the clock of the source; correct the fact if it is wrong",
        ),
        "learned-after-receipt": Mistake(
            "{source}:{id} is said to be learned at {at}, after the ledger received it",
            "what is recorded is known: figures take it as known from its receipt on.",
            "compare the clock of the source, or leave learned_at out",
        ),
        "unlisted": Mistake(
            "{count} more like the {shown} above ({code})",
            "they are of the same kind.",
            "mend the first ones and run again",
        ),
    }
)
"""The words of every code that evidence can raise. Codes are permanent."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One code, how often it was found at one stage, and the first few places in full."""

    code: str
    count: int
    shown: tuple[Problem, ...]


def problem(code: str, place: Place, /, **words: object) -> Problem:
    """The problem of this code at this place, its words filled in."""
    mistake = MISTAKES[code]
    return Problem(
        code, place, mistake.message.format(**words), mistake.why.format(**words), mistake.remedy.format(**words)
    )


def one(code: str, place: Place, /, **words: object) -> Finding:
    """A finding of a single problem."""
    return Finding(code, 1, (problem(code, place, **words),))


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` for the known word nearest to this one, or nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def listed(findings: Iterable[Finding], severity: Severity) -> list[Problem]:
    """The problems to print, at most `SHOWN` of each code, each code followed by how many more there are."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    problems: list[Problem] = []
    for code, found in by_code.items():
        count = sum(finding.count for finding in found)
        shown = [shown for finding in found for shown in finding.shown][:SHOWN]
        problems.extend(replace(each, severity=severity) for each in shown)
        if count > len(shown):
            place = Place(shown[-1].place.file)
            more = problem("unlisted", place, count=count - len(shown), shown=len(shown), code=code)
            problems.append(replace(more, code=code, severity=severity))
    return problems
