"""Expected improvement (D. R. Jones et al.: Efficient Global Optimization, 1998), as its logarithm, computed stably.

S. Ament et al.: Unexpected Improvements to Expected Improvement for Bayesian Optimization, NeurIPS 2023, eq. 9.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr

from sweepctl.samplers.gaussian.encoding import Floats

_LOG_ROOT_2PI = 0.5 * math.log(2 * math.pi)
_HALF_LOG_HALF_PI = 0.5 * math.log(math.pi / 2)
# Beyond this many deviations the asymptote -z²/2 - log(√2π z²) is exact to double precision.
_FAR = -1e6


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
