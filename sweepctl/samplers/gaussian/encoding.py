"""Parameters as points of the unit cube, and back, with the lattice of whole numbers and the lists of categories."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

Floats: TypeAlias = npt.NDArray[np.float64]
Indices: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One parameter. Ordered ones live on [0, 1], on a log scale where asked; a category is its place in the list."""

    name: str
    distribution: BaseDistribution

    @property
    def categories(self) -> int:
        """How many categories, 0 for an ordered parameter."""
        return len(self.distribution.choices) if isinstance(self.distribution, CategoricalDistribution) else 0

    @property
    def _log(self) -> bool:
        return bool(getattr(self.distribution, "log", False))

    @property
    def _ends(self) -> tuple[float, float]:
        assert isinstance(self.distribution, FloatDistribution | IntDistribution)
        low, high = float(self.distribution.low), float(self.distribution.high)
        return (math.log(low), math.log(high)) if self._log else (low, high)

    @property
    def step(self) -> float | None:
        """The pitch of the values, None for a continuum or for categories."""
        step = getattr(self.distribution, "step", None)
        return None if step is None else float(step)

    @property
    def levels(self) -> int:
        """How many steps fit between the ends, 0 for a continuum or for categories."""
        if self.step is None:
            return 0
        assert isinstance(self.distribution, FloatDistribution | IntDistribution)
        return round((self.distribution.high - self.distribution.low) / self.step)

    def unit(self, values: Sequence[Any]) -> Floats:
        """The coordinates of values."""
        if self.categories:
            return np.array([self.distribution.to_internal_repr(value) for value in values], float)
        low, high = self._ends
        raw = np.array(values, float)
        return ((np.log(raw) if self._log else raw) - low) / (high - low)

    def _raw(self, at: Floats) -> Floats:
        low, high = self._ends
        raw = low + at * (high - low)
        return np.exp(raw) if self._log else raw

    def snapped(self, at: Floats) -> Floats:
        """The nearest coordinates that stand for a value."""
        if self.categories:
            return np.clip(np.rint(at), 0, self.categories - 1)
        at = np.clip(at, 0.0, 1.0)
        if self.step is None:
            return at
        assert isinstance(self.distribution, FloatDistribution | IntDistribution)
        low = float(self.distribution.low)
        steps = np.clip(np.rint((self._raw(at) - low) / self.step), 0, self.levels)
        return self.unit((low + steps * self.step).tolist())

    def value(self, at: float) -> Any:
        """The value at a snapped coordinate, inside its bounds."""
        if isinstance(self.distribution, CategoricalDistribution):
            return self.distribution.choices[int(at)]
        assert isinstance(self.distribution, FloatDistribution | IntDistribution)
        raw = float(self._raw(np.array(at)))
        if self.step is not None:
            raw = self.distribution.low + round((raw - self.distribution.low) / self.step) * self.step
        raw = min(max(raw, self.distribution.low), self.distribution.high)
        return int(raw) if isinstance(self.distribution, IntDistribution) else raw

    def uniform(self, u: Floats) -> Floats:
        """Snapped coordinates from shares in [0, 1): every whole number and category equally likely."""
        if self.categories:
            return np.floor(u * self.categories)
        if self.step is None or self._log:
            return self.snapped(u)
        steps = np.floor(u * (self.levels + 1))
        return steps / self.levels


class Encoding:
    """The columns of a search space, sorted by name."""

    def __init__(self, space: Mapping[str, BaseDistribution]) -> None:
        self.columns = tuple(Column(name, space[name]) for name in sorted(space))
        counts = np.array([column.categories for column in self.columns])
        self.categorical: Flags = counts > 0
        self.lattice: Flags = np.array([column.levels > 0 for column in self.columns])
        self.counts = counts

    @property
    def dimensions(self) -> int:
        """How many columns."""
        return len(self.columns)

    def points(self, params: Sequence[Mapping[str, Any]]) -> Floats:
        """One row per parameter set."""
        if not params:
            return np.empty((0, self.dimensions))
        rows = [column.unit([one[column.name] for one in params]) for column in self.columns]
        return np.stack(rows, axis=1)

    def snapped(self, points: Floats) -> Floats:
        """The nearest points that can be drawn."""
        return np.stack([column.snapped(points[:, j]) for j, column in enumerate(self.columns)], axis=1)

    def uniform(self, count: int, rng: np.random.Generator) -> Floats:
        """Points spread evenly over the space."""
        shares = rng.random((count, self.dimensions))
        return np.stack([column.uniform(shares[:, j]) for j, column in enumerate(self.columns)], axis=1)

    def params(self, point: Floats) -> dict[str, Any]:
        """The parameter set at a snapped point."""
        return {column.name: column.value(float(at)) for column, at in zip(self.columns, point, strict=True)}
