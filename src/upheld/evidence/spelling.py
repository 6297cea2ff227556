"""Whether a text occurs in another however both are spelled: capitals, accents, width, white space."""

from unicodedata import normalize

__all__ = ["folded"]


def folded(text: str) -> str:
    """The form in which two spellings of a text are the same (Unicode NFKC with case folding, UAX 15 and 3.13)."""
    return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).split())
