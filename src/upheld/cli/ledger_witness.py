"""`upheld ledger extend` and `cosigned`: ask a witness for its signature, and keep it."""

import sys
from pathlib import Path

import click

from upheld.cli.ledgers import files_of, ledger_at
from upheld.cli.outputs import check_apart, put
from upheld.cli.printing import stop_on
from upheld.cli.refusals import refuse
from upheld.evidence.checkpoint import SignatureError, verified
from upheld.evidence.notes import Note, NoteError, encoded, joined, note_bytes, read_note
from upheld.evidence.policy import Policy, read_policy, satisfied
from upheld.evidence.signing import head_of
from upheld.evidence.tree import ProofError, consistency_proof

__all__ = ["cosigned", "extend"]


@click.command("extend")
@click.argument("ledger", metavar="LEDGER")
@click.option("--from", "size", type=click.IntRange(min=0), default=0, help="The size the witness saw last, if any.")
@click.option("-o", "--output", "target", metavar="FILE", help="Write the request to a file. Default: print it.")
def extend(ledger: str, size: int, target: str | None) -> None:
    """Prove that the head signed last extends an earlier one: what a witness is sent (C2SP tlog-witness)."""
    check_apart(target, files_of(ledger), hint="-o")
    with ledger_at(ledger) as opened:
        notes = opened.signed()
        if not notes:
            refuse("not-provable", Path(ledger), detail="no head was ever signed")
        try:
            new = head_of(notes[-1]).size
            proof = consistency_proof(size, new, node=opened.node) if size else []
        except ProofError as error:
            refuse("not-provable", Path(ledger), detail=error.reason)
    lines = "".join(f"{encoded(each)}\n" for each in proof)
    content = f"old {size}\n{lines}\n".encode() + notes[-1]
    put(content, target)


@click.command("cosigned")
@click.argument("ledger", metavar="LEDGER")
@click.argument("notes", nargs=-1, required=True, metavar="NOTE...")
@click.option("--policy", required=True, metavar="FILE", help="The witnesses whose cosignatures are kept.")
def cosigned(ledger: str, notes: tuple[str, ...], policy: str) -> None:
    """Keep the cosignatures that witnesses put under the head signed last; the next bundle carries them.

    A NOTE is the head with its cosignatures, or the lines of these alone, as a witness answers over HTTP.
    """
    asked = _policy(policy)
    with ledger_at(ledger) as opened, opened.writing():
        kept = opened.signed()
        if not kept:
            refuse("not-provable", Path(ledger), detail="no head was ever signed")
        last = read_note(kept[-1])
        given = [_cosignatures(Path(each), last.text, policy=asked) for each in notes]
        whole = note_bytes(joined([last, *given]))
        if whole != kept[-1]:
            opened.add_signed(whole)
    found = verified(whole, asked.keys)
    click.echo(satisfied(asked, found.keys).says, err=True)


def _policy(file: str) -> Policy:
    path = Path(file)
    try:
        found, problems = read_policy(path.read_text("utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        refuse("unusable-file", path, detail=getattr(error, "strerror", None) or error)
    stop_on(problems)
    if found is None:
        sys.exit(1)
    return found


def _cosignatures(file: Path, text: str, *, policy: Policy) -> Note:
    """The cosignatures in a file by witnesses of a policy, which hold for the text."""
    try:
        content = file.read_bytes()
        is_whole = b"\n\n" in content
        found = verified(content if is_whole else f"{text}\n".encode() + content, [*policy.witnesses.values()])
    except OSError as error:
        refuse("unusable-file", file, detail=error.strerror)
    except (NoteError, SignatureError) as error:
        refuse("not-a-cosignature", file, detail=error)
    if found.note.text != text:
        refuse("not-a-cosignature", file, detail="it is under another head than the one signed last")
    names = {(key.name, key.key_id) for key in found.keys}
    return Note(text, tuple(each for each in found.note.signatures if (each.name, each.key_id) in names))
