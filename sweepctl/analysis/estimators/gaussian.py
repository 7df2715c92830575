"""Total Sobol indices of a Gaussian process fitted to the trials.

The share of the variance that is lost when everything but one parameter is known, over the whole space as it is drawn,
so that where a search has looked does not weigh. I. M. Sobol: Global sensitivity indices, Mathematics and Computers in
Simulation 55, 2001; estimated as M. J. W. Jansen, Computer Physics Communications 117, 1999; over a process as A.
Marrel et al.: Calculations of Sobol indices for the Gaussian process metamodel, Reliability Engineering 94, 2009.
"""

from __future__ import annotations

import numpy as np

from sweepctl.analysis.estimators.base import Found
from sweepctl.analysis.sample import Draws, Sample
from sweepctl.samplers.gaussian.encoding import Floats
from sweepctl.samplers.gaussian.model import Posterior, fit
from sweepctl.samplers.gaussian.warp import Warp

_DRAWS = 512
_POINTS = 200


def estimate(sample: Sample, seed: int) -> Found:
    """The indices; long bad tails of the objective are compressed first, as in the search."""
    rng = np.random.default_rng(seed)
    if len(sample) > _POINTS:
        sample = sample.part(np.sort(rng.choice(len(sample), _POINTS, replace=False)))
    targets = Warp.of(sample.losses)(sample.losses)
    exact = np.zeros(len(sample))
    hyper = fit(sample.points, targets, exact, sample.categorical)
    posterior = Posterior(sample.points, targets, exact, sample.categorical, hyper)
    draws = Draws(sample, _DRAWS, rng)
    base = posterior.mean(draws.points())
    changed = [posterior.mean(draws.points(place)) for place in sample.places]
    shares: Floats = np.array([((base - one) ** 2).mean() / 2 for one in changed])
    return Found(shares, _explained(targets, posterior.left_out()))


def _explained(targets: Floats, residuals: Floats) -> float:
    """R² of predicting each trial from the others (Rasmussen, Williams, eq. 5.12)."""
    total = float(((targets - targets.mean()) ** 2).sum())
    return 1 - float((residuals**2).sum()) / total if total > 0 else 0.0
