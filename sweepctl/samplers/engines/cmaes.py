"""CMA-ES over the ordered parameters (N. Hansen: The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772).

The strategy is replayed from the history at each draw, a generation being as many finished trials as it has members,
in the order of their numbers: nothing but the history has to be kept, and any agent may draw. Categories are TPE's.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from cmaes import CMA
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import BaseSampler, TPESampler
from optuna.search_space import intersection_search_space
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from sweepctl.model.params import Params
from sweepctl.samplers.engines.base import Ask
from sweepctl.samplers.gaussian.encoding import Encoding

_SIGMA = 1 / 6


class ReplayedCma(BaseSampler):
    """Minimises; a mirror always does."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._others = TPESampler(n_startup_trials=0, constant_liar=True, multivariate=False, seed=seed)

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """What all finished trials have in common, without categories; CMA needs two dimensions."""
        trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        space = {
            name: one
            for name, one in intersection_search_space(trials).items()
            if not isinstance(one, CategoricalDistribution) and not one.single()
        }
        return space if len(space) > 1 else {}

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """A member of the generation that is under way."""
        if not search_space:
            return {}
        encoding = Encoding(search_space)
        strategy = _strategy(encoding.dimensions, self._seed)
        done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        points = encoding.points([one.params for one in done])
        losses = [float(one.value or 0.0) for one in done]
        size = strategy.population_size
        for start in range(0, len(done) - size + 1, size):
            members = range(start, start + size)
            strategy.tell([(points[i], losses[i]) for i in members])
        return encoding.params(encoding.snapped(strategy.ask()[None])[0])

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        """By TPE."""
        return self._others.sample_independent(study, trial, param_name, param_distribution)


def _strategy(dimensions: int, seed: int) -> CMA:
    bounds = np.tile([0.0, 1.0], (dimensions, 1))
    return CMA(mean=np.full(dimensions, 0.5), sigma=_SIGMA, bounds=bounds, seed=seed)


def point(ask: Ask) -> Params:
    """The registry's door."""
    return ask.mirror.ask(partial(ReplayedCma, seed=ask.seed))
