"""`upheld ledger issue`, `erase`, `rotate-key` and `revoke-key`: entries about the ledger itself."""

import os
from hashlib import sha256
from pathlib import Path

import click

from upheld.cli.inputs import check_text
from upheld.cli.key_files import coming_file, key_file_of, settled_keys, writing_keys
from upheld.cli.ledgers import ledger_at, now
from upheld.cli.printing import stop_on
from upheld.cli.refusals import refuse, refused
from upheld.evidence.bookkeeping import ForeignStatementError, erase, record_issue
from upheld.evidence.checkpoint import ML_DSA, Checkpoint, new_key
from upheld.evidence.commitments import KEY_SIZE
from upheld.evidence.entries import Issued
from upheld.evidence.holdings import key_from
from upheld.evidence.ledger_keys import hand_over, revoke, standing
from upheld.evidence.notes import NoteError, decoded
from upheld.evidence.searching import found_in_clear
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
    named, digest = stated.evidence.checkpoint, f"sha256:{sha256(content).hexdigest()}"
    size = None if named is None else named.size
    new = Issued(digest, stated.agreement.digest, stated.period.label, stated.engine, size)
    subject = f"{stated.agreement.id} {stated.period.label}"
    with ledger_at(ledger) as opened:
        try:
            head = None if named is None else Checkpoint(named.origin, named.size, decoded(named.root))
            index, is_new = record_issue(opened, new, subject=subject, head=head, received=now())
        except (ForeignStatementError, NoteError):
            refuse("statement-of-another", path, detail=opened.origin)
    click.echo(f"entry {index}: {subject}, {digest}{'' if is_new else ', issued before'}")


@click.command("erase")
@click.argument("ledger", metavar="LEDGER")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
def erase_text(ledger: str, texts: tuple[str, ...]) -> None:
    """Remove every private value in which a text occurs, with its key, from every file of the ledger.

    Entries and proofs stay as they are: they hold commitments only, which say nothing without the keys.
    """
    for text in texts:
        check_text(text, hint="TEXT")
    with ledger_at(ledger) as opened:
        places = erase(opened, texts, received=now())
        opened.wipe()
        public = found_in_clear(opened, texts)
    for index, path in places:
        click.echo(f"entry {index}: {path}")
    click.echo(f"{len(places)} private values erased", err=True)
    left = [f"{len(entries)} entries ({', '.join(map(str, entries[:5]))})" for entries in public.values() if entries]
    stop_on([refused("text-is-public", Path(ledger), detail=each) for each in left])


@click.command("rotate-key")
@click.argument("ledger", metavar="LEDGER")
@click.option("--key", metavar="FILE", help="The private key. Default: LEDGER.key.")
def rotate_key(ledger: str, key: str | None) -> None:
    """Hand over to a new key: the old one signs for it, both sign from now on, and the new one is printed."""
    file = key_file_of(ledger, key)
    with ledger_at(ledger) as opened:
        with opened.writing():
            keys = settled_keys(opened, file)
            second = [each for each in keys if each.algorithm == ML_DSA]
            old = next((each for each in keys if each not in second), None)
            if old is None:
                refuse("key-not-in-force", file, detail="none of them can hand over")
            new = new_key(opened.origin, secret=os.urandom(KEY_SIZE))
            writing_keys(coming_file(file), [new, old, *second])
            hand_over(opened, old, new=new, received=now())
        settled_keys(opened, file)
    click.echo("both keys sign from now on; give the new one to every reader", err=True)
    click.echo(new.verifier.text)


@click.command("revoke-key")
@click.argument("ledger", metavar="LEDGER")
@click.argument("vkey", metavar="KEY")
@click.option("--reason", required=True, metavar="TEXT", help="Why nobody should rely on it any more.")
@click.option("--key", metavar="FILE", help="The private keys. Default: LEDGER.key.")
def revoke_key(ledger: str, vkey: str, reason: str, key: str | None) -> None:
    """Record that a key is not to be relied on, and sign with it no more."""
    check_text(reason, hint="--reason")
    try:
        revoked = key_from(vkey)
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{vkey} is no key: {error}", param_hint="KEY") from None
    file = key_file_of(ledger, key)
    with ledger_at(ledger) as opened:
        with opened.writing():
            keys = settled_keys(opened, file)
            said = standing(opened, revoked)
            if revoked.name != opened.origin or said != "in force":
                refuse("key-not-revocable", Path(ledger), detail=f"{revoked.shown}, a key that is {said}")
            revoke(opened, revoked, reason=reason, received=now())
        left = [each for each in keys if each.verifier != revoked]
        writing_keys(file, left)
    if not left:
        click.echo("no key is left: go on in a new epoch, with upheld ledger init --follows", err=True)
    click.echo(f"revoked {revoked.text}")
