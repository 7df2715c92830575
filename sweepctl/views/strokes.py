"""Bars and sparklines of one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from sweepctl.model.goal import Goal

_BARS = "▁▂▃▄▅▆▇█"
_PLAIN_BARS = "_.:-=+*#"
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def sparkline(values: Sequence[float | None], low: float, high: float, *, unicode: bool = True) -> str:
    """A character for each value, on a scale that several lines may share; a blank where there is none."""
    bars = _BARS if unicode else _PLAIN_BARS
    # Halves: the difference of two huge values may not be one.
    span = high / 2 - low / 2
    texts = []
    for value in values:
        share = 0.5 if value is None or not span else (value / 2 - low / 2) / span
        texts.append(" " if value is None else bars[min(max(int(share * len(bars)), 0), len(bars) - 1)])
    return "".join(texts)


def spark(values: Sequence[float], width: int, *, unicode: bool = True) -> str:
    """A sparkline of at most `width` characters on a scale of its own; long curves are thinned evenly."""
    shown = thinned(values, width)
    return sparkline(shown, min(shown), max(shown), unicode=unicode) if shown else ""


def thinned(values: Sequence[float], width: int) -> list[float]:
    """Evenly chosen values, the first and the last among them."""
    if width <= 0:
        return []
    if len(values) <= width or width == 1:
        return list(values[-width:])
    pace = (len(values) - 1) / (width - 1)
    return [values[round(place * pace)] for place in range(width)]


def best_so_far(values: Sequence[float], goal: Goal) -> list[float]:
    """The best value up to each place."""
    return list(accumulate(values, min if goal is Goal.MINIMIZE else max))


def bar(share: float, width: int, *, unicode: bool = True) -> str:
    """A bar that is `share` of the width long."""
    if not unicode:
        return "#" * round(share * width)
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
