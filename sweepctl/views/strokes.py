"""Bars and sparklines of one line."""

from __future__ import annotations

from collections.abc import Sequence

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


def bar(share: float, width: int, *, unicode: bool = True) -> str:
    """A bar that is `share` of the width long."""
    if not unicode:
        return "#" * round(share * width)
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
