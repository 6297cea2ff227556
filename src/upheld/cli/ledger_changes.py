"""`upheld ledger issue`, `erase`, `rotate-key` and `revoke-key`: entries about the ledger itself."""

import json
import os
from hashlib import sha256
from pathlib import Path

import click

from upheld.cli.ledgers import key_file_of, keys_of, ledger_at, now, refuse, refused, writing_keys
from upheld.cli.printing import tell
from upheld.evidence.bookkeeping import add_own, erase
from upheld.evidence.checkpoint import ML_DSA, new_key, signed
from upheld.evidence.commitments import KEY_SIZE
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.notes import NoteError, read_vkey
from upheld.report.json import NotAStatementError, statement_from_json

__all__ = ["erase_text", "issue", "revoke_key", "rotate_key"]


@click.command("issue")
@click.argument("ledger", metavar="LEDGER")
@click.argument("statement", metavar="STATEMENT")
def issue(ledger: str, statement: str) -> None:
    """Record that a statement (its JSON) was issued: its digest, what it was made from, and by which engine."""
    path = Path(statement)
    try:
        content = path.read_bytes()
        stated = statement_from_json(content)
    except OSError as error:
        refuse("unusable-file", path, detail=error.strerror)
    except NotAStatementError as error:
        refuse("not-a-statement", path, detail=error)
    head = json.loads(content)["evidence"].get("checkpoint")
    public = {
        "statement": f"sha256:{sha256(content).hexdigest()}",
        "agreement": stated.agreement.digest,
        "period": stated.period.label,
        "engine": stated.engine,
        "size": head["size"] if head else None,
    }
    subject = f"{stated.agreement.id} {stated.period.label}"
    with ledger_at(ledger) as opened:
        index = add_own(opened, "statement", subject=subject, public=public, received=now())
    click.echo(f"entry {index}: {subject}, {public['statement']}")


@click.command("erase")
@click.argument("ledger", metavar="LEDGER")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
def erase_text(ledger: str, texts: tuple[str, ...]) -> None:
    """Remove every private value in which a text occurs, with its key, from every file of the ledger.

    Entries and proofs stay as they are: they hold commitments only, which say nothing without the keys.
    """
    if not all(text.strip() for text in texts):
        raise click.BadParameter("an empty text occurs everywhere", param_hint="TEXT")
    with ledger_at(ledger) as opened:
        places = erase(opened, texts, received=now())
        opened.wipe()
        _warn_of_public(opened, texts)
    for index, path in places:
        click.echo(f"entry {index}: {path}")
    click.echo(f"{len(places)} private values erased", err=True)


def _warn_of_public(ledger: FileLedger, texts: tuple[str, ...]) -> None:
    for text in texts:
        entries = ledger.entries_with(text)
        if entries:
            first = ", ".join(map(str, entries[:5]))
            tell([refused("text-is-public", ledger.path, detail=f"{len(entries)} entries ({first})")])


@click.command("rotate-key")
@click.argument("ledger", metavar="LEDGER")
@click.option("--key", metavar="FILE", help="The private key. Default: LEDGER.key.")
def rotate_key(ledger: str, key: str | None) -> None:
    """Hand over to a new key: the old one signs for it, both sign from now on, and the new one is printed."""
    file = key_file_of(ledger, key)
    with ledger_at(ledger) as opened, opened.writing():
        keys = keys_of(file, opened.origin)
        second = [each for each in keys if each.algorithm == ML_DSA]
        old = next((each for each in keys if each not in second), None)
        if old is None:
            refuse("key-unreadable", file, detail="the key that could hand over was revoked")
        new = new_key(opened.origin, secret=os.urandom(KEY_SIZE))
        line = new.verifier.text
        public = {"old": old.verifier.text, "new": line, "signature": signed(f"{line}\n", [old]).decode()}
        add_own(opened, "key.rotate", subject=opened.origin, public=public, received=now())
        writing_keys(file, [new, old, *second])
    click.echo("both keys sign from now on; give the new one to every reader", err=True)
    click.echo(line)


@click.command("revoke-key")
@click.argument("ledger", metavar="LEDGER")
@click.argument("vkey", metavar="KEY")
@click.option("--reason", required=True, metavar="TEXT", help="Why nobody should rely on it any more.")
@click.option("--key", metavar="FILE", help="The private keys. Default: LEDGER.key.")
def revoke_key(ledger: str, vkey: str, reason: str, key: str | None) -> None:
    """Record that a key is not to be relied on, and sign with it no more."""
    try:
        revoked = read_vkey(vkey.strip())
    except NoteError as error:
        raise click.BadParameter(error.reason, param_hint="KEY") from None
    file = key_file_of(ledger, key)
    with ledger_at(ledger) as opened, opened.writing():
        keys = keys_of(file, opened.origin)
        public = {"vkey": revoked.text, "reason": reason}
        add_own(opened, "key.revoke", subject=opened.origin, public=public, received=now())
        left = [each for each in keys if each.verifier != revoked]
        writing_keys(file, left)
    if not left:
        click.echo("no key is left: go on in a new epoch, with upheld ledger init --follows", err=True)
    click.echo(f"revoked {revoked.text}")
