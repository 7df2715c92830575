"""Where the acquisition is highest: many cheap looks, then climbs from the best by gradients and lattice moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from sweepctl.samplers.gaussian.acquisition import Improvement
from sweepctl.samplers.gaussian.encoding import Encoding, Floats

_LOOKS = 1000
_AROUND = 60
_INCUMBENTS = 5
_STARTS = 8
_ROUNDS = 2
_CLIMB = 25
_MOVES = 30
_CATEGORIES = 8


@dataclass(frozen=True)
class Search:
    """Maximises an acquisition over what can be drawn."""

    encoding: Encoding
    acquisition: Improvement
    rng: np.random.Generator

    def ranked(self, incumbents: Floats) -> Floats:
        """Candidates, the best first, after local optimisation; the last resorts behind them."""
        pool = self._pool(incumbents)
        values = self.acquisition.value(pool)
        order = np.argsort(-values, kind="stable")
        pool, values = pool[order], values[order]
        starts, heights = pool[:_STARTS], values[:_STARTS]
        for turn in range(_ROUNDS):
            for move in (self._climbed, lambda p, t=turn: self._shaken(p, 0.1 / 6**t), self._stepped):
                starts, heights = self._improved(starts, heights, move)
        order = np.argsort(-heights, kind="stable")
        return np.concatenate([starts[order], pool])

    def _pool(self, incumbents: Floats) -> Floats:
        near = [self._around(incumbents[:_INCUMBENTS], _AROUND, scale) for scale in (0.1, 0.02)]
        return np.concatenate([self.encoding.uniform(_LOOKS, self.rng), *near])

    def _around(self, centers: Floats, count: int, scale: float) -> Floats:
        """`count` points around each centre that differ in a few dimensions (Eriksson et al.: TuRBO, 2019, 2.4)."""
        dimensions = self.encoding.dimensions
        points = np.repeat(centers, count, axis=0)
        changed = self.rng.random(points.shape) < max(0.3, 1.5 / dimensions)
        changed[np.arange(len(points)), self.rng.integers(dimensions, size=len(points))] = True
        moved = points + self.rng.normal(0, scale, points.shape)
        redrawn = self.encoding.uniform(len(points), self.rng)
        moved = np.where(self.encoding.categorical, redrawn, moved)
        half = ~self.encoding.categorical | (self.rng.random(points.shape) < 0.5)
        return self.encoding.snapped(np.where(changed & half, moved, points))

    def _improved(self, points: Floats, heights: Floats, move: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
        """Each point, or the best of those that `move` offers in its place: shape (points, offers, dimensions)."""
        offers = move(points)
        count, each, dimensions = offers.shape
        values = self.acquisition.value(offers.reshape(-1, dimensions)).reshape(count, each)
        rows, chosen = np.arange(count), values.argmax(1)
        up = values[rows, chosen] > heights
        return (
            np.where(up[:, None], offers[rows, chosen], points),
            np.where(up, values[rows, chosen], heights),
        )

    def _climbed(self, points: Floats) -> Floats:
        """All points up their gradients at once: the sum over points is one smooth function (L-BFGS-B)."""
        ordered = np.flatnonzero(~self.encoding.categorical)
        if not len(ordered):
            return points[:, None]
        at = points.copy()

        def falling(flat: Floats) -> tuple[float, Floats]:
            at[:, ordered] = flat.reshape(len(at), -1)
            height, slope = self.acquisition.slopes(at)
            return -float(height.sum()), -slope[:, ordered].ravel()

        start = points[:, ordered].ravel()
        is_free = self.encoding.exists(points)[:, ordered].ravel()
        bounds = [(0.0, 1.0) if free else (at, at) for at, free in zip(start, is_free, strict=True)]
        flat, _, _ = fmin_l_bfgs_b(falling, start, bounds=bounds, maxiter=_CLIMB)
        at[:, ordered] = flat.reshape(len(at), -1)
        return self.encoding.snapped(at)[:, None]

    def _shaken(self, points: Floats, scale: float) -> Floats:
        """Random joint moves, which carry several whole numbers or categories over at once."""
        return self._around(points, _MOVES, scale).reshape(len(points), _MOVES, -1)

    def _stepped(self, points: Floats) -> Floats:
        """Every single move: one category changed, or one lattice step up or down."""
        offers = [points]
        for j, column in enumerate(self.encoding.columns):
            if column.categories:
                some = self.rng.permutation(column.categories)[:_CATEGORIES]
                offers += [_with(points, j, np.full(len(points), float(value))) for value in some]
            elif column.levels:
                offers += [_with(points, j, points[:, j] + step / column.levels) for step in (-1, 1)]
        count = len(offers)
        return self.encoding.snapped(np.concatenate(offers)).reshape(count, len(points), -1).transpose(1, 0, 2)


def _with(points: Floats, column: int, values: Floats) -> Floats:
    changed = points.copy()
    changed[:, column] = values
    return changed
