"""Whether a text occurs in another however both are spelled: capitals, accents, width, blanks, hidden characters."""

from unicodedata import category, normalize

__all__ = ["folded"]


def folded(text: str) -> str:
    """The form in which spellings of a text are the same: case folded, without accents and other marks, compatibility
    forms replaced (Unicode NFKD, 3.13 and UAX 15), invisible characters left out, white space as one blank.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    kept = (each for each in apart if category(each) not in ("Mn", "Me", "Cf"))
    return " ".join("".join(kept).split())
