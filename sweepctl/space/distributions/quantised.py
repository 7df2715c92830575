"""Distributions rounded to multiples of `q`: `round(x / q)·q`, halves to even, as numpy rounds.

Two deliberate differences from W&B: a value stays inside [min, max] where those are given as values, and
multiples are computed exactly (3·0.1 is 0.3). The exponents of `q_log_uniform` are rarely exact logarithms of
the limits that were meant, so there the rounding may reach the nearest multiple, as W&B's does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sweepctl.model.checks import Check, Complaint, is_number, not_negative, number, positive
from sweepctl.model.params import Value
from sweepctl.space.axis import Axis, Coordinate, Integers
from sweepctl.space.distributions.continuous import (
    Beta,
    Continuous,
    LogNormal,
    LogUniform,
    LogUniformValues,
    Normal,
    Uniform,
)
from sweepctl.space.finite import Finite, Lattice, exact, rounded_once


class Quantised(Continuous):
    """Rounds what the continuous parent draws. `q` is the distance of the multiples."""

    q: float

    @property
    def multiples(self) -> tuple[int, int] | None:
        """The smallest and largest k for which k·q can be drawn, None without limits."""
        return None

    def quantile(self, u: float) -> Value:
        return self.at_multiple(self.nearest(self.real(u)))

    def nearest(self, real: float) -> int:
        """k of the multiple of q nearest to a real number, inside the limits."""
        k = round(real / self.q)
        if self.multiples is None:
            return k
        low, high = self.multiples
        return min(max(k, low), high)

    def at_multiple(self, k: int) -> Value:
        """k·q."""
        return rounded_once(k * exact(self.q))

    @property
    def support(self) -> Finite | None:
        if self.multiples is None:
            return None
        low, high = self.multiples
        return Lattice(low * exact(self.q), exact(self.q), high - low + 1)

    def decode(self, coordinate: Coordinate) -> Value:
        return self.at_multiple(self.nearest(float(super().decode(coordinate))))  # type: ignore[arg-type,safe-super]

    def complaints(self) -> list[Complaint]:
        found = super().complaints()
        return found if any(one.is_error for one in found) else [*found, *self._too_fine()]

    def _too_fine(self) -> list[Complaint]:
        farthest = max(abs(self.real(0.0)), abs(self.real(1.0)))
        if math.isfinite(farthest / self.q):
            return []
        return [Complaint("q", f"{farthest:g} is too many times {self.q:g} for a number", "choose a larger q")]


def _multiples_inside(low: float, high: float, q: float) -> tuple[int, int]:
    return math.ceil(exact(low) / exact(q)), math.floor(exact(high) / exact(q))


def _no_multiple(low: float, high: float, q: float) -> list[Complaint]:
    first, last = _multiples_inside(low, high, q)
    if first <= last:
        return []
    return [Complaint("q", f"no multiple of {q:g} lies between {low:g} and {high:g}", "choose a smaller q")]


@dataclass(frozen=True)
class QUniform(Quantised, Uniform):
    """Uniform, rounded. A grid counts from min in steps of q, max included where it is met."""

    kind: ClassVar[str] = "q_uniform"
    checks: ClassVar[Mapping[str, Check]] = {"min": number, "max": number, "q": positive}
    q: float = 1.0

    @property
    def multiples(self) -> tuple[int, int]:
        return _multiples_inside(self.min, self.max, self.q)

    @property
    def axis(self) -> Axis | None:
        return Integers(*self.multiples)

    def decode(self, coordinate: Coordinate) -> Value:
        low, high = self.multiples
        return self.at_multiple(min(max(int(coordinate), low), high))

    def encode(self, value: Value) -> Coordinate | None:
        inside = is_number(value) and self.min <= value <= self.max
        return self.nearest(float(value)) if inside else None  # type: ignore[arg-type]

    @property
    def grid(self) -> Finite:
        start, pitch = exact(self.min), exact(self.q)
        return Lattice(start, pitch, math.floor((exact(self.max) - start) / pitch) + 1)

    def complaints(self) -> list[Complaint]:
        return super().complaints() or _no_multiple(self.min, self.max, self.q)


@dataclass(frozen=True)
class QLogUniformValues(Quantised, LogUniformValues):
    """Log-uniform between limits, rounded."""

    kind: ClassVar[str] = "q_log_uniform_values"
    checks: ClassVar[Mapping[str, Check]] = {"min": positive, "max": positive, "q": positive}
    q: float = 1.0

    @property
    def multiples(self) -> tuple[int, int]:
        return _multiples_inside(self.min, self.max, self.q)

    def complaints(self) -> list[Complaint]:
        return super().complaints() or _no_multiple(self.min, self.max, self.q)


@dataclass(frozen=True)
class QLogUniform(Quantised, LogUniform):
    """Log-uniform between exponents of e, rounded (deprecated by W&B, still used)."""

    kind: ClassVar[str] = "q_log_uniform"
    checks: ClassVar[Mapping[str, Check]] = {"min": number, "max": number, "q": positive}
    q: float = 1.0

    @property
    def multiples(self) -> tuple[int, int]:
        return round(self.interval.low / self.q), round(self.interval.high / self.q)

    def encode(self, value: Value) -> Coordinate | None:
        if not is_number(value):
            return None
        place, low, high = float(value), self.interval.low, self.interval.high
        first, last = (float(k * exact(self.q)) for k in self.multiples)
        return min(max(place, low), high) if min(first, low) <= place <= max(last, high) else None


@dataclass(frozen=True)
class QNormal(Quantised, Normal):
    """Normal, rounded."""

    kind: ClassVar[str] = "q_normal"
    checks: ClassVar[Mapping[str, Check]] = {"mu": number, "sigma": not_negative, "q": positive}
    q: float = 1.0

    def decode(self, coordinate: Coordinate) -> Value:
        return self.quantile(float(coordinate))


@dataclass(frozen=True)
class QLogNormal(Quantised, LogNormal):
    """Log-normal, rounded."""

    kind: ClassVar[str] = "q_log_normal"
    checks: ClassVar[Mapping[str, Check]] = {"mu": number, "sigma": not_negative, "q": positive}
    q: float = 1.0

    def decode(self, coordinate: Coordinate) -> Value:
        return self.quantile(float(coordinate))


@dataclass(frozen=True)
class QBeta(Quantised, Beta):
    """Beta, rounded."""

    kind: ClassVar[str] = "q_beta"
    checks: ClassVar[Mapping[str, Check]] = {"a": positive, "b": positive, "q": positive}
    q: float = 1.0

    @property
    def multiples(self) -> tuple[int, int]:
        return 0, round(1.0 / self.q)

    @property
    def limits(self) -> tuple[float, float]:
        return 0.0, max(1.0, float(self.multiples[1] * exact(self.q)))

    def decode(self, coordinate: Coordinate) -> Value:
        return self.quantile(float(coordinate))
