"""Expected improvement (D. R. Jones et al.: Efficient Global Optimization, 1998), as its logarithm, computed stably.

S. Ament et al.: Unexpected Improvements to Expected Improvement for Bayesian Optimization, NeurIPS 2023, eq. 9.
Where trials fail it is weighted with the probability of success (M. A. Gelbart et al.: Bayesian Optimization with
Unknown Constraints, UAI 2014, eq. 2), by a second process over the outcomes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr

from sweepctl.samplers.gaussian.encoding import Floats
from sweepctl.samplers.gaussian.model import Posterior

_LOG_ROOT_2PI = 0.5 * math.log(2 * math.pi)
_HALF_LOG_HALF_PI = 0.5 * math.log(math.pi / 2)
# Beyond this many deviations the asymptote -z²/2 - log(√2π z²) is exact to double precision.
_FAR = -1e6
# How sharply an outcome between success (-1) and failure (+1) counts as either; how many deviations are added to it,
# since a trial that fails is lost; and how heavy it weighs.
_DOUBT = 0.22
_CAUTION = 1.0
_POWER = 3.0


def log_h(z: Floats) -> Floats:
    """log(φ(z) + z Φ(z)) for any z."""
    near = z > -1
    high = np.where(near, z, 0.0)
    low = np.clip(np.where(near, -2.0, z), _FAR, None)
    plain = np.log(np.exp(-0.5 * high * high - _LOG_ROOT_2PI) + high * ndtr(high))
    ratio = np.log(erfcx(-low / math.sqrt(2)) * np.abs(low)) + _HALF_LOG_HALF_PI
    with np.errstate(divide="ignore"):
        rest = np.where(low > -1e4, _log1mexp(ratio), -2 * np.log(-low))
    return np.where(near, plain, -0.5 * z * z - _LOG_ROOT_2PI + rest)


def _log1mexp(x: Floats) -> Floats:
    """log(1 - exp(x)) for x < 0."""
    x = np.minimum(x, -1e-300)
    return np.where(x > -math.log(2), np.log(-np.expm1(x)), np.log1p(-np.exp(x)))


def log_improvement(best: float, mean: Floats, deviation: Floats) -> Floats:
    """The log of the expected improvement below `best`."""
    return log_h((best - mean) / deviation) + np.log(deviation)


def log_improvement_slopes(best: float, mean: Floats, deviation: Floats) -> tuple[Floats, Floats, Floats]:
    """The same with its derivatives by mean and by deviation: -Φ/(σh), and (1 - zΦ/h)/σ = φ/(σh)."""
    z = (best - mean) / deviation
    height = log_h(z)
    share = np.exp(log_ndtr(z) - height)
    density = np.exp(-0.5 * z * z - _LOG_ROOT_2PI - height)
    return height + np.log(deviation), -share / deviation, density / deviation


@dataclass(frozen=True)
class Improvement:
    """The log expected improvement below `best` times the chance of success; `outcome` is +1 failed, -1 not."""

    posterior: Posterior
    best: float
    outcome: Posterior | None = None

    def value(self, points: Floats) -> Floats:
        """One number per point."""
        height = log_improvement(self.best, *self.posterior.predict(points))
        if self.outcome is None:
            return height
        mean, deviation = self.outcome.predict(points)
        result: Floats = height + _POWER * log_ndtr(-(mean + _CAUTION * deviation) / _DOUBT)
        return result

    def slopes(self, points: Floats) -> tuple[Floats, Floats]:
        """The same, and its gradients by the ordered coordinates."""
        mean, deviation, mean_slope, deviation_slope = self.posterior.gradients(points)
        height, by_mean, by_deviation = log_improvement_slopes(self.best, mean, deviation)
        slope = by_mean[:, None] * mean_slope + by_deviation[:, None] * deviation_slope
        if self.outcome is None:
            return height, slope
        success, success_slope = _log_success(self.outcome, points)
        return height + success, slope + success_slope


def _log_success(outcome: Posterior, points: Floats) -> tuple[Floats, Floats]:
    """p log Φ(z) with z = -(mean + c deviation)/doubt, and its gradient p φ/Φ dz."""
    mean, deviation, mean_slope, deviation_slope = outcome.gradients(points)
    z = -(mean + _CAUTION * deviation) / _DOUBT
    height = log_ndtr(z)
    share = -_POWER / _DOUBT * np.exp(-0.5 * z * z - _LOG_ROOT_2PI - height)
    return _POWER * height, share[:, None] * (mean_slope + _CAUTION * deviation_slope)
