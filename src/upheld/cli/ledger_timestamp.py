"""`upheld ledger timestamp`: by when did a head exist, by the token of a time-stamping authority."""

from pathlib import Path

import click

from upheld.cli.refusals import refuse
from upheld.evidence.existence import existed_by
from upheld.evidence.notes import NoteError, read_note
from upheld.evidence.signing import head_of
from upheld.evidence.timestamp import TimestampError, stamped

__all__ = ["timestamp"]


@click.command("timestamp")
@click.argument("note", metavar="HEAD")
@click.option("--token", required=True, metavar="FILE", help="The answer of the authority (RFC 3161, DER).")
@click.option("--tsa", required=True, metavar="FILE", help="The certificates (PEM) of authorities you trust.")
def timestamp(note: str, token: str, tsa: str) -> None:
    """Check a time-stamp token over the text of a head: the lines above the empty one, with their ends. Offline."""
    try:
        content, answer, roots = (Path(each).read_bytes() for each in (note, token, tsa))
        head = head_of(content)
        seen = stamped(answer, read_note(content).text, roots=roots)
    except OSError as error:
        refuse("unusable-file", Path(error.filename), detail=error.strerror)
    except NoteError as error:
        refuse("proof-fails", Path(note), detail=error.reason)
    except TimestampError as error:
        refuse("proof-fails", Path(token), detail=error.reason)
    click.echo(f"{head.size} entries of {head.origin}: {existed_by([seen])}")
