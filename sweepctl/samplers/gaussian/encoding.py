"""Parameters as points of the unit cube, and back, with the lattice of whole numbers and the lists of categories."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from sweepctl.samplers.mirror import Gate

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
    """The columns of a search space, sorted by name.

    What does not exist at a point is in the middle of its range there, or a category of its own, so that points which
    lack the same are alike in it: J.-C. Lévesque et al.: Bayesian Optimization for Conditional Hyperparameter Spaces,
    IJCNN 2017. `gates`: by name, each after those of what decides it.
    """

    def __init__(
        self, space: Mapping[str, BaseDistribution], gates: Mapping[str, Sequence[Gate]] | None = None
    ) -> None:
        self.columns = tuple(Column(name, space[name]) for name in sorted(space))
        counts = np.array([column.categories for column in self.columns])
        self.categorical: Flags = counts > 0
        self._absent = np.where(self.categorical, counts, 0.5)
        places = {column.name: place for place, column in enumerate(self.columns)}
        self._gates = [
            (places[name], places[gate.name], gate.opens) for name, some in (gates or {}).items() for gate in some
        ]

    @property
    def dimensions(self) -> int:
        """How many columns."""
        return len(self.columns)

    def points(self, params: Sequence[Mapping[str, Any]]) -> Floats:
        """One row per parameter set."""
        if not params:
            return np.empty((0, self.dimensions))
        points = np.tile(self._absent, (len(params), 1))
        for j, column in enumerate(self.columns):
            there = [i for i, one in enumerate(params) if column.name in one]
            points[there, j] = column.unit([params[i][column.name] for i in there])
        return points

    def exists(self, points: Floats) -> Flags:
        """Which coordinates of snapped points are of parameters that exist there."""
        found = np.ones(points.shape, bool)
        for place, other, opens in self._gates:
            here = np.flatnonzero(found[:, other])
            values, which = np.unique(points[here, other], return_inverse=True)
            is_open = np.zeros(len(points), bool)
            is_open[here] = np.array([opens(self.columns[other].value(float(at))) for at in values], bool)[which]
            found[:, place] &= is_open
        return found

    def _pinned(self, points: Floats) -> Floats:
        return np.where(self.exists(points), points, self._absent) if self._gates else points

    def snapped(self, points: Floats) -> Floats:
        """The nearest points that can be drawn."""
        return self._pinned(np.stack([column.snapped(points[:, j]) for j, column in enumerate(self.columns)], axis=1))

    def uniform(self, count: int, rng: np.random.Generator) -> Floats:
        """Points spread evenly over the space."""
        shares = rng.random((count, self.dimensions))
        return self._pinned(np.stack([column.uniform(shares[:, j]) for j, column in enumerate(self.columns)], axis=1))

    def params(self, point: Floats) -> dict[str, Any]:
        """The parameter set at a snapped point."""
        rows = zip(self.columns, point, self.exists(point[None])[0], strict=True)
        return {column.name: column.value(float(at)) for column, at, exists in rows if exists}
