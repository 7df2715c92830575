"""Every combination once. Order and accepted kinds are W&B's (`sweeps/grid_search.py`); nothing is materialised."""

from __future__ import annotations

from sweepctl.model.draw import History
from sweepctl.model.params import Params
from sweepctl.samplers.base import Setup, Wants
from sweepctl.space.finite import Finite
from sweepctl.space.index import combination, size
from sweepctl.space.space import Space


class GridSampler:
    """Counts through the grids of the leaves."""

    wants = Wants.NOTHING

    def __init__(self, space: Space) -> None:
        self._space = space
        self._grids: list[Finite] = space.grids or []

    @property
    def size(self) -> int | None:
        return size(self._grids)

    def draw(self, index: int, history: History) -> Params:
        return self._space.nested(combination(self._grids, index))


def build(setup: Setup) -> GridSampler:
    """The registry's door."""
    return GridSampler(setup.space)
