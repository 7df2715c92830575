"""Who takes part: ask for a point, tell what it gave. All but the remote ones run over the product's own mirror."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from optuna.samplers import BaseSampler, GPSampler, RandomSampler, TPESampler

from sweepctl.model.draw import Observation, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.model.seed import derived_seed
from sweepctl.model.spec import Goal
from sweepctl.samplers.gaussian.rule import choose
from sweepctl.samplers.gaussian.sampler import GaussianSampler
from sweepctl.samplers.mirror import Mirror
from sweepctl.samplers.random import RandomSampler as OwnRandom
from sweepctl.space.space import Space
from tests.bench.search.problem import Problem

_REASKS = 8


class Competitor(Protocol):
    """One search in progress; numbers are trial numbers, `None` is a failure."""

    def ask(self, number: int) -> Params: ...
    def tell(self, number: int, value: float | None) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Scene:
    """What a rule may look at."""

    valued: int
    index: int
    dimensions: int


Rule = Callable[[Scene], str]
Builder = Callable[[int], BaseSampler]


class Local:
    """A rule over named Optuna samplers, drawn as `sweepctl` draws: newly seeded for each point, none repeated."""

    def __init__(self, problem: Problem, seed: int, rule: Rule, builders: Mapping[str, Builder]) -> None:
        self._space = Space.of(problem.parameters)
        self._mirror = Mirror(self._space, Goal.MINIMIZE)
        self._seed, self._rule, self._builders = seed, rule, builders
        self._random = OwnRandom(self._space, f"{seed}/1")
        self._seen: dict[int, Observation] = {}

    def ask(self, number: int) -> Params:
        point = self._point(number)
        self._seen[number] = Observation(number, point, Standing.RUNNING)
        return point

    def _point(self, number: int) -> Params:
        known = {fingerprint(one.params) for one in self._seen.values()}
        valued = sum(one.value is not None for one in self._seen.values())
        name = self._rule(Scene(valued, number, len(self._space.leaves)))
        if name == "random":
            return self._random.unseen(number, known)
        self._mirror.follow(list(self._seen.values()))
        for attempt in range(_REASKS):
            point = self._mirror.ask(partial(self._builders[name], derived_seed(self._seed, number, attempt)))
            if fingerprint(point) not in known:
                return point
        return self._random.unseen(number, known)

    def tell(self, number: int, value: float | None) -> None:
        standing = Standing.FAILED if value is None else Standing.VALUED
        self._seen[number] = replace(self._seen[number], standing=standing, value=value)

    def close(self) -> None:
        """Nothing is held."""


def _gp(seed: int) -> BaseSampler:
    return GaussianSampler(seed=seed)


def _tpe(seed: int) -> BaseSampler:
    return TPESampler(multivariate=True, constant_liar=True, n_startup_trials=0, seed=seed)


def _torch_gp(seed: int) -> BaseSampler:
    return GPSampler(n_startup_trials=0, seed=seed)


OURS: Mapping[str, Builder] = {"gp": _gp, "tpe": _tpe}


def after(start: int, name: str) -> Rule:
    """Random until `start` trials have a value, then always the same sampler."""
    return lambda scene: name if scene.valued >= start else "random"


def _auto(scene: Scene) -> str:
    return choose(scene.valued, scene.index, scene.dimensions)


def alternating(until: int) -> Rule:
    """GP after ten random points, alternating with TPE beyond `until`."""

    def rule(scene: Scene) -> str:
        if scene.valued < 10:
            return "random"
        return "gp" if scene.valued < until or scene.index % 2 else "tpe"

    return rule


class Study:
    """An Optuna sampler as its users run it: one object for the whole search, failures told as failures."""

    def __init__(self, problem: Problem, sampler: BaseSampler) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._space = Space.of(problem.parameters)
        self._axes = {str(i): a for i, leaf in enumerate(self._space.leaves) if (a := leaf.distribution.axis)}
        self._study = optuna.create_study(sampler=sampler)
        self._trials: dict[int, optuna.Trial] = {}

    def ask(self, number: int) -> Params:
        from sweepctl.samplers.mirror import to_optuna

        trial = self._study.ask({name: to_optuna(axis) for name, axis in self._axes.items()})
        self._trials[number] = trial
        leaves = self._space.leaves
        return self._space.nested(
            [one.distribution.decode(trial.params.get(str(i), 0)) for i, one in enumerate(leaves)]
        )

    def tell(self, number: int, value: float | None) -> None:
        from optuna.trial import TrialState

        trial = self._trials.pop(number)
        self._study.tell(trial, value, state=TrialState.FAIL if value is None else None)

    def close(self) -> None:
        """Nothing is held."""


Opener = Callable[[Problem, int], Competitor]


def _local(rule: Rule) -> Opener:
    return lambda problem, seed: Local(problem, seed, rule, OURS)


def _study(build: Callable[[int], BaseSampler]) -> Opener:
    return lambda problem, seed: Study(problem, build(seed))


LOCAL: dict[str, Opener] = {
    "auto": _local(_auto),
    "gp": _local(after(10, "gp")),
    "gp5": _local(after(5, "gp")),
    "tpe": _local(after(10, "tpe")),
    "alt40": _local(alternating(40)),
    "optuna_tpe": _study(lambda seed: TPESampler(seed=seed)),
    "random": _study(lambda seed: RandomSampler(seed=seed)),
}
if importlib.util.find_spec("torch"):
    LOCAL["optuna_gp"] = _study(lambda seed: GPSampler(seed=seed))
