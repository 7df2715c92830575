"""A sweep as an Optuna study with the real parameter values, for Optuna's own tools."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import optuna
from optuna.distributions import BaseDistribution, CategoricalChoiceType
from optuna.exceptions import ExperimentalWarning
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial, TrialState, create_trial

from sweepctl.analysis.distributions import Translation
from sweepctl.model import trial as ours
from sweepctl.model.params import Value, flat
from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.model.trial import Trial
from sweepctl.space.space import Absent, Space

_STATES: Mapping[ours.TrialState, TrialState] = {
    ours.TrialState.FINISHED: TrialState.COMPLETE,
    ours.TrialState.STOPPED: TrialState.PRUNED,
    ours.TrialState.FAILED: TrialState.FAIL,
    ours.TrialState.NO_METRIC: TrialState.FAIL,
    ours.TrialState.CANCELLED: TrialState.FAIL,
}
Points = Sequence[tuple[int, float | None, float]]


@dataclass(frozen=True)
class Told:
    """What Optuna is told of a sweep: its trials that are over, and of each the points of the objective's curve."""

    spec: SweepSpec
    trials: Sequence[Trial]
    curves: Mapping[int, Points] = field(default_factory=dict)

    @property
    def objectives(self) -> Sequence[Objective]:
        """What is optimised; a sweep without a metric has one nobody has a value of."""
        return self.spec.objectives or (Objective("value"),)

    @cached_property
    def space(self) -> Space:
        """The space of the spec, without its constraints."""
        return Space.of(self.spec.parameters)


def fill(told: Told, name: str | None = None, storage: BaseStorage | None = None) -> optuna.Study:
    """A study with a sweep's trials, in memory unless there is a storage; it must not hold the name yet."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=name, storage=storage, directions=[one.goal.value for one in told.objectives]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        study.set_metric_names([one.name for one in told.objectives])
    study.add_trials(list(frozen(told)))
    return study


def frozen(told: Told) -> Iterator[FrozenTrial]:
    """The trials that are over, as Optuna's."""
    translations = _translations(told)
    for one in told.trials:
        if one.state.is_over and one.params:
            yield _frozen(one, told, translations)


def _frozen(one: Trial, told: Told, translations: Mapping[str, Translation]) -> FrozenTrial:
    params: dict[str, CategoricalChoiceType] = {}
    distributions: dict[str, BaseDistribution] = {}
    for name, value in _leaves(one, told.space).items():
        params[name] = translations[name](value)
        distributions[name] = translations[name].distribution
    state, values = _STATES[one.state], _values(one)
    if state is TrialState.COMPLETE and values is None:
        state = TrialState.FAIL
    made = create_trial(
        state=state,
        params=params,
        distributions=distributions,
        values=None if state is TrialState.FAIL else values,
        user_attrs={"sweepctl:trial": one.number, "sweepctl:state": str(one.state)}
        | ({"sweepctl:reason": one.reason} if one.reason else {}),
        intermediate_values=_steps(told.curves.get(one.number, ())) if len(told.objectives) == 1 else None,
    )
    if one.started is not None and one.ended is not None:
        made.datetime_start = datetime.fromtimestamp(one.started)
        made.datetime_complete = datetime.fromtimestamp(one.ended)
    return made


def _values(one: Trial) -> list[float] | None:
    values = list(one.values.values()) or [one.value]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None


def _steps(points: Points) -> dict[int, float]:
    """By the script's own steps where they are whole and rising, else by count."""
    steps = [step for _, step, _ in points if step is not None and step.is_integer()]
    if len(steps) == len(points) and sorted(set(steps)) == steps:
        return {int(step): value for step, (_, _, value) in zip(steps, points, strict=True)}
    return {n: value for n, _, value in points}


def _leaves(one: Trial, space: Space) -> dict[str, Value]:
    """The values of the space's parameters that the trial has, by dotted name, and those of an earlier version."""
    values = space.flat(one.params)
    if values is None:
        return flat(one.params)
    named = zip(space.leaves, values, strict=True)
    return {leaf.name: value for leaf, value in named if not isinstance(value, Absent)}


def _translations(told: Told) -> dict[str, Translation]:
    found: defaultdict[str, list[Value]] = defaultdict(list)
    for one in told.trials:
        for name, value in _leaves(one, told.space).items():
            found[name].append(value)
    known = {leaf.name: leaf.distribution for leaf in told.space.leaves}
    return {name: Translation(known.get(name), values) for name, values in found.items()}
