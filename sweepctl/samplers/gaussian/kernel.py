"""Matérn 5/2 with one length per dimension.

C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, 2006, eq. 4.17.

With r² = Σ w_j (x_j - x'_j)², w_j = 1/length_j², and a categorical difference counted as 0 or 1 (Hamming):
k(r) = s² (1 + √5 r + 5/3 r²) exp(-√5 r),  dk/d(r²) = -5/6 s² (1 + √5 r) exp(-√5 r), finite at r = 0.
"""

from __future__ import annotations

import math

import numpy as np

from sweepctl.samplers.gaussian.encoding import Flags, Floats, Indices

_ROOT5 = math.sqrt(5.0)


def matern(square: Floats) -> tuple[Floats, Floats]:
    """k/s² and d(k/s²)/d(r²) at squared scaled distances."""
    root = _ROOT5 * np.sqrt(np.maximum(square, 0.0))
    decay = np.exp(-root)
    slope = (1 + root) * decay
    return slope + (5 / 3) * square * decay, (-5 / 6) * slope


def pair_squares(points: Floats, categorical: Flags) -> tuple[Floats, tuple[Indices, Indices]]:
    """Per dimension the squared differences of all pairs i < j: shape (dimensions, pairs), and the pairs."""
    first, second = np.triu_indices(len(points), 1)
    gaps = points.T[:, first] - points.T[:, second]
    squares = np.where(categorical[:, None], gaps != 0, gaps * gaps)
    return squares, (first, second)


def cross_squares(left: Floats, right: Floats, weights: Floats, categorical: Flags) -> Floats:
    """Squared scaled distances between two sets: shape (left, right)."""
    root = np.sqrt(weights[~categorical])
    a, b = left[:, ~categorical] * root, right[:, ~categorical] * root
    square: Floats = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * a @ b.T
    np.maximum(square, 0.0, out=square)
    for j in np.flatnonzero(categorical):
        square += weights[j] * (left[:, j, None] != right[None, :, j])
    return square
