"""Rounded places on an axis, and their labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sweepctl.model.chart import Scale

_NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Range:
    """What an axis shows, from 0 to 1 between its ends."""

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value lies."""
        low, high, here = (math.log10(one) if self.log else one for one in (self.low, self.high, value))
        # Halves, since the difference of two huge values may be beyond the numbers there are.
        span = high / 2 - low / 2
        return (here / 2 - low / 2) / span if span else 0.5


def range_of(scale: Scale, values: Sequence[float]) -> Range:
    """The range of the values, widened where there is one only."""
    if scale.categories:
        return Range(-0.5, len(scale.categories) - 0.5)
    low, high = min([*values, *scale.at]), max([*values, *scale.at])
    if low == high and scale.log:
        return Range(low / 2, high * 2, log=True)
    if low == high:
        pad = abs(low) / 10 or 1.0
        return Range(low - (1.0 if scale.whole else pad), high + (1.0 if scale.whole else pad))
    return Range(low, high, scale.log)


def ticks(scale: Scale, shown: Range, most: int) -> list[tuple[float, str]]:
    """At most so many places with their labels, in order."""
    if scale.categories:
        return [(float(place), label) for place, label in enumerate(scale.categories)]
    if scale.at and len(scale.at) <= most:
        return [(place, f"{place:.6g}") for place in scale.at]
    places = _log_places(shown, most) if shown.log else _even_places(shown, most, scale.whole)
    return list(zip(places, _labels(places, shown), strict=True))


def _even_places(shown: Range, most: int, whole: bool) -> list[float]:
    rough = (shown.high / max(1, most) - shown.low / max(1, most)) or 1.0
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((nice * size for nice in _NICE if nice * size >= rough * 0.999), 10 * size)
    if whole:
        step = max(1.0, step)
    first, last = math.ceil(shown.low / step - 1e-9), math.floor(shown.high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]


def _log_places(shown: Range, most: int) -> list[float]:
    """Powers of ten, with 2 and 5 between them where there is room; thinned where there are too many."""
    low, high = math.log10(shown.low), math.log10(shown.high)
    first, last = math.floor(low), math.ceil(high)
    for nices in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = [nice * 10.0**power for power in range(max(first, -300), min(last, 300) + 1) for nice in nices]
        inside = [one for one in found if shown.low * 0.9999 <= one <= shown.high * 1.0001]
        if 2 <= len(inside) <= max(2, most):
            return inside
    powers = [10.0**power for power in range(max(math.ceil(low), -300), min(math.floor(high), 300) + 1)]
    if len(powers) < 2:
        return [shown.low, shown.high]
    return powers[:: math.ceil(len(powers) / max(2, most))]


def _labels(places: Sequence[float], shown: Range) -> list[str]:
    """The shortest numbers that tell the ticks apart."""
    for digits in range(1, 16):
        texts = [_number(place, digits) for place in places]
        fine = all(
            math.isclose(float(text), place, rel_tol=1e-6, abs_tol=1e-12 * abs(shown.high))
            for text, place in zip(texts, places, strict=True)
        )
        if fine and len(set(texts)) == len(texts):
            return texts
    return [_number(place, 6) for place in places]


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text
    if 1e-3 <= abs(value) < 1e6:
        return f"{float(text):.12f}".rstrip("0").rstrip(".")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}"
