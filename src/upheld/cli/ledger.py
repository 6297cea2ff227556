"""`upheld ledger`: a record that only grows: open it, add evidence to it, sign its head, look into it."""

import json
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from upheld.agreements.model import Agreement
from upheld.cli.from_ledger import hidden
from upheld.cli.inputs import agreement_of, check_text, evidence_of
from upheld.cli.key_files import key_file_of, writing_keys
from upheld.cli.ledger_audit import check, fsck, prove_entry
from upheld.cli.ledger_changes import erase_text, issue, revoke_key, rotate_key
from upheld.cli.ledger_timestamp import timestamp
from upheld.cli.ledger_witness import cosigned, extend
from upheld.cli.ledgers import (
    files_of,
    ledger_at,
    now,
    opening_ledger,
    second_key_of,
    signed_head,
    taken_away_again,
)
from upheld.cli.outputs import check_apart, check_writable, print_bytes, put, write_whole
from upheld.cli.printing import stop_on, visible
from upheld.cli.refusals import refuse
from upheld.evidence.bookkeeping import Opening, OriginError, Past, record_agreement, start
from upheld.evidence.checkpoint import ML_DSA, new_key
from upheld.evidence.commitments import ALWAYS_PRIVATE, KEY_SIZE, may_be_private
from upheld.evidence.entries import Agreed, read_entry
from upheld.evidence.facts import Facts
from upheld.evidence.intake import BULK_FROM, Receipt, Session, record
from upheld.evidence.ledger_file import FileLedger
from upheld.evidence.notes import NoteError
from upheld.evidence.signing import head_of
from upheld.measure.attributes import ALWAYS_READ

__all__ = ["command"]


@click.group()
def command() -> None:
    """Keep evidence in a ledger: a file that only grows, whose head is signed.

    \b
    Start with   upheld ledger init acme.ledger --provider northgate.example --client acme
    then         upheld ledger append acme.ledger evidence/ --agreement agreement.yaml
    and          upheld ledger checkpoint acme.ledger -o acme.checkpoint
    """


# --- init -------------------------------------------------------------------------------------------------------------


@command.command("init")
@click.argument("ledger", metavar="LEDGER")
@click.option("--provider", required=True, metavar="HOST", help="The provider's host name: northgate.example.")
@click.option("--client", required=True, metavar="NAME", help="The client: lower-case letters, digits, . _ -")
@click.option("--private", multiple=True, metavar="PATH", help="One more free attribute to keep private: set.site.")
@click.option("--epoch", metavar="NAME", help="Default: 1, or one more than that of the ledger it follows.")
@click.option("--follows", metavar="CHECKPOINT", help="The last signed head of a ledger that cannot go on.")
@click.option("--reason", metavar="TEXT", help="Why it cannot go on.")
@click.option("--key", metavar="FILE", help="Where the new private key goes. Default: LEDGER.key.")
@click.option("--post-quantum", is_flag=True, help="Sign every head by ML-DSA-44 too; that key goes to LEDGER.pq.vkey.")
def _init(
    ledger: str,
    provider: str,
    client: str,
    private: tuple[str, ...],
    epoch: str | None,
    follows: str | None,
    reason: str | None,
    key: str | None,
    post_quantum: bool,
) -> None:
    """Make a ledger with a new key, and print the key that its readers verify with."""
    for path in private:
        if not may_be_private(path) or path.partition(".")[2] in ALWAYS_READ:
            raise click.BadParameter(
                f"{path} may decide a figure; only free attributes can be private", param_hint="--private"
            )
    past = _past(follows, reason)
    opening = Opening(provider, client, epoch or _epoch_after(past), "", (*ALWAYS_PRIVATE, *private), past)
    try:
        origin = opening.origin
    except OriginError as error:
        raise click.BadParameter(str(error), param_hint=f"--{error.part}") from None
    file, key_file = Path(ledger), key_file_of(ledger, key)
    others = [each for each in files_of(ledger) if each != key_file_of(ledger, None)]
    check_apart(key, [*others, *(each.with_name(f"{each.name}.next") for each in others)], hint="--key")
    for each in files_of(ledger, key=key):
        if each.exists():
            refuse("ledger-exists", each)
    signer = new_key(origin, secret=os.urandom(KEY_SIZE))
    named = Opening(provider, client, opening.epoch, signer.verifier.text, opening.private, past)
    second = [new_key(origin, secret=os.urandom(KEY_SIZE), algorithm=ML_DSA)] if post_quantum else []
    keys, public_files = [signer, *second], [Path(f"{ledger}.vkey"), *[second_key_of(ledger) for _ in second]]
    with opening_ledger(file, origin) as made, taken_away_again(key_file, *public_files):
        start(made, named, received=now())
        for public_file, made_key in zip(public_files, keys, strict=True):
            write_whole(public_file, f"{made_key.verifier.text}\n".encode())
        writing_keys(key_file, keys)
    click.echo(f"made {file} and {key_file}: keep the key from others, and a copy of it in a safe", err=True)
    click.echo(f"made {public_files[0]}: its line belongs into the contract; the client verifies with it", err=True)
    click.echo(signer.verifier.text)


def _past(follows: str | None, reason: str | None) -> Past | None:
    """The head that a new epoch follows."""
    if (follows is None) != (reason is None):
        raise click.UsageError("--follows and --reason belong together")
    if follows is None or reason is None:
        return None
    check_text(reason, hint="--reason")
    try:
        head = head_of(Path(follows).read_bytes())
    except (OSError, NoteError) as error:
        raise click.BadParameter(f"{follows} holds no signed head: {error}", param_hint="--follows") from None
    return Past(head.origin, head.size, head.root, reason)


def _epoch_after(past: Past | None) -> str:
    last = past.origin.rpartition("/")[2] if past else "0"
    return str(int(last) + 1) if last.isdecimal() else f"{last}-2"


# --- append -----------------------------------------------------------------------------------------------------------


@command.command("append")
@click.argument("ledger", metavar="LEDGER")
@click.argument("evidence", nargs=-1, metavar="[EVIDENCE]...")
@click.option("--agreement", "agreements", multiple=True, metavar="FILE", help="Record this agreement too.")
@click.option("--receipt", metavar="FILE", help="Write the receipt as JSON.")
@click.option(
    "--bulk-from", default=BULK_FROM, show_default=True, help="Seal samples, counts and readings beyond this."
)
@click.option("--keep-going", is_flag=True, help="Leave out facts that have a problem, list them, and go on.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="How the receipt is printed."
)
def _append(
    ledger: str,
    evidence: tuple[str, ...],
    agreements: tuple[str, ...],
    receipt: str | None,
    bulk_from: int,
    keep_going: bool,
    output: str,
) -> None:
    """Add what is new in evidence files or folders, all of it or nothing, and give a receipt."""
    if not evidence and not agreements:
        raise click.UsageError("name evidence, or an agreement")
    check_apart(receipt, (*files_of(ledger), *evidence, *agreements), hint="--receipt")
    check_writable(receipt, hint="--receipt")
    read = [_agreed(path) for path in agreements]
    facts = evidence_of(evidence, keep_going=keep_going, is_all=False) if evidence else None
    with ledger_at(ledger) as opened, opened.writing():
        received = now()
        first = opened.size
        for agreement, each in read:
            stop_on(hidden(opened, ledger, agreement=agreement))
            record_agreement(opened, each, received=received)
        given = _nothing(opened) if facts is None else _recorded(facts, opened, received=received, bulk_from=bulk_from)
        tree = opened.frontier()
    content = json.dumps(
        {
            "receipt": 1,
            "origin": given.origin,
            "first": first,
            "size": tree.size,
            "root": tree.root.hex(),
            "added": given.added,
            "sealed": given.sealed,
            "repeated": given.repeated,
        },
        indent=2,
    )
    if receipt is not None:
        write_whole(Path(receipt), f"{content}\n".encode())
    click.echo(content if output == "json" else _told(given, first, size=tree.size))


def _agreed(path: str) -> tuple[Agreement, Agreed]:
    agreement = agreement_of(path)
    file = f"sha256:{sha256(Path(path).read_bytes()).hexdigest()}"
    effective = agreement.effective.isoformat()
    return agreement, Agreed(agreement.id, agreement.revision, effective, agreement.digest, file)


def _recorded(facts: Facts, ledger: FileLedger, *, received: int, bulk_from: int) -> Receipt:
    console = Console(stderr=True)
    columns = (TextColumn("recording"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("facts", total=None)
        session = Session(
            received, os.urandom, bulk_from, lambda done, total: bar.update(task, completed=done, total=total)
        )
        receipt, problems = record(facts, ledger, session=session)
    stop_on(problems)
    if receipt is None:
        sys.exit(1)
    return receipt


def _nothing(ledger: FileLedger) -> Receipt:
    tree = ledger.frontier()
    return Receipt(ledger.origin, tree.size, tree.size, tree.root, 0, 0, 0)


def _told(given: Receipt, first: int, *, size: int) -> str:
    entries = f"entries {first} to {size - 1}" if size > first else "no new entry"
    sealed = f" ({given.sealed} of them in segments)" if given.sealed else ""
    return f"{given.origin}: {given.added} facts{sealed}, {given.repeated} known before; {entries}; size {size}"


# --- checkpoint and log -----------------------------------------------------------------------------------------------


@command.command("checkpoint")
@click.argument("ledger", metavar="LEDGER")
@click.option("-o", "--output", "target", metavar="FILE", help="Write the note to a file. Default: print it.")
@click.option("--key", metavar="FILE", help="The private key. Default: LEDGER.key.")
@click.option("--journal", metavar="FILE", help="The journal of what was signed. Default: LEDGER.checkpoints.")
def _checkpoint(ledger: str, target: str | None, key: str | None, journal: str | None) -> None:
    """Sign the head of the ledger, if it extends every head signed before, and print the note."""
    check_apart(target, files_of(ledger, key=key, journal=journal), hint="-o")
    with ledger_at(ledger) as opened:
        note = signed_head(opened, key=key, journal=journal)
    put(note, target)


@command.command("log")
@click.argument("ledger", metavar="LEDGER")
@click.option("--from", "start", type=int, default=0, help="The first entry, from 0.")
@click.option("--to", "end", type=int, help="The last entry. Default: the last there is.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="json: one entry a line.")
def _log(ledger: str, start: int, end: int | None, output: str) -> None:
    """List entries: when each was received, what it records, about what."""
    with ledger_at(ledger) as opened:
        stop = opened.size if end is None else min(end + 1, opened.size)
        for index, content in enumerate(opened.read(start, stop), start=max(start, 0)):
            if output == "json":
                print_bytes(b'{"index":%d,"entry":%s}\n' % (index, content))
            else:
                click.echo(visible(_line(index, content)))


def _line(index: int, content: bytes) -> str:
    entry = read_entry(content)
    public = entry.public
    words: Sequence[object] = {
        "fact": [public.get("kind"), public.get("event") or public.get("state") or ""],
        "segment": [public.get("count"), public.get("kind"), "facts"],
    }.get(entry.type, [])
    more = [f"corrects {entry.supersedes}"] if entry.supersedes is not None else []
    hidden = [f"private: {', '.join(entry.commit)}"] if entry.commit else []
    return "  ".join([f"{index:>8}", entry.received, entry.type, entry.subject, *map(str, words), *more, *hidden])


for _each in (fsck, prove_entry, check, issue, erase_text, rotate_key, revoke_key, extend, cosigned, timestamp):
    command.add_command(_each)
