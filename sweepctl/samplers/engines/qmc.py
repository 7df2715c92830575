"""A Sobol sequence (I. M. Sobol, 1967), scrambled once per sweep (A. B. Owen, 1995): point i whatever came before."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats.qmc import Sobol

from sweepctl.model.params import Params
from sweepctl.model.seed import derived_seed
from sweepctl.samplers.engines.base import Ask

# A point that was seen is replaced by one from another scramble.
_BELOW_ONE = math.nextafter(1.0, 0.0)


def point(ask: Ask) -> Params:
    """The registry's door."""
    seed = derived_seed(ask.key, "sobol", ask.attempt)
    sequence = Sobol(len(ask.space.leaves), rng=np.random.default_rng(seed))
    shares = sequence.fast_forward(ask.index).random(1)[0] if ask.index else sequence.random(1)[0]
    return ask.space.quantile(np.minimum(shares, _BELOW_ONE).tolist())
