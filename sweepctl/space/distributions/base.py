"""The contract of a distribution."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import ClassVar

from sweepctl.model.checks import Check, Complaint
from sweepctl.model.params import Value
from sweepctl.space.axis import Axis, Coordinate
from sweepctl.space.finite import Finite


class Distribution(ABC):
    """One W&B distribution. Members are frozen dataclasses whose fields are its keys.

    `kind` is the name that `distribution:` gives; `checks` says what each key has to be.
    """

    kind: ClassVar[str]
    checks: ClassVar[Mapping[str, Check]]

    @classmethod
    def required(cls) -> frozenset[str]:
        """The keys without a default."""
        return frozenset(f.name for f in fields(cls) if f.default is MISSING)  # type: ignore[arg-type]

    @abstractmethod
    def quantile(self, u: float) -> Value:
        """The value below which a share `u` of the draws falls; 0 ≤ u < 1."""

    @property
    @abstractmethod
    def axis(self) -> Axis | None:
        """The coordinate a model-based sampler searches, None when there is nothing to choose."""

    @abstractmethod
    def decode(self, coordinate: Coordinate) -> Value:
        """The value at a coordinate of `axis`."""

    @abstractmethod
    def encode(self, value: Value) -> Coordinate | None:
        """The coordinate of a value, None when it lies outside; between two multiples it is taken for the nearest."""

    @property
    def support(self) -> Finite | None:
        """Every value that can be drawn, None when they are endlessly many."""
        return None

    @property
    def grid(self) -> Finite | None:
        """The values a grid search visits, None where W&B's grid refuses the kind."""
        return None

    @property
    def is_even(self) -> bool:
        """Whether every value of a finite `support` is equally likely."""
        return False

    def complaints(self) -> list[Complaint]:
        """What is wrong between keys that are each right by themselves."""
        return []


def bounds_complaints(low: float, high: float) -> list[Complaint]:
    """W&B's rule: min is less than max; and their distance is a number."""
    if math.isinf(float(high) - float(low)):
        return [Complaint("min", f"{low:g} and {high:g} are too far apart", "choose narrower limits")]
    if low < high:
        return []
    hint = "write `value:` for a constant" if low == high else "swap them"
    return [Complaint("min", f"min {low:g} is not less than max {high:g}", hint)]
