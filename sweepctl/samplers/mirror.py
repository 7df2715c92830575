"""Our history as an Optuna study in memory, and a drawn Optuna trial as our parameters: the only such place."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

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
from sweepctl.model.params import Params, Value, text_key
from sweepctl.model.spec import Goal
from sweepctl.space.axis import Axis, Choice, Coordinate, Integers, Interval
from sweepctl.space.space import ABSENT, Absent, Space
from sweepctl.space.space import Gate as SpaceGate

# Optuna's TPE computes with steps that vanish beside a wider range.
_MOST_STEPS = 2**40
# Attributes of a mirrored trial, for samplers that look: the variance of its value, and whether it has none of its own.
VARIANCE = "sweepctl:variance"
FAILED = "sweepctl:failed"


@dataclass(frozen=True)
class _Told:
    """What the mirror holds for a trial number: a loss to minimise for each objective, or None while it runs."""

    losses: tuple[float, ...] | None = None
    variance: float = 0.0
    is_failed: bool = False

    @property
    def attributes(self) -> dict[str, Any]:
        """What is worth writing down beside the loss."""
        return {key: value for key, value in ((VARIANCE, self.variance), (FAILED, self.is_failed)) if value}


_RUNNING = _Told()


@dataclass(frozen=True)
class Gate:
    """A parameter exists only where another does, and has a coordinate that opens it."""

    name: str
    opens: Callable[[Coordinate], bool]


@dataclass(frozen=True)
class Branches:
    """A conditional space in Optuna's names: what leaves a choice, and the gates of what does not always exist.

    Gates are in such an order that those of a parameter come after those of what decides it.
    """

    distributions: Mapping[str, BaseDistribution]
    gates: Mapping[str, Sequence[Gate]]


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
    """Follows the history; always minimises, also where there are several objectives."""

    def __init__(self, space: Space, goals: Sequence[Goal]) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space = space
        self._signs = [goal.sign for goal in goals]
        self._axes = {str(i): axis for i, leaf in enumerate(space.leaves) if (axis := leaf.distribution.axis)}
        self._distributions = {name: to_optuna(axis) for name, axis in self._axes.items()}
        self._reset()

    def _reset(self) -> None:
        self._storage = InMemoryStorage()
        directions = [optuna.study.StudyDirection.MINIMIZE] * len(self._signs)
        self._study = optuna.create_study(
            storage=self._storage, directions=directions, pruner=optuna.pruners.NopPruner()
        )
        self._told: dict[int, _Told] = {}
        self._ids: dict[int, int] = {}

    def follow(self, observations: Sequence[Observation]) -> None:
        """Bring the study up to the history; rebuilt where something already told has changed."""
        losses = self._losses(observations)
        changed = any(
            number not in losses or (told != _RUNNING and losses[number] != told) for number, told in self._told.items()
        )
        if changed:
            self._reset()
        for one in observations:
            if one.number in losses:
                self._tell(one, losses[one.number])

    def _losses(self, observations: Sequence[Observation]) -> Mapping[int, _Told]:
        """The losses of each trial the model may learn from; a failure is as bad as the worst values seen."""
        known = {one.number: losses for one in observations if (losses := self._losses_of(one)) is not None}
        worst = tuple(map(max, zip(*known.values(), strict=True))) or None
        found = {}
        for one in observations:
            if one.number in known:
                is_failed = one.standing is Standing.FAILED
                found[one.number] = _Told(known[one.number], one.variance, is_failed)
            elif one.standing is Standing.RUNNING:
                found[one.number] = _RUNNING
            elif worst is not None:
                found[one.number] = _Told(worst, is_failed=True)
        return found

    def _losses_of(self, one: Observation) -> tuple[float, ...] | None:
        """The trial's own losses, None where it has none; a running one has some only where W&B's rule imputes it."""
        values = one.values or (() if one.value is None else (one.value,))
        return tuple(sign * value for sign, value in zip(self._signs, values, strict=True)) if values else None

    def _tell(self, one: Observation, told: _Told) -> None:
        if one.number not in self._told:
            coordinates = self._coordinates(one.params)
            if coordinates is None:
                return
            trial = create_trial(
                state=TrialState.RUNNING if told.losses is None else TrialState.COMPLETE,
                params=coordinates,
                distributions={name: self._distributions[name] for name in coordinates},
                values=told.losses,
                system_attrs=told.attributes,
            )
            self._ids[one.number] = self._storage.create_new_trial(self._study._study_id, template_trial=trial)
        elif self._told[one.number] != told and told.losses is not None:
            for key, value in told.attributes.items():
                self._storage.set_trial_system_attr(self._ids[one.number], key, value)
            self._storage.set_trial_state_values(self._ids[one.number], TrialState.COMPLETE, told.losses)
        self._told[one.number] = told

    def _coordinates(self, params: Params) -> dict[str, CategoricalChoiceType] | None:
        """None for a point outside this space: it was given by hand, or the space has changed since."""
        values = self._space.flat(params)
        if values is None:
            return None
        encoded = {
            name: self._space.leaves[int(name)].distribution.encode(value)
            for name in self._axes
            if not isinstance(value := values[int(name)], Absent)
        }
        if None in encoded.values():
            return None
        return {name: coordinate for name, coordinate in encoded.items() if coordinate is not None}

    @cached_property
    def branches(self) -> Branches | None:
        """None where every point has every parameter."""
        if not self._space.is_conditional:
            return None
        gates = {str(place): self._gates(place) for place in self._space.order}
        free = {name: one for name, one in self._distributions.items() if gates[name] is not None and not one.single()}
        return Branches(free, {name: some for name, some in gates.items() if some and name in free})

    def _gates(self, place: int) -> list[Gate] | None:
        """What has to hold for a leaf to exist, None where that cannot be; a leaf without a choice is no gate."""
        gates: list[Gate] = []
        for gate in self._space.leaves[place].gates:
            name, beyond, opens = str(gate.place), self._gates(gate.place), partial(self._opens, gate)
            has_choice = name in self._distributions and not self._distributions[name].single()
            if beyond is None or not (has_choice or opens(self._only(name))):
                return None
            gates += [Gate(name, opens)] if has_choice else beyond
        return gates

    def _only(self, name: str) -> Coordinate:
        """The one coordinate of a leaf without a choice."""
        match self._axes.get(name):
            case Integers(low, _) | Interval(low, _):
                return low
        return 0

    def _opens(self, gate: SpaceGate, coordinate: Coordinate) -> bool:
        return text_key(self._decoded(gate.place, coordinate)) in gate.keys

    def ask(self, build: Callable[[], BaseSampler]) -> Params:
        """A new point from a freshly built sampler; the study forgets it, the history will tell."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)
            self._study.sampler = build()
            if self._space.is_conditional:
                trial = self._study.ask()
                values = suggested(self._space, trial)
            else:
                trial = self._study.ask(self._distributions)
                values = [self._decoded(i, trial.params.get(str(i), 0)) for i in range(len(self._space.leaves))]
        self._study.tell(trial, state=TrialState.FAIL)
        return self._space.nested(values)

    def _decoded(self, place: int, coordinate: Coordinate) -> Value:
        return self._space.leaves[place].distribution.decode(coordinate)


def suggested(space: Space, trial: optuna.Trial) -> list[Value | Absent]:
    """The values of the leaves that exist, each asked for once those that decide it are known."""
    values: list[Value | Absent] = [ABSENT] * len(space.leaves)
    for place in space.order:
        if space.exists(place, values):
            found = space.leaves[place].distribution
            coordinate = 0 if found.axis is None else _suggest(trial, str(place), to_optuna(found.axis))
            values[place] = found.decode(coordinate)
    return values


def _suggest(trial: optuna.Trial, name: str, distribution: BaseDistribution) -> Coordinate:
    match distribution:
        case CategoricalDistribution(choices=choices):
            return trial.suggest_categorical(name, choices)  # type: ignore[return-value]
        case IntDistribution(low=low, high=high):
            return trial.suggest_int(name, low, high)
        case FloatDistribution(low=low, high=high, log=log):
            return trial.suggest_float(name, low, high, log=log)
    raise TypeError(distribution)
