"""Bayesian optimisation with a Gaussian process (J. Snoek et al.: Practical Bayesian Optimization, NeurIPS 2012).

Trials in flight count as if they had given what the model expects (kriging believer: D. Ginsbourger et al.: Kriging Is
Well-Suited to Parallelize Optimization, 2010), so that several agents do not ask for the same point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.search_space import intersection_search_space
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial, TrialState

from sweepctl.samplers.gaussian.encoding import Encoding, Floats, Indices
from sweepctl.samplers.gaussian.model import Posterior, fit
from sweepctl.samplers.gaussian.search import Search
from sweepctl.samplers.gaussian.warp import Warp
from sweepctl.samplers.mirror import VARIANCE

# How many trials the predictions and the hyperparameters are made from.
_POINTS = 200
_FITTED = 100
# How many of the latest trials say what the search space is.
_LATEST = 50
_HUGE = 1e100


class GaussianSampler(BaseSampler):
    """Deterministic given the seed and the history. Below two finished trials it leaves the choice to chance."""

    def __init__(self, *, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._chance = RandomSampler(seed=seed)

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """What the latest finished trials have in common and what leaves a choice."""
        trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        space = intersection_search_space(trials[-_LATEST:])
        return {name: one for name, one in space.items() if not one.single()}

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """The point with the highest expected improvement that has not been tried."""
        trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.RUNNING))
        known = [one for one in trials if search_space.keys() <= one.params.keys() and one.number != trial.number]
        done = [one for one in known if one.state is TrialState.COMPLETE]
        others = [one.params for one in known if one.state is TrialState.RUNNING]
        if not search_space or len(done) < 2:
            return {}
        encoding = Encoding(search_space)
        sign = 1.0 if study.direction is StudyDirection.MINIMIZE else -1.0
        losses = _finite(np.array([sign * float(one.value or 0.0) for one in done]))
        kept = self._kept(losses)
        done, losses = [done[i] for i in kept], losses[kept]
        points = encoding.points([one.params for one in done])
        believed = encoding.points(others) if others else np.empty((0, encoding.dimensions))
        return encoding.params(self._chosen(encoding, points, losses, _variances(done), believed))

    def _chosen(self, encoding: Encoding, points: Floats, losses: Floats, variances: Floats, running: Floats) -> Floats:
        warp = Warp.of(losses)
        targets = warp(losses)
        spread = variances * warp.slope(losses) ** 2
        fitted = slice(0, _FITTED)
        hyper = fit(points[fitted], targets[fitted], spread[fitted], encoding.categorical)
        posterior = Posterior(points, targets, spread, encoding.categorical, hyper)
        best = float(posterior.mean(points).min())
        order = np.argsort(targets, kind="stable")
        if len(running):
            believed = np.concatenate([targets, posterior.mean(running)])
            every = np.concatenate([points, running])
            known = np.concatenate([spread, np.zeros(len(running))])
            posterior = Posterior(every, believed, known, encoding.categorical, hyper)
            best = min(best, float(believed[len(targets) :].min()))
        else:
            every = points
        candidates = Search(encoding, posterior, best, self._rng).ranked(points[order])
        return _first_new(candidates, every)

    def _kept(self, losses: Floats) -> Indices:
        """Which trials the model sees: the best, the latest and some of the others, so that its cost is bounded."""
        count = len(losses)
        if count <= _POINTS:
            order = np.arange(count)
            return self._rng.permutation(order) if count > _FITTED else order
        third = _POINTS // 3
        chosen = set(np.argsort(losses, kind="stable")[:third].tolist()) | set(range(count - third, count))
        rest = np.array([i for i in range(count) if i not in chosen])
        chosen |= set(self._rng.choice(rest, _POINTS - len(chosen), replace=False).tolist())
        return self._rng.permutation(np.array(sorted(chosen)))

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        """By chance."""
        return self._chance.sample_independent(study, trial, param_name, param_distribution)


def _finite(losses: Floats) -> Floats:
    """Infinite and missing values as the worst finite one; sizes whose squares overflow are cut."""
    fine = np.isfinite(losses)
    worst = losses[fine].max() if fine.any() else 0.0
    result: Floats = np.clip(np.where(fine, losses, worst), -_HUGE, _HUGE)
    return result


def _variances(trials: Sequence[FrozenTrial]) -> Floats:
    return np.array([_variance(one.system_attrs) or _variance(one.user_attrs) for one in trials])


def _variance(attributes: Mapping[str, Any]) -> float:
    return max(0.0, float(attributes.get(VARIANCE, 0.0)))


def _first_new(candidates: Floats, seen: Floats) -> Floats:
    """The first candidate that is not among the seen points, else the first."""
    place = next((i for i, one in enumerate(candidates) if not (np.abs(seen - one) < 1e-9).all(1).any()), 0)
    point: Floats = candidates[place]
    return point
