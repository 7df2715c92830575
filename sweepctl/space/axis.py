"""How a distribution looks to a model-based sampler: one coordinate of a simple kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Choice:
    """Unordered: the coordinate is an index 0 … count-1."""

    count: int


@dataclass(frozen=True)
class Integers:
    """Ordered whole numbers low … high, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Interval:
    """Real numbers from low to high, on a log scale or not."""

    low: float
    high: float
    log: bool = False


Axis: TypeAlias = Choice | Integers | Interval
Coordinate: TypeAlias = int | float
