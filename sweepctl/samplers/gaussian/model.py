"""The Gaussian process: hyperparameters by maximum a posteriori, then predictions.

C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, 2006, chapters 2 and 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.optimize import fmin_l_bfgs_b

from sweepctl.samplers.gaussian.encoding import Flags, Floats
from sweepctl.samplers.gaussian.kernel import cross_squares, matern, pair_squares

JITTER = 1e-8
# log(1/length²) ~ N(0, 1.5²): lengths about the width of the cube.
_WEIGHT_SPREAD = 1.5
# With so many values half of that variance is common to all dimensions.
_HALF_COMMON = 40
# The signal's variance is Gamma(2, 1), the noise's Gamma(1.1, 30): about the data's, and small.
_SIGNAL_SHAPE, _SIGNAL_RATE = 2.0, 1.0
_NOISE_SHAPE, _NOISE_RATE = 1.1, 30.0
_STEPS = 40
# Up to so many points the likelihood has several hills, and a second start is worth its time.
_FEW = 50


@dataclass(frozen=True)
class Hyper:
    """Kernel weights 1/length², signal variance, noise variance."""

    weights: Floats
    signal: float
    noise: float

    @classmethod
    def of(cls, theta: Floats) -> Hyper:
        """From logarithms."""
        return cls(np.exp(theta[:-2]), math.exp(theta[-2]), math.exp(theta[-1]))


class Evidence:
    """The negative log posterior of the hyperparameters and its gradient (eq. 5.8 and 5.9), over their logarithms."""

    def __init__(
        self, points: Floats, targets: Floats, variances: Floats, categorical: Flags, *, common: float = 0.0
    ) -> None:
        self._squares, self._pairs = pair_squares(points, categorical)
        self._targets, self._variances, self._common = targets, variances, common

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        """The value and the gradient at `theta`; a huge value where the matrix is not positive definite."""
        hyper = Hyper.of(theta)
        shape, slope = matern(hyper.weights @ self._squares)
        count = len(self._targets)
        matrix = np.zeros((count, count), order="F")
        matrix[self._pairs] = hyper.signal * shape
        matrix[np.diag_indices(count)] = hyper.signal + hyper.noise + JITTER + self._variances
        upper, failed = dpotrf(matrix, lower=0, overwrite_a=1)
        if failed:
            return 1e10, np.zeros_like(theta)
        determinant = np.log(np.diag(upper)).sum()
        inverse, _ = dpotri(upper, lower=0)
        on_pairs, on_diagonal = inverse[self._pairs], np.diag(inverse)
        solved = _symmetric_product(inverse, self._targets)
        value = 0.5 * self._targets @ solved + determinant
        first, second = self._pairs
        off = on_pairs - solved[first] * solved[second]
        trace = (on_diagonal - solved * solved).sum()
        gradient = np.empty_like(theta)
        gradient[:-2] = hyper.weights * (self._squares @ (off * slope)) * hyper.signal
        gradient[-2] = hyper.signal * (off @ shape + 0.5 * trace)
        gradient[-1] = 0.5 * hyper.noise * trace
        prior, prior_gradient = _prior(theta, hyper, self._common)
        return float(value + prior), gradient + prior_gradient


def _symmetric_product(upper: Floats, vector: Floats) -> Floats:
    full: Floats = np.triu(upper, 1)
    return full @ vector + full.T @ vector + np.diag(upper) * vector


def _prior(theta: Floats, hyper: Hyper, common: float) -> tuple[float, Floats]:
    gradient = np.empty_like(theta)
    value, gradient[:-2] = _weights_prior(theta[:-2], common)
    value += _SIGNAL_RATE * hyper.signal - (_SIGNAL_SHAPE - 1) * theta[-2]
    value += _NOISE_RATE * hyper.noise - (_NOISE_SHAPE - 1) * theta[-1]
    gradient[-2] = _SIGNAL_RATE * hyper.signal - (_SIGNAL_SHAPE - 1)
    gradient[-1] = _NOISE_RATE * hyper.noise - (_NOISE_SHAPE - 1)
    return float(value), gradient


def common_share(count: int) -> float:
    """The part of the prior variance of log(1/length²) that is common to all dimensions when `count` values are known.

    A few values say how fast the objective varies before they say along what, so the lengths begin much alike; many
    values say which dimensions do not matter, and then lengths that have to be alike only hinder.
    """
    return _HALF_COMMON / (_HALF_COMMON + count)


def _weights_prior(logs: Floats, common: float) -> tuple[float, Floats]:
    """Normal variables with a part in common: their mean and their gaps to it are independent.

    A. Gelman et al.: Bayesian Data Analysis, 3rd edition, 2013, section 5.4.
    """
    mean = float(logs.mean())
    gaps = logs - mean
    own = (1 - common) * _WEIGHT_SPREAD**2
    variance = common * _WEIGHT_SPREAD**2 + own / len(logs)
    value = 0.5 * mean * mean / variance + 0.5 * float(gaps @ gaps) / own
    return value, mean / (len(logs) * variance) + gaps / own


def fit(points: Floats, targets: Floats, variances: Floats, categorical: Flags, *, common: float = 0.0) -> Hyper:
    """The hyperparameters of highest posterior density, from the prior's centre and from shorter lengths.

    `common`: see `common_share`; at 0 every dimension has a length of its own.
    """
    evidence = Evidence(points, targets, variances, categorical, common=common)
    dimensions = points.shape[1]
    bounds = [(-8.0, 7.0)] * dimensions + [(-4.0, 4.0), (math.log(1e-6), 1.0)]
    best: tuple[float, Floats] | None = None
    for lift in (0.0, 2.0) if len(points) <= _FEW else (0.0,):
        start = np.r_[np.full(dimensions, lift), 0.0, math.log(1e-3)]
        theta, value, _ = fmin_l_bfgs_b(evidence, start, bounds=bounds, maxiter=_STEPS)
        if best is None or value < best[0]:
            best = float(value), theta
    assert best is not None
    return Hyper.of(best[1])


class Posterior:
    """Predictions given points, targets (mean 0 a priori) and hyperparameters (eq. 2.25, 2.26)."""

    def __init__(self, points: Floats, targets: Floats, variances: Floats, categorical: Flags, hyper: Hyper) -> None:
        self._points, self._categorical, self._hyper = points, categorical, hyper
        matrix = hyper.signal * matern(cross_squares(points, points, hyper.weights, categorical))[0]
        matrix[np.diag_indices(len(points))] = hyper.signal + hyper.noise + JITTER + variances
        self._inverse = _inverse(matrix)
        self._solved = self._inverse @ targets

    def left_out(self) -> Floats:
        """For each point, its target less what all others predict there (eq. 5.12)."""
        result: Floats = self._solved / np.diag(self._inverse)
        return result

    def mean(self, at: Floats) -> Floats:
        """The predicted targets."""
        square = cross_squares(at, self._points, self._hyper.weights, self._categorical)
        result: Floats = self._hyper.signal * matern(square)[0] @ self._solved
        return result

    def predict(self, at: Floats) -> tuple[Floats, Floats]:
        """Means and standard deviations of the function itself, without noise."""
        square = cross_squares(at, self._points, self._hyper.weights, self._categorical)
        kernel = self._hyper.signal * matern(square)[0]
        variance = self._hyper.signal - np.einsum("ij,ij->i", kernel @ self._inverse, kernel)
        return kernel @ self._solved, np.sqrt(np.maximum(variance, 1e-12))

    def gradients(self, at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """As `predict`, with the derivatives of both along every ordered dimension (zero along categories)."""
        square = cross_squares(at, self._points, self._hyper.weights, self._categorical)
        shape, slope = matern(square)
        kernel = self._hyper.signal * shape
        back = kernel @ self._inverse
        mean = kernel @ self._solved
        deviation = np.sqrt(np.maximum(self._hyper.signal - np.einsum("ij,ij->i", back, kernel), 1e-12))
        pull = 2 * self._hyper.signal * slope
        weights = np.where(self._categorical, 0.0, self._hyper.weights)
        return (
            mean,
            deviation,
            self._along(pull * self._solved, at, weights),
            -self._along(pull * back, at, weights) / deviation[:, None],
        )

    def _along(self, pull: Floats, at: Floats, weights: Floats) -> Floats:
        """Σ_i pull_i (x - x_i) w: the chain rule through r²."""
        result: Floats = weights * (pull.sum(1)[:, None] * at - pull @ self._points)
        return result


def _inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric matrix, with as much jitter as it takes."""
    jitter = 0.0
    while True:
        upper, failed = dpotrf(matrix + jitter * np.eye(len(matrix)), lower=0)
        if not failed:
            break
        jitter = max(10 * jitter, 1e-7)
    inverse, _ = dpotri(upper, lower=0)
    result: Floats = np.triu(inverse) + np.triu(inverse, 1).T
    return result
