"""Every combination once. Order and accepted kinds are W&B's (`sweeps/grid_search.py`); nothing is materialised."""

from __future__ import annotations

from functools import cached_property

from sweepctl.model.draw import History
from sweepctl.model.params import Params
from sweepctl.samplers.base import Setup, Wants
from sweepctl.space.enumeration import Enumeration, count
from sweepctl.space.space import Space


class GridSampler:
    """Counts through the grids of the leaves."""

    wants = Wants.NOTHING

    def __init__(self, space: Space) -> None:
        self._space = space
        self._points = Enumeration(space, space.grids or [])

    @cached_property
    def size(self) -> int | None:
        return count(self._space, self._space.grids or [])

    def draw(self, index: int, history: History) -> Params:
        return self._space.nested(self._points.at(index))

    def index_of(self, params: Params) -> int | None:
        values = self._space.flat(params)
        return None if values is None else self._points.number(values)


def build(setup: Setup) -> GridSampler:
    """The registry's door."""
    return GridSampler(setup.space)
