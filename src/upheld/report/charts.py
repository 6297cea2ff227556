"""Pictures of a statement: days of a month, parts of the time, spread of clocks, how credits came down, verdicts."""

from dataclasses import replace
from datetime import date
from itertools import groupby

from upheld.measure.measurement import DayCell, Distribution
from upheld.quantities.allowances import duration_text
from upheld.quantities.instants import MINUTE
from upheld.quantities.money import Money
from upheld.report.drawing import Caption, Chart, legend, rect, rule, svg, words
from upheld.report.markup import Markup, join
from upheld.report.sentences import tally
from upheld.report.tables import Column, Table, bin_label, day_table, spread_table, spread_words, time_table
from upheld.report.wording import MARKS, MONTHS, WORDS, Wall, amount, counted, number, plain
from upheld.settle.statement import CreditTotals, Result, Statement, TimeTotals, Verdict

__all__ = ["month_strip", "spread_chart", "time_bar", "verdict_bar", "waterfall"]

_BROAD, _NARROW = 720.0, 360.0  # widths [px] of what has a shape for wide and for narrow screens
_CELL, _TALL, _STEP, _GUTTER = (
    21.0,
    38.0,
    66.0,
    30.0,
)  # a day's width and height, a row of days, room for the month [px]
_PITCH, _AXIS, _ROOM = 18.0, 128.0, 250.0  # a bar with its gap, where bars start, the longest bar [px]
_LAYERS = (("down", "k-missed"), ("unknown", "unknown"), ("excluded", "excluded"))  # from the bottom up
_LOOKS = {"missed": "k-missed", "undetermined": "unknown", "met": "k-met", "not-applicable": "k-none"}
_DAYS_OF = (
    ("k-up", "up"),
    ("k-missed", "down"),
    ("excluded", "excluded"),
    ("unknown", "unknown"),
    ("k-none", "no service"),
)
_HOW_TO_READ_DAYS = (
    "One cell per day. Solid: down; cross-hatched: unknown; striped: excluded; heights grow with the square "
    "root of the share of the day. Numbers above are minutes down."
)

_Step = tuple[str, Money | None, Money]  # words, credits before (None where a total stands), credits after


# --- time -------------------------------------------------------------------------------------------------------------


def month_strip(result: Result, wall: Wall, *, name: str) -> Chart:
    """A cell per day: how much of its service time was down, unknown and excluded, with the minutes down above."""
    down = [day for day in result.days if day.down]
    total = duration_text(sum(day.down for day in down))
    what = f"{total} down on {counted(len(down), 'day')}" if down else "down on no day"
    caption = Caption(name, f"{_subject(result)}: {what} of {wall.period(result.window)}", _HOW_TO_READ_DAYS)
    narrow = _strip(_for_narrow(caption), result.days, columns=16)
    return Chart(caption, _strip(caption, result.days, columns=31), day_table(result.days, wall), narrow)


def time_bar(result: Result, time: TimeTotals, *, name: str) -> Chart:
    """The service time divided into up, down, excluded and unknown."""
    named = (("k-up", "up", time.up), ("k-missed", "down", time.down), ("excluded", "excluded", time.excluded))
    shown = [part for part in (*named, ("unknown", "unknown", time.unknown)) if part[2]]
    total = duration_text(sum(part for _, _, part in shown))
    parts = ", ".join(f"{word} {duration_text(part)}" for _, word, part in shown)
    caption = Caption(name, f"{_subject(result)}: service time of {total} in its parts", f"{parts}.")
    narrow = _parts_bar(_for_narrow(caption), shown, room=_NARROW)
    return Chart(caption, _parts_bar(caption, shown, room=_BROAD), time_table(time), narrow)


def _subject(result: Result) -> str:
    return plain(", ".join((result.title or result.promise, *(value for _, value in result.group))))


def _for_narrow(caption: Caption) -> Caption:
    return replace(caption, id=f"{caption.id}-n")


def _strip(caption: Caption, days: tuple[DayCell, ...], *, columns: int) -> Markup:
    """The days in rows of at most `columns`; every month starts a row."""
    rows: list[tuple[str, list[DayCell]]] = []
    for month, group in groupby(days, key=lambda day: day.day[:7]):
        of_month = list(group)
        chunks = [of_month[at : at + columns] for at in range(0, len(of_month), columns)]
        label = MONTHS[int(month[5:]) - 1][:3]
        rows += [(label if index == 0 else "", chunk) for index, chunk in enumerate(chunks)]
    marks: list[Markup] = []
    for index, (label, chunk) in enumerate(rows):
        top = index * _STEP
        marks.append(words((0, top + 36), label, look="k-quiet"))
        marks += [_day_cell(day, (_GUTTER + at * (_CELL + 2), top), name=caption.id) for at, day in enumerate(chunk)]
    height = len(rows) * _STEP + 18
    marks.append(legend((_GUTTER, height - 5), _DAYS_OF, name=caption.id))
    return svg(caption, (_GUTTER + columns * (_CELL + 2), height), *marks)


def _day_cell(day: DayCell, at: tuple[float, float], *, name: str) -> Markup:
    """One day: its number, its layers, its minutes down."""
    x, y, middle = at[0], at[1] + 14, at[0] + _CELL / 2
    look = "k-ink" if day.down else "k-quiet"
    date_text = words(
        (middle, y + _TALL + 11), str(date.fromisoformat(day.day).day), anchor="middle", size=9, look=look
    )
    if not day.service:
        return join(date_text, rect((x, y), (_CELL, _TALL), look="k-edge", dashes="2 2"))
    minutes = number(day.down // MINUTE) if day.down >= MINUTE else "<1"
    return join(
        date_text,
        rect((x, y), (_CELL, _TALL), look="k-up"),
        *_layers(day, (x, y), name=name),
        words((middle, y - 4), minutes, anchor="middle", size=9) if day.down else None,
        rect((x, y), (_CELL, _TALL), look="k-edge"),
    )


def _layers(day: DayCell, at: tuple[float, float], *, name: str) -> list[Markup]:
    """What was not up, by the square root of its share, so that minutes can be seen beside hours."""
    parts = [(getattr(day, part), look) for part, look in _LAYERS]
    heights = [max(3.0, _TALL * (part / day.service) ** 0.5) if part else 0.0 for part, _ in parts]
    scale = min(1.0, _TALL / (sum(heights) or 1.0))
    bottom, marks = at[1] + _TALL, []
    for (_, look), height in zip(parts, heights, strict=True):
        bottom -= height * scale
        if height:
            marks.append(rect((at[0], bottom), (_CELL, height * scale), look=look, name=name))
    return marks


def _parts_bar(caption: Caption, shown: list[tuple[str, str, int]], *, room: float) -> Markup:
    """A bar of `room` [px] divided by time, no part thinner than can be seen, and its legend."""
    total = sum(part for _, _, part in shown) or 1
    thin = sum(3.0 for _, _, part in shown if room * part < 3 * total)
    marks: list[Markup] = []
    x = 0.0
    for look, _, part in shown:
        width = max(3.0, part * (room - thin) / total)
        marks.append(rect((x, 0), (width, 14), look=look, name=caption.id))
        x += width
    marks.append(rect((0.5, 0.5), (room - 1, 13), look="k-edge"))
    entries = tuple((look, f"{word} {duration_text(part)}") for look, word, part in shown)
    in_a_row = 4 if room == _BROAD else 2
    rows = [entries[at : at + in_a_row] for at in range(0, len(entries), in_a_row)]
    marks += [legend((0, 33 + 18 * index), row, name=caption.id) for index, row in enumerate(rows)]
    return svg(caption, (room + 2, 22 + 18 * len(rows)), *marks)


# --- clocks -----------------------------------------------------------------------------------------------------------


def spread_chart(result: Result, spread: Distribution, *, name: str) -> Chart:
    """Bars of items by the time they took, shortest first, with a line where the target lies."""
    total = sum(spread.counts)
    against = f", against {duration_text(spread.target)}" if spread.target is not None else ""
    caption = Caption(
        name,
        f"{_subject(result)}: how long {counted(total, 'item')} took{against}",
        f"Bars from the shortest time down to the longest, n = {number(total)}; {spread_words(spread)}."
        + (" Striped bars took longer than the target." if spread.target is not None else ""),
    )
    drawn = _without_tail(spread)
    height = 36 + len(drawn.counts) * _PITCH
    picture = svg(
        caption,
        (440, height),
        *_spread_bars(drawn, name=name),
        rule((_AXIS, 14), (_AXIS, height - 18)),
        *_target_line(spread),
        words((_AXIS, height - 4), f"n = {number(total)}", size=10.5, look="k-quiet"),
    )
    return Chart(caption, picture, spread_table(spread))


def _without_tail(spread: Distribution) -> Distribution:
    """The spread up to its last bar and past its target: what lies beyond is empty and stands in the table."""
    last = max((index for index, count in enumerate(spread.counts) if count), default=0)
    if spread.target is not None:
        last = max(last, sum(edge is not None and edge < spread.target for edge in spread.edges))
    return replace(spread, edges=spread.edges[: last + 2], counts=spread.counts[: last + 1])


def _spread_bars(spread: Distribution, *, name: str) -> list[Markup]:
    most, marks = max((*spread.counts, 1)), []
    for index, count in enumerate(spread.counts):
        top, low = 16 + index * _PITCH, spread.edges[index] or 0
        look = "missed" if spread.target is not None and low >= spread.target else "k-met"
        width = max(_ROOM * count / most, 1.5) if count else 0
        marks.append(words((_AXIS - 8, top + 12.5), bin_label(spread, index), anchor="end", size=10.5, look="k-quiet"))
        if count:
            marks.append(rect((_AXIS, top + 3), (width, _PITCH - 6), look=look, name=name))
        heavy = "k-ink" if count else "k-quiet"
        marks.append(words((_AXIS + width + 6, top + 12.5), number(count), size=10.5, look=heavy))
    return marks


def _target_line(spread: Distribution) -> list[Markup]:
    """The target's line, between two bars or inside the one it cuts."""
    target = spread.target
    if target is None:
        return []
    for index, (low, high) in enumerate(zip(spread.edges, spread.edges[1:], strict=False)):
        if (low or 0) < target and (high is None or target <= high):
            part = 0.5 if high is None else (target - (low or 0)) / (high - (low or 0))
            y = 16 + (index + part) * _PITCH
            label = words((430, y - 4), f"target {duration_text(target)}", anchor="end", size=10.5)
            return [rule((_AXIS - 4, y), (430, y), dashes="5 3"), label]
    return []


# --- money and verdicts -----------------------------------------------------------------------------------------------


def waterfall(name: str, credits: CreditTotals) -> Chart:
    """From what the tables give, less the one-incident rule and each cap, to what is applied."""
    steps = _waterfall_steps(credits)
    caption = Caption(
        name,
        f"Credits: {amount(credits.calculated)} by the tables, {amount(credits.applied)} applied",
        "; ".join(f"{label}: {amount(after)}" for label, _, after in steps) + ".",
    )
    scale = 300.0 / max(credits.calculated.minor, 1)
    bars = [_waterfall_bar(step, top=index * 40.0, scale=scale, name=name) for index, step in enumerate(steps)]
    columns = (Column("Step", "wide"), Column("Change", "number"), Column("Credits", "number"))
    rows = tuple((label, _change(before, after), amount(after)) for label, before, after in steps)
    picture = svg(caption, (440, len(steps) * 40.0), *bars)
    return Chart(caption, picture, Table("How the credits came down", columns, rows))


def _waterfall_steps(credits: CreditTotals) -> list[_Step]:
    """The steps that change something, between the two totals. Caps of several months come off one after the other."""
    steps: list[_Step] = [("By the credit tables", None, credits.calculated)]
    left = credits.after_one_incident
    if left != credits.calculated:
        steps.append(("One incident is credited once", credits.calculated, left))
    for cap in credits.caps:
        if cap.after != cap.before:
            steps.append((f"Cap {plain(cap.window)}: {plain(cap.text)}", left, left - (cap.before - cap.after)))
            left = steps[-1][2]
    return [*steps, ("Applied", None, credits.applied)]


def _waterfall_bar(step: _Step, *, top: float, scale: float, name: str) -> Markup:
    label, before, after = step
    high = after if before is None else before
    start = 0.0 if before is None else after.minor * scale
    width = max(high.minor * scale - start, 1.5)
    return join(
        words((0, top + 12), label if len(label) <= 62 else label[:61] + "…"),
        rect((start, top + 18), (width, 13), look="k-met" if before is None else "excluded", name=name),
        words((start + width + 8, top + 29), _change(before, after) or amount(after)),
    )


def _change(before: Money | None, after: Money) -> str:
    return "" if before is None else f"−{amount(before - after)}"


def verdict_bar(name: str, statement: Statement) -> Chart:
    """How the results divide among the verdicts."""
    counts = tally(statement)
    total = counted(sum(count for _, count in counts), "result")
    parts = ", ".join(f"{number(count)} {WORDS[verdict]}" for verdict, count in counts)
    caption = Caption(name, f"Verdicts of {total}: {parts}", "One bar, divided by verdict.")
    rows = tuple((WORDS[verdict], number(count)) for verdict, count in counts)
    table = Table("Results by verdict", (Column("Verdict"), Column("Results", "number")), rows)
    narrow = _divided_bar(_for_narrow(caption), counts, room=_NARROW)
    return Chart(caption, _divided_bar(caption, counts, room=_BROAD), table, narrow)


def _divided_bar(caption: Caption, counts: tuple[tuple[Verdict, int], ...], *, room: float) -> Markup:
    """A bar of `room` [px] divided by verdict, each part with its mark and number and wide enough for them."""
    total, share = sum(count for _, count in counts), room - 1 - 34.0 * len(counts)
    marks: list[Markup] = []
    x = 0.5
    for verdict, count in counts:
        width, look, text = 34 + share * count / total, _LOOKS[verdict], f"{MARKS[verdict]} {number(count)}"
        marks.append(rect((x, 0.5), (width - 2, 22), look=look, name=caption.id))
        marks.append(rect((x, 0.5), (width - 2, 22), look="k-edge"))
        is_solid = look in ("k-missed", "k-met")
        if not is_solid:
            marks.append(rect((x + 4, 4), (8 + 7 * len(text), 15), look="k-none"))
        marks.append(words((x + 8, 16), text, size=12, look="k-on" if is_solid else "k-ink"))
        x += width
    return svg(caption, (room, 23), *marks)
