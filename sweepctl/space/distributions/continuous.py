"""Distributions over real numbers: uniform, the log family, normal, log-normal, beta."""

from __future__ import annotations

import math
import sys
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import ClassVar

from sweepctl.model.checks import Check, Complaint, is_number, not_negative, number, positive
from sweepctl.model.params import Value, canonical
from sweepctl.space.axis import Axis, Coordinate, Interval
from sweepctl.space.distributions.base import Distribution, bounds_complaints

_STANDARD_NORMAL = NormalDist()
# Quantiles that are infinite at 0 and 1 are taken this far inside.
_EDGE = 1e-6
# The least u above 0 that a random number generator gives; scipy's inverse of beta is NaN far below it.
_LEAST = 2.0**-53
# e to the power of this, or of its negative, is a number with all its digits.
_MOST_EXPONENT = 700.0


class Continuous(Distribution):
    """A distribution with a density; `real` is the quantile as a float, before it goes on the wire."""

    @abstractmethod
    def real(self, u: float) -> float:
        """The quantile, unrounded."""

    def quantile(self, u: float) -> Value:
        return canonical(self.real(u))


class Ranged(Continuous):
    """Between two limits, on a plain or a log scale; searched on that scale."""

    @property
    @abstractmethod
    def interval(self) -> Interval:
        """The limits of the values, and the scale on which they are even."""

    def real(self, u: float) -> float:
        low, high = self.interval.low, self.interval.high
        if not self.interval.log:
            return min(low + u * (high - low), high)
        value = math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        return min(max(value, low), high)

    @property
    def axis(self) -> Axis | None:
        return self.interval

    def decode(self, coordinate: Coordinate) -> Value:
        return canonical(float(coordinate))

    def encode(self, value: Value) -> Coordinate | None:
        inside = is_number(value) and self.interval.low <= value <= self.interval.high
        return float(value) if inside else None  # type: ignore[arg-type]


@dataclass(frozen=True)
class Uniform(Ranged):
    """`min + u·(max - min)`."""

    kind: ClassVar[str] = "uniform"
    checks: ClassVar[Mapping[str, Check]] = {"min": number, "max": number}
    min: float
    max: float

    @property
    def interval(self) -> Interval:
        return Interval(self.min, self.max)

    def complaints(self) -> list[Complaint]:
        return bounds_complaints(self.min, self.max)


@dataclass(frozen=True)
class LogUniformValues(Uniform):
    """`exp` of a uniform draw between the logarithms of the bounds."""

    kind: ClassVar[str] = "log_uniform_values"
    checks: ClassVar[Mapping[str, Check]] = {"min": positive, "max": positive}

    @property
    def interval(self) -> Interval:
        return Interval(self.min, self.max, log=True)


@dataclass(frozen=True)
class InvLogUniformValues(LogUniformValues):
    """`1/x` is log-uniform between the inverted bounds: the same law as `log_uniform_values`."""

    kind: ClassVar[str] = "inv_log_uniform_values"


@dataclass(frozen=True)
class LogUniform(Uniform):
    """`exp(min + u·(max - min))`: the bounds are natural-log exponents (deprecated by W&B, still used)."""

    kind: ClassVar[str] = "log_uniform"

    @property
    def interval(self) -> Interval:
        return Interval(math.exp(self.min), math.exp(self.max), log=True)

    def complaints(self) -> list[Complaint]:
        return bounds_complaints(self.min, self.max) or exponent_complaints(self.kind, self.min, self.max)


@dataclass(frozen=True)
class InvLogUniform(LogUniform):
    """`log(1/x)` is uniform in [min, max]: x is log-uniform in [exp(-max), exp(-min)]."""

    kind: ClassVar[str] = "inv_log_uniform"

    @property
    def interval(self) -> Interval:
        return Interval(math.exp(-self.max), math.exp(-self.min), log=True)


class Prior(Continuous):
    """A stated belief; searched as u in [0, 1], which keeps the belief."""

    @property
    def limits(self) -> tuple[float, float]:
        """Beyond these nothing is drawn."""
        return -math.inf, math.inf

    @abstractmethod
    def share_below(self, value: float) -> float:
        """The cumulative distribution function."""

    @property
    def axis(self) -> Axis | None:
        return Interval(0.0, 1.0)

    def decode(self, coordinate: Coordinate) -> Value:
        return self.quantile(float(coordinate))

    def encode(self, value: Value) -> Coordinate | None:
        low, high = self.limits
        fits = is_number(value) and low <= value <= high
        return self.share_below(float(value)) if fits else None  # type: ignore[arg-type]


@dataclass(frozen=True)
class Normal(Prior):
    """Mean `mu`, standard deviation `sigma`; unbounded."""

    kind: ClassVar[str] = "normal"
    checks: ClassVar[Mapping[str, Check]] = {"mu": number, "sigma": not_negative}
    farthest: ClassVar[float] = sys.float_info.max
    mu: float = 0.0
    sigma: float = 1.0

    def real(self, u: float) -> float:
        return self.mu + self.sigma * _STANDARD_NORMAL.inv_cdf(inside(u))

    def share_below(self, value: float) -> float:
        return _STANDARD_NORMAL.cdf((value - self.mu) / self.sigma) if self.sigma else 0.5

    def complaints(self) -> list[Complaint]:
        if abs(self.mu) + 5 * self.sigma < self.farthest:
            return []
        hint = "`mu` and `sigma` are those of the logarithm" if self.farthest == _MOST_EXPONENT else None
        return [Complaint("sigma", f"`{self.kind}` reaches beyond the numbers there are", hint)]


@dataclass(frozen=True)
class LogNormal(Normal):
    """`exp` of a normal draw."""

    kind: ClassVar[str] = "log_normal"
    farthest: ClassVar[float] = _MOST_EXPONENT

    @property
    def limits(self) -> tuple[float, float]:
        return 0.0, math.inf

    def real(self, u: float) -> float:
        return math.exp(super().real(u))

    def share_below(self, value: float) -> float:
        return super().share_below(math.log(value)) if value > 0 else 0.0


@dataclass(frozen=True)
class Beta(Prior):
    """The beta distribution with shape parameters `a` and `b`, on [0, 1]."""

    kind: ClassVar[str] = "beta"
    checks: ClassVar[Mapping[str, Check]] = {"a": positive, "b": positive}
    a: float = 1.0
    b: float = 1.0

    @property
    def limits(self) -> tuple[float, float]:
        return 0.0, 1.0

    def real(self, u: float) -> float:
        from scipy.special import betaincinv  # the lazy door: 0.2 s that only beta needs

        return float(betaincinv(self.a, self.b, u)) if u >= _LEAST else 0.0

    def share_below(self, value: float) -> float:
        from scipy.special import betainc

        return float(betainc(self.a, self.b, min(max(value, 0.0), 1.0)))


def inside(u: float) -> float:
    """u kept off 0 and 1, where a quantile may be infinite."""
    return min(max(u, _EDGE), 1.0 - _EDGE)


def exponent_complaints(kind: str, low: float, high: float) -> list[Complaint]:
    """`log_uniform` takes exponents; bounds that look like values would all give about 1, or no number at all."""
    for key, exponent in (("min", low), ("max", high)):
        if abs(exponent) > _MOST_EXPONENT:
            sentence = f"`{kind}` takes exponents of e, and {exponent:g} is none that a number can have"
            return [Complaint(key, sentence, f"write `{kind}_values` if these are the limits themselves")]
    if 0 < low < high:
        first, last = (math.exp(low), math.exp(high)) if "inv" not in kind else (math.exp(-high), math.exp(-low))
        sentence = f"`{kind}` takes exponents of e: this draws from {first:.4g} to {last:.4g}"
        return [Complaint("min", sentence, f"write `{kind}_values` if {low:g} and {high:g} are the limits", False)]
    return []
