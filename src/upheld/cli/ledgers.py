"""What the commands about ledgers share: opening one, its keys, the present instant, and what can be wrong."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn

from upheld.cli.printing import stop_on
from upheld.evidence.bookkeeping import RevisionTakenError
from upheld.evidence.checkpoint import InconsistentHeadError, SigningKey, read_signing_key
from upheld.evidence.entries import EntryError
from upheld.evidence.ledger_file import FileLedger, LedgerFileError, create_ledger, open_ledger
from upheld.evidence.notes import NoteError
from upheld.evidence.signing import JournalError, UnfaithfulLedgerError, sign
from upheld.evidence.sqlite import PragmaRefusedError, UnmendedSqliteError
from upheld.problems import Place, Problem

__all__ = [
    "REFUSALS",
    "files_of",
    "journal_of",
    "key_file_of",
    "keys_of",
    "ledger_at",
    "now",
    "opening_ledger",
    "refuse",
    "refused",
    "signed_head",
    "writing_keys",
]

_RESTORE: Final = "bring the ledger back from its last good copy"
_EPOCH_REMEDY: Final = "find the copy that has them; if it is lost, open a new epoch with upheld ledger init --follows"

REFUSALS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "no-such-ledger": (
            "there is no ledger {file}",
            "nothing can be added to what is not there.",
            "check the path, or make one with upheld ledger init",
        ),
        "ledger-exists": (
            "{file} is there already",
            "a ledger is never written over.",
            "give another path, or add to this one with upheld ledger append",
        ),
        "not-a-ledger": ("{file} is no ledger", "nothing in it is proved by anything.", "check the path"),
        "another-ledger-version": (
            "{file} was made by another version of Upheld: {detail}",
            "its tables may mean something else.",
            "use that version",
        ),
        "ledger-busy": (
            "{file} is held by another program: {detail}",
            "two writers at once would have to wait for each other for too long.",
            "run it again when the other one has ended",
        ),
        "ledger-unwritable": (
            "{file} cannot be written: {detail}",
            "what is not on the disk is not recorded.",
            "make room, or make the file and its folder writable, and run it again",
        ),
        "ledger-damaged": (
            "{file} is damaged: {detail}",
            "its entries can no longer be read with certainty.",
            _RESTORE,
        ),
        "recorded-is-final": (
            "{file} refused to change what was recorded: {detail}",
            "an entry that can be changed proves nothing.",
            "record a correction instead",
        ),
        "sqlite-unmended": (
            "no SQLite here is safe for a ledger: {detail}",
            "SQLite up to 3.51.2 can lose what was committed (its WAL-reset bug).",
            "install the package pysqlite3, or Python with SQLite 3.51.3, 3.50.7 or 3.44.6",
        ),
        "sqlite-setting": (
            "{file}: SQLite does not take a setting: {detail}",
            "without it an acknowledged entry could be lost.",
            "keep the ledger on a local disk",
        ),
        "key-missing": (
            "there is no private key {file}",
            "nobody can sign the head of the ledger without it.",
            "bring the key back; if it is lost, open a new epoch with upheld ledger init --follows",
        ),
        "key-open": (
            "others than you can read the private key {file}, or it is not yours",
            "whoever reads it can sign another history in your name.",
            "make it yours alone: chmod 600, and chown to the user that signs; if others had it, revoke it",
        ),
        "key-unreadable": (
            "{file} holds no private key: {detail}",
            "nothing can be signed with it.",
            "bring the key back",
        ),
        "key-of-another": (
            "{file} holds the key of {detail}",
            "a head signed under another name proves nothing.",
            "give the key of this ledger",
        ),
        "head-inconsistent": (
            "{file} is not signed: {detail}",
            "two heads that do not extend each other are two histories; whoever holds the other one could prove it.",
            _EPOCH_REMEDY,
        ),
        "journal-unreliable": (
            "{file} is not signed, because of the journal of what was signed: {detail}",
            "without it nobody can tell whether this head extends the last one signed.",
            "bring the journal back, or name it with --journal",
        ),
        "ledger-unfaithful": (
            "{file} is not signed: {detail} is not what was hashed when it was recorded",
            "somebody changed the file behind the back of the ledger, or the disk failed.",
            f"run upheld ledger fsck; {_RESTORE}",
        ),
        "revision-taken": (
            "{detail}",
            "a revision is never edited: whoever holds the other terms could not tell which ones were agreed.",
            "raise the revision in the agreement, and say from when it is effective",
        ),
        "entry-unreadable": ("an entry of {file} cannot be read: {detail}", "nothing can rest on it.", _RESTORE),
        "not-provable": (
            "{file}: {detail}",
            "a proof leads to a head that was signed.",
            "sign the head first: upheld ledger checkpoint",
        ),
        "not-a-cosignature": (
            "{file} is not kept: {detail}",
            "a line that does not hold would spoil every bundle that carries it.",
            "ask the witness again, for the head signed last: upheld ledger extend",
        ),
        "not-cosigned": (
            "the head in {file} is not cosigned: {detail}",
            "a witness signs only what extends the head it saw before.",
            "prove that it does: upheld ledger extend --from SIZE; if it cannot be proved, keep both heads",
        ),
        "proof-fails": (
            "{file} proves nothing: {detail}",
            "the entry in it may never have been recorded.",
            "ask for the proof again, and keep this one",
        ),
        "not-a-statement": (
            "{file}: {detail}",
            "only statements are issued.",
            "make one with upheld statement -o statement.json",
        ),
        "text-is-public": (
            "the text also stands in entries of {file}: {detail}",
            "what is public is under the hash of the ledger and cannot be erased.",
            "make the field private in the next epoch: upheld ledger init --private",
        ),
        "unusable-file": (
            "{file} cannot be used: {detail}",
            "the ledger needs it.",
            "mend the path or its permissions",
        ),
    }
)
"""Message, why and remedy for everything that can keep a command about a ledger from its work."""


def now() -> int:
    """The present instant [us UTC]."""
    return int(datetime.now(tz=UTC).timestamp() * 1_000_000)


def refused(code: str, file: Path, *, detail: object = "") -> Problem:
    """The problem of a code about a file."""
    message, why, remedy = REFUSALS[code]
    return Problem(code, Place(str(file)), message.format(file=file, detail=detail), why, remedy)


def refuse(code: str, file: Path, *, detail: object = "") -> NoReturn:
    """End the command with a problem."""
    stop_on([refused(code, file, detail=detail)])
    sys.exit(1)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a ledger into problems that end the command."""
    try:
        yield
    except LedgerFileError as error:
        refuse(error.code, path, detail=error.reason)
    except UnmendedSqliteError as error:
        refuse("sqlite-unmended", path, detail=error)
    except PragmaRefusedError as error:
        refuse("sqlite-setting", path, detail=error)
    except InconsistentHeadError as error:
        refuse("head-inconsistent", path, detail=error)
    except JournalError as error:
        refuse("journal-unreliable", path, detail=error)
    except UnfaithfulLedgerError as error:
        refuse("ledger-unfaithful", path, detail=error)
    except RevisionTakenError as error:
        refuse("revision-taken", path, detail=error)
    except (EntryError, NoteError) as error:
        refuse("entry-unreadable", path, detail=error)
    except OSError as error:
        refuse("unusable-file", Path(error.filename or path), detail=error.strerror or error)


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
        try:
            with ledger:
                yield ledger
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def files_of(path: str, *, key: str | None = None, journal: str | None = None) -> tuple[Path, ...]:
    """Every file that belongs to a ledger: nothing else is ever written to one of them."""
    beside = ("", "-wal", "-shm", "-journal", ".vkey", ".pq.vkey", ".key", ".checkpoints")
    return (*(Path(f"{path}{each}") for each in beside), key_file_of(path, key), journal_of(path, journal))


def journal_of(path: str, given: str | None) -> Path:
    """Where the journal of a ledger is: as given, or beside it."""
    return Path(given) if given else Path(f"{path}.checkpoints")


def key_file_of(path: str, given: str | None) -> Path:
    """Where the private key of a ledger is: as given, or beside it."""
    return Path(given) if given else Path(f"{path}.key")


def keys_of(file: Path, origin: str | None) -> list[SigningKey]:
    """The private keys in a file that only its owner, who is the user, can read; the one that signs first is first.

    With an `origin` they must be the keys of that ledger.
    """
    try:
        status = file.stat()
        if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077:
            refuse("key-open", file)
        keys = [read_signing_key(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        refuse("key-missing", file)
    except (NoteError, UnicodeDecodeError) as error:
        refuse("key-unreadable", file, detail=error)
    except OSError as error:
        refuse("unusable-file", file, detail=error.strerror)
    for key in keys:
        if key.name != (origin or key.name):
            refuse("key-of-another", file, detail=key.name)
    if not keys:
        refuse("key-unreadable", file, detail="it is empty")
    return keys


def writing_keys(file: Path, keys: list[SigningKey]) -> None:
    """Write private keys into a file that only the user can read, whole or not at all."""
    content = "".join(f"{key.text}\n" for key in keys).encode()
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    beside.replace(file)


def signed_head(ledger: FileLedger, *, key: str | None, journal: str | None) -> bytes:
    """The head of a ledger, signed by its keys and kept."""
    path = str(ledger.path)
    keys = keys_of(key_file_of(path, key), ledger.origin)
    return sign(ledger, keys, journal=journal_of(path, journal))
