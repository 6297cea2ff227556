"""What can keep a command about a ledger from its work, in words."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn

from upheld.cli.printing import stop_on
from upheld.problems import Place, Problem

__all__ = ["REFUSALS", "refuse", "refused"]

_RESTORE: Final = "bring the ledger back from its last good copy"
_EPOCH_REMEDY: Final = "find the copy that has them; if it is lost, open a new epoch with upheld ledger init --follows"

REFUSALS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "no-such-ledger": (
            "there is no ledger {file}",
            "what is not there proves nothing, and nothing can be added to it.",
            "check the path, or make one with upheld ledger init",
        ),
        "ledger-exists": (
            "{file} is there already",
            "a ledger and its keys are never written over.",
            "give another path, or add to this one with upheld ledger append",
        ),
        "not-a-store": (
            "{file} keeps something else than the heads of a witness",
            "it would be changed into something that is neither.",
            "give a new path, or the file that this witness kept its heads in before",
        ),
        "key-exists": (
            "{file} is there already",
            "a key is never written over.",
            "give another path, or go on with that key",
        ),
        "not-a-ledger": (
            "{file} is no ledger",
            "nothing in it is proved by anything.",
            "check the path; if upheld ledger init was stopped while it made this file, delete it and run that again",
        ),
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
        "key-not-in-force": (
            "{file} holds no key that may sign now: {detail}",
            "what a key signs that no entry names, or that was revoked, is refused by every reader.",
            "bring back the key that the ledger handed over to; if it is lost, open a new epoch: upheld ledger init",
        ),
        "key-not-revocable": (
            "the ledger {file} does not revoke {detail}",
            "an entry that revokes it would say nothing.",
            "name a key that signs this ledger: upheld ledger log shows who handed over to whom",
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
        "statement-of-another": (
            "{file} is not about what the ledger {detail} holds",
            "an entry stays for ever, and this one would tell what another client was told, or nothing provable.",
            "state from this ledger: upheld statement --ledger",
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


def refused(code: str, file: Path, *, detail: object = "") -> Problem:
    """The problem of a code about a file."""
    message, why, remedy = REFUSALS[code]
    return Problem(code, Place(str(file)), message.format(file=file, detail=detail), why, remedy)


def refuse(code: str, file: Path, *, detail: object = "") -> NoReturn:
    """End the command with a problem."""
    stop_on([refused(code, file, detail=detail)])
    sys.exit(1)
