"""`upheld witness`: a third party that keeps heads of ledgers, cosigns what extends them, and refuses forks."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from upheld.cli.key_files import keys_of, writing_keys
from upheld.cli.ledgers import files_of, now
from upheld.cli.outputs import check_apart, put, write_whole
from upheld.cli.refusals import refuse
from upheld.evidence.checkpoint import COSIGNATURE, SigningKey, new_key, read_checkpoint
from upheld.evidence.commitments import KEY_SIZE
from upheld.evidence.holdings import key_from
from upheld.evidence.notes import Note, NoteError, VerifierKey, joined, note_bytes, read_note
from upheld.evidence.sqlite import AnotherFileError
from upheld_witness.server import server_at
from upheld_witness.store import Refusal, Store
from upheld_witness.witness import Witness, cosign, read_request

__all__ = ["command"]

_SECOND = 1_000_000


@click.group()
def command() -> None:
    """Witness ledgers: keep the last head of each, cosign what extends it, refuse forks.

    \b
    Start with   upheld witness init witness.key --name witness.example
    then         upheld witness cosign heads --key witness.key --log acme.ledger.vkey request -o march.head
    or           upheld witness serve heads --key witness.key --log acme.ledger.vkey --listen 127.0.0.1:8080
    """


@command.command("init")
@click.argument("key", metavar="KEY")
@click.option("--name", required=True, metavar="NAME", help="The witness: a name that no one else uses.")
def _init(key: str, name: str) -> None:
    """Make the key of a witness, and print the line that policies name it by."""
    file = Path(key)
    if file.exists():
        refuse("key-exists", file)
    try:
        made = new_key(name, secret=os.urandom(KEY_SIZE), algorithm=COSIGNATURE)
    except NoteError as error:
        raise click.BadParameter(error.reason, param_hint="--name") from None
    writing_keys(file, [made])
    click.echo(f"made {file}: keep it from others", err=True)
    click.echo(made.verifier.text)


@command.command("cosign")
@click.argument("store", metavar="STORE")
@click.argument("request", metavar="REQUEST")
@click.option("--key", required=True, metavar="FILE", help="The private key of the witness.")
@click.option("--log", "logs", multiple=True, required=True, metavar="VKEY", help="A ledger's key, or a file with it.")
@click.option("-o", "--output", "target", metavar="FILE", help="Write the cosigned head. Default: print it.")
def _cosign(store: str, request: str, key: str, logs: tuple[str, ...], target: str | None) -> None:
    """Cosign the head in REQUEST (of `upheld ledger extend`) if it extends the last one seen; keep it."""
    check_apart(target, (*files_of(store), key, request), hint="-o")
    try:
        asked = read_request(Path(request).read_bytes())
        answer = cosign(_witness(store, key, logs=logs), asked, clock=lambda: now() // _SECOND)
        note = read_note(asked.note)
    except NoteError as error:
        refuse("proof-fails", Path(request), detail=error.reason)
    except AnotherFileError:
        refuse("not-a-store", Path(store))
    except OSError as error:
        refuse("unusable-file", Path(error.filename or request), detail=error.strerror)
    if isinstance(answer, Refusal):
        refuse("not-cosigned", Path(request), detail=answer.says)
    content = note_bytes(joined([note, Note(note.text, (answer,))]))
    put(content, target)


@command.command("refused")
@click.argument("store", metavar="STORE")
@click.option("-o", "--output", "target", metavar="FOLDER", help="Write both heads of each, as signed.")
def _refused(store: str, target: str | None) -> None:
    """List the signed heads that did not extend the last one seen: with it they prove a fork."""
    if not Path(store).is_file():
        refuse("unusable-file", Path(store), detail="it is not there")
    found = _refused_in(Path(store))
    click.echo(f"{len(found)} head{'' if len(found) == 1 else 's'} that did not extend the last one seen")
    for number, (refused, held) in enumerate(found, start=1):
        head = read_checkpoint(read_note(refused).text)
        click.echo(f"{head.origin}: {head.size} entries, root {head.root.hex()}")
        if target is not None:
            write_whole(Path(target) / f"{number}.refused", refused)
            write_whole(Path(target) / f"{number}.held", held)


def _refused_in(store: Path) -> list[tuple[bytes, bytes]]:
    try:
        return Store(store).refused()
    except AnotherFileError:
        refuse("not-a-store", store)


@command.command("serve")
@click.argument("store", metavar="STORE")
@click.option("--key", required=True, metavar="FILE", help="The private key of the witness.")
@click.option("--log", "logs", multiple=True, required=True, metavar="VKEY", help="A ledger's key, or a file with it.")
@click.option("--listen", default="127.0.0.1:8080", show_default=True, metavar="HOST:PORT", help="Where to answer.")
def _serve(store: str, key: str, logs: tuple[str, ...], listen: str) -> None:
    """Answer POST /add-checkpoint (C2SP tlog-witness) until it is ended."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        raise click.BadParameter("write it like 127.0.0.1:8080", param_hint="--listen")
    witness = _witness(store, key, logs=logs)
    _refused_in(Path(store))
    try:
        server = server_at((host, int(port)), witness, clock=lambda: now() // _SECOND)
    except (OSError, OverflowError) as error:
        raise click.BadParameter(f"nothing can listen there: {error}", param_hint="--listen") from None
    click.echo(f"{witness.key.name} answers at {host}:{server.server_port}", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _witness(store: str, key: str, *, logs: Sequence[str]) -> Witness:
    known: dict[str, list[VerifierKey]] = {}
    for text in logs:
        try:
            found = key_from(text)
        except (OSError, ValueError) as error:
            raise click.BadParameter(f"{text} is no key: {error}", param_hint="--log") from None
        if found.algorithm == COSIGNATURE:
            raise click.BadParameter(f"{found.name} is a witness, no ledger", param_hint="--log")
        known.setdefault(found.name, []).append(found)
    return Witness(_own_key(key), Store(Path(store)), known)


def _own_key(file: str) -> SigningKey:
    key, *others = keys_of(Path(file), None)
    if others or key.algorithm != COSIGNATURE:
        refuse("key-of-another", Path(file), detail="a ledger, not that of a witness")
    return key
