"""What the commands about ledgers share: opening one, its files, the present instant, and its signed head."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from upheld.cli.key_files import coming_file, key_file_of, settled_keys
from upheld.cli.refusals import refuse
from upheld.evidence.bookkeeping import RevisionTakenError
from upheld.evidence.checkpoint import InconsistentHeadError
from upheld.evidence.entries import EntryError
from upheld.evidence.ledger_file import FileLedger, LedgerFileError, create_ledger, open_ledger
from upheld.evidence.notes import NoteError
from upheld.evidence.signing import JournalError, UnfaithfulLedgerError, sign
from upheld.evidence.sqlite import PragmaRefusedError, UnmendedSqliteError

__all__ = [
    "files_of",
    "journal_of",
    "ledger_at",
    "now",
    "opening_ledger",
    "second_key_of",
    "signed_head",
    "taken_away_again",
]


_CODES: Final[Mapping[type[Exception], str]] = MappingProxyType(
    {
        UnmendedSqliteError: "sqlite-unmended",
        PragmaRefusedError: "sqlite-setting",
        InconsistentHeadError: "head-inconsistent",
        JournalError: "journal-unreliable",
        UnfaithfulLedgerError: "ledger-unfaithful",
        RevisionTakenError: "revision-taken",
        EntryError: "entry-unreadable",
        NoteError: "entry-unreadable",
    }
)


def now() -> int:
    """The present instant [us UTC]."""
    return int(datetime.now(tz=UTC).timestamp() * 1_000_000)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a ledger into problems that end the command."""
    try:
        yield
    except LedgerFileError as error:
        refuse(error.code, path, detail=error.reason)
    except tuple(_CODES) as error:
        refuse(next(code for kind, code in _CODES.items() if isinstance(error, kind)), path, detail=error)
    except OSError as error:
        if error.filename is None:  # not about a file of ours: what is printed could not be written
            raise
        refuse("unusable-file", Path(error.filename), detail=error.strerror or error)


@contextmanager
def ledger_at(path: str) -> Iterator[FileLedger]:
    """The ledger in a file; what goes wrong with it ends the command with a problem."""
    file = Path(path)
    with _told(file):
        try:
            ledger = open_ledger(file)
        except FileNotFoundError:
            refuse("no-such-ledger", file)
        with ledger:
            yield ledger


@contextmanager
def opening_ledger(path: Path, origin: str) -> Iterator[FileLedger]:
    """A new ledger; where something goes wrong its file is taken away again."""
    with _told(path):
        ledger = create_ledger(path, origin)
        with taken_away_again(path), ledger:
            yield ledger


@contextmanager
def taken_away_again(*files: Path) -> Iterator[None]:
    """Take new files away again where something goes wrong inside."""
    try:
        yield
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise


def files_of(path: str, *, key: str | None = None, journal: str | None = None) -> tuple[Path, ...]:
    """Every file that belongs to a ledger: nothing else is ever written to one of them."""
    beside = ("", "-wal", "-shm", "-journal", ".vkey", ".pq.vkey", ".key", ".key.next", ".checkpoints")
    keys = key_file_of(path, key)
    return (*(Path(f"{path}{each}") for each in beside), keys, coming_file(keys), journal_of(path, journal))


def second_key_of(path: str) -> Path:
    """Where the public key for ML-DSA-44 of a ledger is, if it has one."""
    return Path(f"{path}.pq.vkey")


def journal_of(path: str, given: str | None) -> Path:
    """Where the journal of a ledger is: as given, or beside it."""
    return Path(given) if given else Path(f"{path}.checkpoints")


def signed_head(ledger: FileLedger, *, key: str | None, journal: str | None) -> bytes:
    """The head of a ledger, signed by its keys and kept."""
    path = str(ledger.path)
    keys = settled_keys(ledger, key_file_of(path, key))
    return sign(ledger, keys, journal=journal_of(path, journal))
