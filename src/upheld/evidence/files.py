"""Files of facts: which there are, in a fixed order, and their bytes, unpacked within bounds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from upheld.evidence.mistakes import Finding, one
from upheld.evidence.packing import PACKINGS, DamagedError, Packing, UnpackerMissingError, read_some, unpacking_stream
from upheld.problems import Place

__all__ = ["FactFile", "PackedError", "find_files", "unpacked_blocks"]

_Format = Literal["jsonl", "csv", "parquet"]

_FORMATS: Final[tuple[_Format, ...]] = ("jsonl", "csv", "parquet")
_BLOCK = 1 << 24
_EXPANSION = 250
_ALWAYS_ALLOWED = 1 << 28


@dataclass(frozen=True, slots=True)
class FactFile:
    """One file to read: its path as the person gave it, what it holds, and how it is packed (empty: not)."""

    path: Path
    format: _Format
    packing: Packing

    @property
    def name(self) -> str:
        """The path as it is printed."""
        return str(self.path)


class PackedError(Exception):
    """A packed file that cannot be unpacked; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.shown[0].message)
        self.finding = finding


def find_files(paths: Sequence[Path]) -> tuple[list[FactFile], list[Finding]]:
    """Every file of facts in the given files and folders, each once: in the order given, folders by name from the top
    down.

    Names that start with a dot are passed over inside folders. Anything that is there and is not a file of facts is a
    finding.
    """
    files: dict[Path, FactFile] = {}
    findings: list[Finding] = []
    for path in _every_file(paths, findings):
        known = _fact_file(path)
        if known is None:
            findings.append(one("unknown-file-type", Place(str(path)), value=path.name))
        else:
            files.setdefault(path.resolve(), known)
    if not files and not findings:
        given = ", ".join(str(path) for path in paths) or "what was given: nothing"
        findings.append(one("no-facts", Place(given), value=given))
    return list(files.values()), findings


def _every_file(paths: Iterable[Path], findings: list[Finding]) -> Iterator[Path]:
    """What is not a folder, in order; a folder is entered once, even where links lead into it again."""
    entered: set[Path] = set()
    waiting = list(reversed(list(paths)))
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            try:
                inside = sorted(path.iterdir(), key=lambda inner: inner.name, reverse=True)
            except OSError as error:
                findings.append(one("unreadable-file", Place(str(path)), value=str(path), detail=error.strerror))
                continue
            if path.resolve() not in entered:
                waiting.extend(inner for inner in inside if not inner.name.startswith("."))
            entered.add(path.resolve())
        elif path.exists():
            yield path
        else:
            findings.append(one("no-such-file", Place(str(path)), value=str(path)))


def _fact_file(path: Path) -> FactFile | None:
    parts = path.name.lower().split(".")[1:]
    packing: Packing = next((each for each in PACKINGS if parts and parts[-1] == each), "")
    parts = parts[:-1] if packing else parts
    for known in _FORMATS:
        if path.is_file() and parts and parts[-1] == known and not (known == "parquet" and packing):
            return FactFile(path, known, packing)
    return None


def unpacked_blocks(file: FactFile) -> Iterator[bytes]:
    """The bytes of a file, unpacked, a block at a time.

    Raises `PackedError` for a damaged or cut-off packing and for one that expands beyond 256 MiB and 250 times its
    size; `OSError` when the file cannot be read.
    """
    size = file.path.stat().st_size
    limit = max(_ALWAYS_ALLOWED, _EXPANSION * size)
    total = 0
    try:
        with file.path.open("rb") as raw:
            stream = unpacking_stream(raw, file.packing)
            while block := read_some(stream, _BLOCK, packing=file.packing):
                total += len(block)
                if file.packing and total > limit:
                    words = {"value": file.name, "limit": f"{limit // (1 << 20)} MiB"}
                    raise PackedError(one("expands-too-far", Place(file.name), **words))
                yield block
    except (DamagedError, UnpackerMissingError) as error:
        code = "damaged-compression" if isinstance(error, DamagedError) else "unpacker-missing"
        raise PackedError(one(code, Place(file.name), value=file.name, detail=str(error))) from error
