"""The file of the private keys beside a ledger: who may read it, and that it always agrees with the entries.

A key that comes is written beside the file before the entry that hands over to it, and takes its place after; one that
was revoked is taken out after its entry. Whatever stops in between is put right by the next command that signs.
"""

import os
import stat
from pathlib import Path

from upheld.cli.refusals import refuse
from upheld.evidence.checkpoint import SigningKey, read_signing_key
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.ledger_keys import standing
from upheld.evidence.notes import NoteError

__all__ = ["coming_file", "key_file_of", "keys_of", "settled_keys", "writing_keys"]


def key_file_of(path: str, given: str | None) -> Path:
    """Where the private key of a ledger is: as given, or beside it."""
    return Path(given) if given else Path(f"{path}.key")


def coming_file(file: Path) -> Path:
    """Where the keys wait that will take the place of those in a file."""
    file = file.resolve()
    return file.with_name(f"{file.name}.next")


def settled_keys(ledger: FileLedger, file: Path) -> list[SigningKey]:
    """The private keys that the entries of a ledger leave in force.

    What a hand-over or a revocation left behind that was cut off is put right first.
    """
    with ledger.writing():
        keys, coming = keys_of(file, ledger.origin), coming_file(file)
        if coming.exists():
            waiting = keys_of(coming, ledger.origin)
            if standing(ledger, waiting[0].verifier) == "not named":  # cut off before its entry was recorded
                coming.unlink()
            else:
                coming.replace(file.resolve())
                keys = waiting
        says = {key: standing(ledger, key.verifier) for key in keys}
        kept = [key for key in keys if says[key] != "revoked"]
        if kept != keys:
            writing_keys(file, kept)
        found = [key for key in kept if says[key] == "in force"]
        if not found:
            refuse("key-not-in-force", file, detail=", ".join(f"{key.verifier.shown} is {says[key]}" for key in keys))
    return found


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
        refuse("key-not-in-force", file, detail="it is empty, as it is once every key was revoked")
    return keys


def writing_keys(file: Path, keys: list[SigningKey]) -> None:
    """Write private keys into a file that only the user can read, whole or not at all; a link is followed."""
    file = file.resolve()
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
