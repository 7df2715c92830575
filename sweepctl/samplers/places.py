"""Where a given point stands among the draws of a sweep."""

from __future__ import annotations

from sweepctl.model.params import Params
from sweepctl.model.spec import Method, SweepSpec
from sweepctl.samplers import open_sampler
from sweepctl.space.given import is_drawn_from
from sweepctl.space.space import Space


class Places:
    """The places of points in one version of a sweep's space."""

    def __init__(self, spec: SweepSpec, seed: int, version: int) -> None:
        self._space = Space.of(spec.parameters, spec.constraints)
        # A model stands for no fixed draws, and takes long to load.
        self._sampler = None if spec.method is Method.BAYES else open_sampler(spec, seed, version)
        self._is_grid = spec.method is Method.GRID

    def of(self, point: Params) -> tuple[int | None, bool]:
        """The draw that a point stands for, None where no draw is fixed; whether it is one of a finite space."""
        index = self._sampler.index_of(point) if self._sampler else None
        return index, index is not None or (not self._is_grid and is_drawn_from(self._space, point))
