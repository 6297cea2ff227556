"""The few marks that pictures are made of, in classes that a style sheet paints.

On the page the classes take the colours of statement.css, light and dark; on paper those of `_PAPER`.
"""

from dataclasses import dataclass

from upheld.report.markup import Markup, join, tag
from upheld.report.tables import Table

__all__ = ["Caption", "Chart", "legend", "painted", "rect", "rule", "svg", "words"]

_PAPER = {
    "k-ink": "fill:#1d1f21",
    "k-quiet": "fill:#565b61",
    "k-on": "fill:#ffffff",
    "k-met": "fill:#1f6f6b",
    "k-up": "fill:#d3e6e3",
    "k-missed": "fill:#ad2f18",
    "k-none": "fill:#ffffff",
    "k-edge": "fill:none;stroke:#c9c5bb",
    "k-rule": "stroke:#1d1f21",
    "k-excluded-line": "stroke:#7a5c00;fill:none",
    "k-unknown-line": "stroke:#5f4f8f;fill:none",
    "k-missed-line": "stroke:#ad2f18;fill:none",
}
_FONTS = "text{font-family:'Libertinus Serif','DejaVu Sans Mono'}"

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is called: an id that no other picture of the document has, a title that says what it shows, and
    how to read it.
    """

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its caption, the table behind it, and another picture for narrow screens where one is needed."""

    caption: Caption
    picture: Markup
    table: Table
    narrow: Markup | None = None


def svg(caption: Caption, size: _Point, *marks: str) -> Markup:
    """A picture of `size` [px]."""
    width, height = size
    return tag(
        "svg",
        tag("title", caption.title, id=f"{caption.id}-t"),
        tag("desc", caption.description, id=f"{caption.id}-d"),
        _patterns(caption.id),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="img",
        aria_labelledby=f"{caption.id}-t {caption.id}-d",
    )


def rect(at: _Point, size: _Point, *, look: str, name: str = "", dashes: str | None = None) -> Markup:
    """A rectangle; `look` is a class, or the name of a pattern of the picture `name`."""
    is_class = look.startswith("k-")
    return tag(
        "rect",
        x=f"{at[0]:.2f}",
        y=f"{at[1]:.2f}",
        width=f"{size[0]:.2f}",
        height=f"{size[1]:.2f}",
        class_=look if is_class else None,
        fill=None if is_class else f"url(#{name}-{look})",
        stroke_dasharray=dashes,
    )


def rule(start: _Point, end: _Point, *, dashes: str | None = None) -> Markup:
    """A line, dashed where `dashes` says so."""
    places = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    return tag(
        "line",
        **{name: f"{place:.2f}" for name, place in places.items()},
        stroke_dasharray=dashes,
        class_="k-rule",
    )


def words(at: _Point, text: str, *, anchor: str = "start", size: float = 11, look: str = "k-ink") -> Markup:
    """A line of text whose baseline starts (or ends, or has its middle) at a point; `size` [px]."""
    return tag("text", text, x=f"{at[0]:.2f}", y=f"{at[1]:.2f}", font_size=f"{size:g}", text_anchor=anchor, class_=look)


def legend(at: _Point, entries: tuple[tuple[str, str], ...], *, name: str) -> Markup:
    """Swatches with their words in a row; an entry is a look (see `rect`) and a word."""
    marks: list[Markup] = []
    x, y = at
    for look, word in entries:
        marks.append(rect((x, y - 9), (11, 11), look=look, name=name))
        marks.append(rect((x, y - 9), (11, 11), look="k-edge"))
        marks.append(words((x + 16, y), word, size=10.5, look="k-quiet"))
        x += 28 + 6.2 * len(word)
    return join(*marks)


def painted(picture: Markup) -> str:
    """A picture that stands alone, with its colours for white paper and its fonts inside."""
    style = "".join(f".{name}{{{look}}}" for name, look in _PAPER.items())
    return picture.replace("<title", f"<style>{style}{_FONTS}</style><title", 1)


def _patterns(name: str) -> Markup:
    """Stripes for excluded, cross-hatching for unknown, lines for missed: told apart without colour."""
    strokes = {
        "excluded": tag("path", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5", stroke_width="1.4", class_="k-excluded-line"),
        "unknown": tag("path", d="M0 0L6 6M6 0L0 6", stroke_width="0.9", class_="k-unknown-line"),
        "missed": tag("path", d="M0 1.5H6M0 4.5H6", stroke_width="1.6", class_="k-missed-line"),
    }
    ground = tag("rect", width=6, height=6, class_="k-none")
    return tag(
        "defs",
        *(
            tag("pattern", ground, lines, id=f"{name}-{look}", patternUnits="userSpaceOnUse", width=6, height=6)
            for look, lines in strokes.items()
        ),
    )
