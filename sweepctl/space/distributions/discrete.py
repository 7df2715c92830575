"""Distributions over separate values: constant, categorical, whole numbers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import ClassVar

from sweepctl.model.checks import Check, Complaint, anything, integer, shares, some_values
from sweepctl.model.params import Value, canonical, text_key
from sweepctl.space.axis import Axis, Choice, Coordinate, Integers
from sweepctl.space.distributions.base import Distribution, bounds_complaints
from sweepctl.space.finite import Finite, Lattice, Listed


@dataclass(frozen=True)
class Constant(Distribution):
    """`value: X`: always X."""

    kind: ClassVar[str] = "constant"
    checks: ClassVar[Mapping[str, Check]] = {"value": anything}
    value: Value

    def quantile(self, u: float) -> Value:
        return canonical(self.value)

    @property
    def axis(self) -> Axis | None:
        return None

    def decode(self, coordinate: Coordinate) -> Value:
        return canonical(self.value)

    def encode(self, value: Value) -> Coordinate | None:
        return 0 if text_key(value) == text_key(self.value) else None

    @property
    def support(self) -> Finite:
        return Listed((canonical(self.value),))

    @property
    def grid(self) -> Finite:
        return self.support

    @property
    def is_even(self) -> bool:
        return True


@dataclass(frozen=True)
class Categorical(Distribution):
    """`values: [...]`: each item equally likely."""

    kind: ClassVar[str] = "categorical"
    checks: ClassVar[Mapping[str, Check]] = {"values": some_values}
    values: list[Value]

    @property
    def _distinct(self) -> Listed:
        return Listed.distinct(tuple(self.values))

    def quantile(self, u: float) -> Value:
        return canonical(self.values[int(u * len(self.values))])

    @property
    def axis(self) -> Axis | None:
        count = self._distinct.count
        return Choice(count) if count > 1 else None

    def decode(self, coordinate: Coordinate) -> Value:
        return self._distinct.at(int(coordinate))

    def encode(self, value: Value) -> Coordinate | None:
        keys = [text_key(item) for item in self._distinct.values]
        return keys.index(text_key(value)) if text_key(value) in keys else None

    @property
    def support(self) -> Finite | None:
        return self._distinct

    @property
    def grid(self) -> Finite | None:
        return self._distinct

    @property
    def is_even(self) -> bool:
        return self._distinct.count == len(self.values)


@dataclass(frozen=True)
class CategoricalWithProbabilities(Categorical):
    """`values` with `probabilities` that sum to 1; one of 0 is never drawn. A grid refuses it, as W&B's does."""

    kind: ClassVar[str] = "categorical_w_probabilities"
    checks: ClassVar[Mapping[str, Check]] = {"values": some_values, "probabilities": shares}
    probabilities: list[float]

    @property
    def _weighted(self) -> list[tuple[Value, float]]:
        """The values with a chance, and that chance."""
        return [(value, share) for value, share in zip(self.values, self.probabilities, strict=True) if share > 0]

    @property
    def _distinct(self) -> Listed:
        return Listed.distinct(tuple(value for value, _ in self._weighted))

    def quantile(self, u: float) -> Value:
        weighted = self._weighted
        position = bisect_right(list(accumulate(share for _, share in weighted)), u)
        return canonical(weighted[min(position, len(weighted) - 1)][0])

    @property
    def grid(self) -> Finite | None:
        return None

    @property
    def is_even(self) -> bool:
        return False

    def complaints(self) -> list[Complaint]:
        if len(self.values) != len(self.probabilities):
            sentence = f"{len(self.values)} values but {len(self.probabilities)} probabilities"
            return [Complaint("probabilities", sentence, "give one probability for each value")]
        total = math.fsum(self.probabilities)
        if not math.isclose(total, 1.0, abs_tol=1e-6):
            return [Complaint("probabilities", f"the probabilities sum to {total:g}, not 1")]
        return []


@dataclass(frozen=True)
class IntUniform(Distribution):
    """Whole numbers min … max, both included, each equally likely."""

    kind: ClassVar[str] = "int_uniform"
    checks: ClassVar[Mapping[str, Check]] = {"min": integer, "max": integer}
    min: int
    max: int

    @property
    def _low(self) -> int:
        return int(self.min)

    @property
    def _count(self) -> int:
        return int(self.max) - int(self.min) + 1

    def quantile(self, u: float) -> Value:
        return self._low + min(int(u * self._count), self._count - 1)

    @property
    def axis(self) -> Axis | None:
        return Integers(self._low, int(self.max))

    def decode(self, coordinate: Coordinate) -> Value:
        return min(max(int(coordinate), self._low), int(self.max))

    def encode(self, value: Value) -> Coordinate | None:
        whole = integer(value) is None and self.min <= value <= self.max  # type: ignore[operator]
        return int(value) if whole else None  # type: ignore[arg-type]

    @property
    def support(self) -> Finite:
        return Lattice(Fraction(self._low), Fraction(1), self._count)

    @property
    def grid(self) -> Finite:
        return self.support

    @property
    def is_even(self) -> bool:
        return True

    def complaints(self) -> list[Complaint]:
        return bounds_complaints(self.min, self.max)
