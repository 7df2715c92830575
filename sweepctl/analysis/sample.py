"""Trials as a matrix: one coordinate for each parameter that leaves a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sweepctl.model.params import Params, text_key
from sweepctl.samplers.gaussian.encoding import Column, Flags, Floats
from sweepctl.samplers.mirror import to_optuna
from sweepctl.space.space import Absent, Gate, Leaf, Space

Rows: TypeAlias = npt.NDArray[np.intp]
# Squares of it are numbers.
_HUGE = 1e100
_MIDDLE = 0.5


@dataclass(frozen=True)
class Sample:
    """`points` has a row for each trial and a column for each place in `places`; `losses` are better the lower.

    Ordered parameters lie in [0, 1] on the scale on which they are drawn, categories are counted from 0; where a
    parameter does not exist, a category is one more than there are and a number is the middle.
    """

    space: Space
    places: Sequence[int]
    points: Floats
    losses: Floats

    @property
    def names(self) -> list[str]:
        """The parameters of the columns."""
        return [self.space.leaves[place].name for place in self.places]

    @cached_property
    def columns(self) -> Sequence[Column]:
        """How each column is encoded."""
        return [column for place in self.places if (column := column_of(self.space.leaves[place])) is not None]

    @property
    def categorical(self) -> Flags:
        """Which columns are categories."""
        return np.array([column.categories > 0 for column in self.columns])

    def part(self, rows: Rows) -> Sample:
        """Some of the trials."""
        return Sample(self.space, self.places, self.points[rows], self.losses[rows])

    def __len__(self) -> int:
        return len(self.losses)


def column_of(leaf: Leaf) -> Column | None:
    """How a parameter is encoded, None for one that leaves no choice."""
    axis = leaf.distribution.axis
    return None if axis is None else Column(leaf.name, to_optuna(axis))


def sample_of(space: Space, params: Sequence[Params], losses: Sequence[float]) -> tuple[Sample, list[int]]:
    """The trials that lie in the space, and the places in the list of those that do not."""
    columns = {place: column for place, leaf in enumerate(space.leaves) if (column := column_of(leaf)) is not None}
    rows, kept, outside = [], [], []
    for number, (point, loss) in enumerate(zip(params, losses, strict=True)):
        row = _row(space, columns, point)
        if row is None:
            outside.append(number)
        else:
            rows.append(row)
            kept.append(loss)
    points = np.array(rows, float).reshape(len(rows), len(columns))
    varied = [j for j in range(len(columns)) if len(rows) and np.ptp(points[:, j]) > 0]
    places = [list(columns)[j] for j in varied]
    clipped = np.clip(np.array(kept, float), -_HUGE, _HUGE)
    return Sample(space, places, points[:, varied], clipped), outside


def _row(space: Space, columns: dict[int, Column], params: Params) -> list[float] | None:
    values = space.flat(params)
    if values is None:
        return None
    row = []
    for place, column in columns.items():
        value = values[place]
        if isinstance(value, Absent):
            row.append(absent(column))
            continue
        coordinate = space.leaves[place].distribution.encode(value)
        if coordinate is None:
            return None
        row.append(float(column.unit([coordinate])[0]))
    return row


def absent(column: Column) -> float:
    """The coordinate of a parameter that does not exist."""
    return float(column.categories) if column.categories else _MIDDLE


class Draws:
    """Random points of a sample's space, as two independent sets, and the first with one parameter from the second."""

    def __init__(self, sample: Sample, count: int, rng: np.random.Generator) -> None:
        self._space, self._places = sample.space, sample.places
        self._columns = dict(zip(sample.places, sample.columns, strict=True))
        gates = {gate for leaf in self._space.leaves for gate in leaf.gates}
        self._opens: list[dict[Gate, npt.NDArray[np.bool_]]] = [{}, {}]
        self._units: list[dict[int, Floats]] = [{}, {}]
        for which in (0, 1):
            for place, leaf in enumerate(self._space.leaves):
                values = [leaf.distribution.quantile(u) for u in rng.random(count)]
                if place in self._columns:
                    coordinates = [leaf.distribution.encode(value) for value in values]
                    self._units[which][place] = self._columns[place].unit(coordinates)
                mine = [gate for gate in gates if gate.place == place]
                keys = [text_key(value) for value in values] if mine else []
                for gate in mine:
                    self._opens[which][gate] = np.array([key in gate.keys for key in keys])
        self._count = count

    def points(self, changed: int | None = None, base: int = 0) -> Floats:
        """The points of the set `base`, with the parameter at the place `changed` taken from the other set."""
        exists: dict[int, npt.NDArray[np.bool_]] = {}
        for place in self._space.order:
            here = np.ones(self._count, bool)
            for gate in self._space.leaves[place].gates:
                which = 1 - base if gate.place == changed else base
                here &= exists[gate.place] & self._opens[which][gate]
            exists[place] = here
        rows = []
        for place, column in self._columns.items():
            unit = self._units[1 - base if place == changed else base][place]
            rows.append(np.where(exists[place], unit, absent(column)))
        return np.stack(rows, axis=1)
