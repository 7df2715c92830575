"""Our history as an Optuna study in memory, and a drawn Optuna trial as our parameters: the only such place."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalChoiceType,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler
from optuna.storages import InMemoryStorage
from optuna.trial import TrialState, create_trial

from sweepctl.model.draw import Observation, Standing
from sweepctl.model.params import Params
from sweepctl.model.spec import Goal
from sweepctl.space.axis import Axis, Choice, Integers, Interval
from sweepctl.space.space import Space

# Optuna's TPE computes with steps that vanish beside a wider range.
_MOST_STEPS = 2**40
# What the mirror holds for a trial number: a loss to minimise, or None while it runs.
_Told = float | None


def to_optuna(axis: Axis) -> BaseDistribution:
    """The distribution over an axis's coordinates; categories are indices, which Optuna cannot confuse."""
    match axis:
        case Choice(count):
            return CategoricalDistribution(range(count))
        case Integers(low, high) if high - low > _MOST_STEPS:
            return FloatDistribution(float(low), float(high))
        case Integers(low, high):
            return IntDistribution(low, high)
        case Interval(low, high, log):
            return FloatDistribution(low, high, log=log)


class Mirror:
    """Follows the history; always minimises."""

    def __init__(self, space: Space, goal: Goal) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space = space
        self._sign = 1.0 if goal is Goal.MINIMIZE else -1.0
        self._axes = {str(i): axis for i, leaf in enumerate(space.leaves) if (axis := leaf.distribution.axis)}
        self._distributions = {name: to_optuna(axis) for name, axis in self._axes.items()}
        self._reset()

    def _reset(self) -> None:
        self._storage = InMemoryStorage()
        self._study = optuna.create_study(storage=self._storage, pruner=optuna.pruners.NopPruner())
        self._told: dict[int, _Told] = {}
        self._ids: dict[int, int] = {}

    def follow(self, observations: Sequence[Observation]) -> None:
        """Bring the study up to the history; rebuilt where something already told has changed."""
        losses = self._losses(observations)
        changed = any(
            number not in losses or (loss is not None and losses[number] != loss) for number, loss in self._told.items()
        )
        if changed:
            self._reset()
        for one in observations:
            if one.number in losses:
                self._tell(one, losses[one.number])

    def _losses(self, observations: Iterable[Observation]) -> Mapping[int, _Told]:
        """The loss of each trial the model may learn from; a failure is as bad as the worst value seen."""
        values = {o.number: self._sign * o.value for o in observations if o.value is not None}
        worst = max(values.values(), default=None)
        losses: dict[int, _Told] = dict(values)
        for one in observations:
            if one.standing is Standing.RUNNING:
                losses[one.number] = None
            elif one.standing is Standing.FAILED and worst is not None:
                losses[one.number] = worst
        return losses

    def _tell(self, one: Observation, loss: _Told) -> None:
        if one.number not in self._told:
            coordinates = self._coordinates(one.params)
            if coordinates is None:
                return
            state = TrialState.RUNNING if loss is None else TrialState.COMPLETE
            trial = create_trial(state=state, params=coordinates, distributions=self._distributions, value=loss)
            self._ids[one.number] = self._storage.create_new_trial(self._study._study_id, template_trial=trial)
        elif self._told[one.number] is None and loss is not None:
            self._storage.set_trial_state_values(self._ids[one.number], TrialState.COMPLETE, [loss])
        self._told[one.number] = loss

    def _coordinates(self, params: Params) -> dict[str, CategoricalChoiceType] | None:
        """None for a point outside this space: it was given by hand, or the space has changed since."""
        values = self._space.flat(params)
        if values is None:
            return None
        encoded = {name: self._space.leaves[int(name)].distribution.encode(values[int(name)]) for name in self._axes}
        if None in encoded.values():
            return None
        return {name: coordinate for name, coordinate in encoded.items() if coordinate is not None}

    def ask(self, build: Callable[[], BaseSampler]) -> Params:
        """A new point from a freshly built sampler; the study forgets it, the history will tell."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)
            self._study.sampler = build()
            trial = self._study.ask(self._distributions)
        self._study.tell(trial, state=TrialState.FAIL)
        values = [leaf.distribution.decode(trial.params.get(str(i), 0)) for i, leaf in enumerate(self._space.leaves)]
        return self._space.nested(values)
