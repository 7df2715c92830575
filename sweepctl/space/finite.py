"""Finite ordered sets of values that are counted, not held in memory."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from sweepctl.model.params import Value, canonical, text_key


class Finite(Protocol):
    """`count` distinct values, reached by position 0 … count-1."""

    @property
    def count(self) -> int:
        """How many values there are; may be beyond `sys.maxsize`."""
        ...

    def at(self, position: int) -> Value:
        """The value at a position."""
        ...

    def position(self, value: Value) -> int | None:
        """Where a value stands, None if it is not one of them."""
        ...


@dataclass(frozen=True)
class Listed:
    """Values one by one, in the order given."""

    values: tuple[Value, ...]

    @classmethod
    def distinct(cls, values: tuple[Value, ...]) -> Listed:
        """Each value where it first stands: `1`, `1.0` are one value, `"1"` and `true` are others, as in W&B's grid."""
        return cls(tuple({text_key(value): canonical(value) for value in values}.values()))

    @property
    def count(self) -> int:
        return len(self.values)

    def at(self, position: int) -> Value:
        return self.values[position]

    def position(self, value: Value) -> int | None:
        keys = [text_key(one) for one in self.values]
        key = text_key(value)
        return keys.index(key) if key in keys else None


def exact(number: float) -> Fraction:
    """The number as it is written in decimals: 0.1 is one tenth."""
    return Fraction(Decimal(repr(number)))


def rounded_once(point: Fraction) -> Value:
    """The nearest float, or an int where the number is whole."""
    return int(point) if point.denominator == 1 else float(point)


@dataclass(frozen=True)
class Lattice:
    """`start + k·pitch` for k = 0 … count-1, computed exactly and rounded once, so that 3·0.1 is 0.3."""

    start: Fraction
    pitch: Fraction
    count: int

    def at(self, position: int) -> Value:
        return rounded_once(self.start + position * self.pitch)

    def position(self, value: Value) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        steps = (exact(value) - self.start) / self.pitch
        return int(steps) if steps.denominator == 1 and 0 <= steps < self.count else None
