"""`upheld ledger fsck`, `prove` and `check`: is a ledger whole, and is one entry in it."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import click

from upheld.cli.key_files import coming_file, key_file_of, keys_of
from upheld.cli.ledgers import files_of, journal_of, ledger_at, second_key_of
from upheld.cli.outputs import check_apart, print_bytes, put
from upheld.cli.printing import visible
from upheld.cli.refusals import refuse
from upheld.evidence.audit import audit
from upheld.evidence.chain import Breach
from upheld.evidence.checkpoint import SignatureError, read_checkpoint
from upheld.evidence.entry_proof import check_proof, proof_bytes, prove, read_proof
from upheld.evidence.holdings import key_from
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.ledger_keys import standing
from upheld.evidence.notes import NoteError, VerifierKey
from upheld.evidence.signing import journal_notes
from upheld.evidence.tree import ProofError

__all__ = ["check", "fsck", "prove_entry"]


@click.command("fsck")
@click.argument("ledger", metavar="LEDGER")
@click.option("--journal", metavar="FILE", help="The journal of what was signed. Default: LEDGER.checkpoints.")
@click.option("--key", metavar="FILE", help="The private keys, if they are here. Default: LEDGER.key.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="Of the findings.")
def fsck(ledger: str, journal: str | None, key: str | None, output: str) -> None:
    """Compute every hash, head, number, private value and segment again, and name what is wrong."""
    found: list[Breach] = []
    with ledger_at(ledger) as opened:
        path = journal_of(ledger, journal)
        notes = journal_notes(path) if path.exists() or opened.signed() else []
        keys = [key_from(str(file)) for file in (second_key_of(ledger),) if file.exists()]
        for breach in chain(audit(opened, notes, keys=keys), _unfit_keys(opened, key_file_of(ledger, key))):
            found.append(breach)
            if output == "text":
                place = breach.file if breach.entry is None else f"{breach.file}, entry {breach.entry}"
                click.echo(visible(f"{place}: {breach.says} [{breach.code}]"), err=True)
        size, heads = opened.size, len(opened.signed())
    if output == "json":
        tree = {"ledger": ledger, "entries": size, "heads": heads, "findings": [asdict(each) for each in found]}
        click.echo(json.dumps(tree, indent=2, ensure_ascii=False))
    else:
        click.echo(f"{size} entries, {heads} signed heads: {len(found) or 'nothing'} wrong")
    sys.exit(1 if found else 0)


def _unfit_keys(ledger: FileLedger, file: Path) -> Iterator[Breach]:
    """Keys of the user, beside the ledger, that its entries do not leave in force."""
    if not file.exists() or file.stat().st_uid != os.getuid():
        return
    if coming_file(file).exists():
        says = "a hand-over to a new key was cut off; the next checkpoint puts it right"
        yield Breach("key-not-in-force", str(coming_file(file)), says)
    if not file.read_bytes().strip():
        return  # every key was revoked
    for key in keys_of(file, ledger.origin):
        says = standing(ledger, key.verifier)
        if says != "in force":
            yield Breach("key-not-in-force", str(file), f"{key.verifier.shown} is {says}")


@click.command("prove")
@click.argument("ledger", metavar="LEDGER")
@click.argument("index", type=click.IntRange(min=0), metavar="INDEX")
@click.option("-o", "--output", "target", metavar="FILE", help="Write the proof to a file. Default: print it.")
def prove_entry(ledger: str, index: int, target: str | None) -> None:
    """Prove that an entry is in the ledger, under the head signed last, in one file that needs nothing else."""
    check_apart(target, files_of(ledger), hint="-o")
    with ledger_at(ledger) as opened:
        try:
            content = proof_bytes(prove(opened, index))
        except ProofError as error:
            refuse("not-provable", Path(ledger), detail=error.reason)
    put(content, target)


@click.command("check")
@click.argument("proof", metavar="PROOF")
@click.option("--key", "keys", multiple=True, required=True, metavar="KEY", help="A key you trust, or a file with it.")
def check(proof: str, keys: tuple[str, ...]) -> None:
    """Check the proof of an entry offline, and print the entry."""
    path = Path(proof)
    trusted = [_key(text) for text in keys]
    try:
        found = read_proof(path.read_bytes())
        note = check_proof(found, trusted)
    except OSError as error:
        refuse("unusable-file", path, detail=error.strerror)
    except (NoteError, ProofError, SignatureError) as error:
        refuse("proof-fails", path, detail=error.reason)
    head = read_checkpoint(note.note.text)
    click.echo(f"entry {found.index} of {head.size} in {head.origin}, signed by {note.keys[0].shown}", err=True)
    print_bytes(found.entry + b"\n")


def _key(text: str) -> VerifierKey:
    try:
        return key_from(text)
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{text} is no key: {error}", param_hint="--key") from None
