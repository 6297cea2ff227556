"""`upheld ledger extend` and `cosigned`: ask a witness for its signature, and keep it."""

from pathlib import Path

import click

from upheld.cli.ledgers import ledger_at, refuse
from upheld.cli.outputs import print_bytes, write_whole
from upheld.evidence.notes import NoteError, encoded, joined, note_bytes, read_note
from upheld.evidence.signing import head_of
from upheld.evidence.tree import ProofError, consistency_proof

__all__ = ["cosigned", "extend"]


@click.command("extend")
@click.argument("ledger", metavar="LEDGER")
@click.option("--from", "size", type=click.IntRange(min=0), default=0, help="The size the witness saw last, if any.")
@click.option("-o", "--output", "target", metavar="FILE", help="Write the request to a file. Default: print it.")
def extend(ledger: str, size: int, target: str | None) -> None:
    """Prove that the head signed last extends an earlier one: what a witness is sent (C2SP tlog-witness)."""
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
    if target is None:
        print_bytes(content)
    else:
        write_whole(Path(target), content)
        click.echo(f"wrote {target}", err=True)


@click.command("cosigned")
@click.argument("ledger", metavar="LEDGER")
@click.argument("notes", nargs=-1, required=True, metavar="NOTE...")
def cosigned(ledger: str, notes: tuple[str, ...]) -> None:
    """Keep the cosignatures that witnesses put under the head signed last; the next bundle carries them."""
    with ledger_at(ledger) as opened:
        kept = opened.signed()
        if not kept:
            refuse("not-provable", Path(ledger), detail="no head was ever signed")
        try:
            same = [read_note(each) for each in kept if read_note(each).text == read_note(kept[-1]).text]
            note = joined([*same, *(read_note(Path(each).read_bytes()) for each in notes)])
        except NoteError as error:
            refuse("not-provable", Path(ledger), detail=f"it was cosigned otherwise: {error.reason}")
        opened.add_signed(note_bytes(note))
    click.echo(f"{len(note.signatures)} signatures under the head of {head_of(kept[-1]).size} entries", err=True)
