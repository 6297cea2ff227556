"""Exact frozen values: instants, spans, calendars, clocks, money, ratios.

The lowest room but `problems`. It knows what a local midnight is, how calendar hours become UTC spans, how open time is
counted and a deadline found, and how money and shares are kept exact. It must never read a clock, never let a binary
float decide, never know what an agreement or a fact is. Enter by `spans.Spans`, `calendars.Calendar`, `clocks.elapsed`,
`clocks.deadlines`, `windows.windows`, `money.Money`, `ratio.Ratio`.
"""
