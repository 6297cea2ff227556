"""Elements of HTML and SVG as text: whatever is not already markup is escaped, so that no text becomes an element."""

from html import escape

__all__ = ["Markup", "join", "tag"]

_Attribute = str | int | None


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: _Attribute) -> Markup:
    """One element. Attribute names lose a last underscore and write the others as hyphens; None is left out."""
    opened = name
    for key, value in attributes.items():
        if value is not None:
            opened += f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
    if name in _VOID:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{join(*children)}</{name}>")


def join(*children: str | None) -> Markup:
    """Children one after the other, escaped unless they are markup."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child) for child in children if child is not None)
    )


_VOID = frozenset({"br", "hr", "link", "meta"})
