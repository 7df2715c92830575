"""A curve in one line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from sweepctl.model.goal import Goal

_BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII = "_.:-=+*#"


def spark(values: Sequence[float], width: int, is_unicode: bool = True) -> str:
    """At most `width` characters, the lowest value as the lowest of them; long curves are thinned evenly."""
    levels = _BLOCKS if is_unicode else _ASCII
    shown = thinned(values, width)
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    # Halves: the difference of two huge values may not be one.
    span = high / 2 - low / 2
    top = len(levels) - 1
    return "".join(levels[round((value / 2 - low / 2) / span * top) if span else 0] for value in shown)


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
