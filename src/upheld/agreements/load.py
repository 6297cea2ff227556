"""Loading: an agreement out of a file or a text, or every problem that stands in its way, all at once and in the
order of the file.

Five stages, each a plain function: read (text to tree), fit (tree to form), default (the profile's answers), check
(how parts belong together), link (form to agreement). Only the first can stop the next ones; linking needs a form
without a problem.
"""

from pathlib import Path

from upheld.agreements.check import check
from upheld.agreements.complaints import Complaint
from upheld.agreements.default import Ruled, with_profile
from upheld.agreements.fit import fit
from upheld.agreements.link import link
from upheld.agreements.model import Agreement
from upheld.agreements.read import MAX_BYTES, decoded, read, unreadable_file
from upheld.agreements.tree import Source
from upheld.problems import Problem

__all__ = ["load_agreement", "load_bytes", "load_form", "load_text"]


def load_agreement(path: str | Path) -> tuple[Agreement | None, list[Problem]]:
    """The agreement in a file, or its problems; no error leaves this function for anything that a file may hold."""
    content, problems = _content(Path(path))
    return (None, problems) if content is None else load_bytes(content, str(path))


def load_bytes(content: bytes, file: str = "agreement.yaml") -> tuple[Agreement | None, list[Problem]]:
    """The agreement in the bytes of a file, or its problems; `file` is the name that they print."""
    source, problems = decoded(content, file)
    return (None, problems) if source is None else _linked(source)


def load_text(text: str, file: str = "agreement.yaml") -> tuple[Agreement | None, list[Problem]]:
    """The agreement in a text, or its problems; `file` is the name that they print."""
    return _linked(Source.of(file, text))


def load_form(text: str, file: str = "agreement.yaml") -> tuple[Ruled | None, list[Problem]]:
    """The form of an agreement before it is linked, or its problems: what the canonical form is made of."""
    return _ruled(Source.of(file, text))


def _content(path: Path) -> tuple[bytes | None, list[Problem]]:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ValueError("it is no file on a disk")  # noqa: TRY301 - a pipe would be waited for without end
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1), []
    except FileNotFoundError:
        complaint = Complaint("file-missing", "There is no such file.", "Look for a slip in the path.")
    except IsADirectoryError:
        complaint = Complaint("file-not-readable", "This is a folder.", "Name the agreement in it.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        complaint = Complaint(
            "file-not-readable", f"This file cannot be read: {reason}.", "Give it another name or permission."
        )
    return None, [unreadable_file(str(path), complaint)]


def _linked(source: Source) -> tuple[Agreement | None, list[Problem]]:
    ruled, problems = _ruled(source)
    return (None, problems) if ruled is None else (link(ruled), problems)


def _ruled(source: Source) -> tuple[Ruled | None, list[Problem]]:
    """All stages but the last."""
    tree, problems = read(source)
    if tree is None:
        return None, problems
    form, misfits = fit(tree, source)
    ruled, silences = with_profile(form, source)
    problems += [*misfits, *silences, *check(ruled.form, source)]
    problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
    return (None if any(each.severity == "error" for each in problems) else ruled), problems
