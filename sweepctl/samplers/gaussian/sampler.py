"""Bayesian optimisation with a Gaussian process (J. Snoek et al.: Practical Bayesian Optimization, NeurIPS 2012).

Trials in flight count as if they had given what the model expects (kriging believer: D. Ginsbourger et al.: Kriging Is
Well-Suited to Parallelize Optimization, 2010), so that several agents do not ask for the same point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.search_space import intersection_search_space
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial, TrialState

from sweepctl.samplers.gaussian.acquisition import Improvement
from sweepctl.samplers.gaussian.encoding import Encoding, Floats, Indices
from sweepctl.samplers.gaussian.model import Posterior, common_share, fit
from sweepctl.samplers.gaussian.search import Search
from sweepctl.samplers.gaussian.warp import Warp
from sweepctl.samplers.mirror import FAILED, VARIANCE, Branches

# How many trials the predictions and the hyperparameters are made from.
_POINTS = 200
_FITTED = 100
# How many failed and how many good trials say where trials fail.
_FAILED = 60
# Among how many of the latest trials two failures are too many.
_LATELY = 10
# Below so many trials with a value there is nothing to model.
_LEAST = 2
# How many of the latest trials say what the search space is.
_LATEST = 50
_HUGE = 1e100


@dataclass(frozen=True)
class Scene:
    """What is known: finished points with losses and their variances, points in flight, and points that failed.

    While trials are failing of late, the failed ones count as the worst loss too: a wall that the model does not lean
    on. Otherwise the model of the losses does not see them, and stays smooth up to the border.
    """

    encoding: Encoding
    points: Floats
    losses: Floats
    variances: Floats
    running: Floats
    failed: Floats
    is_failing: bool

    @property
    def every(self) -> Floats:
        """All points that need not be tried again."""
        return np.concatenate([self.points, self.running, self.failed])

    def acquisition(self) -> Improvement:
        """What is worth maximising."""
        posterior, best = self._believed()
        return Improvement(posterior, best, self._outcome() if len(self.failed) else None)

    def _believed(self) -> tuple[Posterior, float]:
        """The posterior with the trials in flight at their expected losses, and the best expected loss."""
        points, losses, variances = self._told()
        warp = Warp.of(losses)
        targets = warp(losses)
        spread = variances * warp.slope(losses) ** 2
        categorical = self.encoding.categorical
        common = common_share(min(len(points), _FITTED))
        hyper = fit(points[:_FITTED], targets[:_FITTED], spread[:_FITTED], categorical, common=common)
        posterior = Posterior(points, targets, spread, categorical, hyper)
        expected = posterior.mean(points)
        if len(self.running):
            beliefs = posterior.mean(self.running)
            points = np.concatenate([points, self.running])
            spread = np.concatenate([spread, np.zeros(len(beliefs))])
            posterior = Posterior(points, np.concatenate([targets, beliefs]), spread, categorical, hyper)
            expected = np.concatenate([expected, beliefs])
        return posterior, float(expected.min())

    def _told(self) -> tuple[Floats, Floats, Floats]:
        """Points, losses and variances for the model of the losses."""
        if not self.is_failing:
            return self.points, self.losses, self.variances
        count = len(self.failed)
        return (
            np.concatenate([self.failed, self.points]),
            np.concatenate([np.full(count, self.losses.max()), self.losses]),
            np.concatenate([np.zeros(count), self.variances]),
        )

    def _outcome(self) -> Posterior:
        """The process over how trials ended: +1 failed, -1 not."""
        good = self.points[-_FAILED:]
        points = np.concatenate([good, self.failed])
        outcomes = np.repeat([-1.0, 1.0], [len(good), len(self.failed)])
        exact = np.zeros(len(points))
        hyper = fit(points, outcomes, exact, self.encoding.categorical)
        return Posterior(points, outcomes, exact, self.encoding.categorical, hyper)


class GaussianSampler(BaseSampler):
    """Deterministic given the seed and the history. Below two finished trials it leaves the choice to chance.

    Without `branches` it models the parameters that all trials have, and leaves the others to chance.
    """

    def __init__(self, *, seed: int, branches: Branches | None = None) -> None:
        self._rng = np.random.default_rng(seed)
        self._chance = RandomSampler(seed=seed)
        self._branches = branches

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """What leaves a choice: of the branches, else of what the latest finished trials have in common."""
        if self._branches is not None:
            return dict(self._branches.distributions)
        trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        space = intersection_search_space(trials[-_LATEST:])
        return {name: one for name, one in space.items() if not one.single()}

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """The point with the highest expected improvement that has not been tried."""
        trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.RUNNING))
        wanted = search_space.keys() if self._branches is None else set[str]()
        known = [one for one in trials if wanted <= one.params.keys() and one.number != trial.number]
        done = [one for one in known if one.state is TrialState.COMPLETE and not one.system_attrs.get(FAILED)]
        if not search_space or len(done) < _LEAST:
            return {}
        encoding = Encoding(search_space, self._branches.gates if self._branches else None)
        sign = 1.0 if study.direction is StudyDirection.MINIMIZE else -1.0
        losses = _finite(np.array([sign * float(one.value or 0.0) for one in done]))
        kept = self._kept(losses)
        done = [done[i] for i in kept]
        scene = Scene(
            encoding,
            encoding.points([one.params for one in done]),
            losses[kept],
            _variances(done),
            encoding.points([one.params for one in known if one.state is TrialState.RUNNING]),
            encoding.points([one.params for one in known if one.system_attrs.get(FAILED)][-_FAILED:]),
            _is_failing([one for one in known if one.state is TrialState.COMPLETE]),
        )
        order = np.argsort(scene.losses, kind="stable")
        candidates = Search(encoding, scene.acquisition(), self._rng).ranked(scene.points[order])
        return encoding.params(_first_new(candidates, scene.every))

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


def _is_failing(ended: Sequence[FrozenTrial]) -> bool:
    """Whether more than one of the latest trials failed."""
    return sum(bool(one.system_attrs.get(FAILED)) for one in ended[-_LATELY:]) > 1


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
