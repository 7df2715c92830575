"""Who takes part: ask for a point, tell what it gave. All but the remote ones run over the product's own mirror."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import optuna
from optuna.samplers import BaseSampler, GPSampler, RandomSampler, TPESampler
from optuna.trial import TrialState

from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.model.spec import Objective, Search
from sweepctl.samplers.base import Setup
from sweepctl.samplers.bayes import build
from sweepctl.samplers.mirror import suggested
from sweepctl.space.space import Space
from tests.bench.search.problem import Problem


class Competitor(Protocol):
    """One search in progress; numbers are trial numbers, `None` is a failure."""

    def ask(self, number: int) -> Params: ...
    def tell(self, number: int, value: float | None) -> None: ...
    def close(self) -> None: ...


class Own:
    """What the product draws, given everything that ended and what is in flight."""

    def __init__(self, problem: Problem, seed: int, search: Search) -> None:
        self._sampler = build(Setup(Space.of(problem.parameters), [Objective("loss")], seed, 1, search))
        self._seen: dict[int, Observation] = {}

    def ask(self, number: int) -> Params:
        known = frozenset(fingerprint(one.params) for one in self._seen.values())
        point = self._sampler.draw(number, History(list(self._seen.values()), known))
        self._seen[number] = Observation(number, point, Standing.RUNNING)
        return point

    def tell(self, number: int, value: float | None) -> None:
        standing = Standing.FAILED if value is None else Standing.VALUED
        self._seen[number] = replace(self._seen[number], standing=standing, value=value)

    def close(self) -> None:
        """Nothing is held."""


class Study:
    """An Optuna sampler as its users run it: one object for the whole search, failures told as failures."""

    def __init__(self, problem: Problem, sampler: BaseSampler) -> None:
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._space = Space.of(problem.parameters)
        self._study = optuna.create_study(sampler=sampler)
        self._trials: dict[int, optuna.Trial] = {}

    def ask(self, number: int) -> Params:
        trial = self._trials[number] = self._study.ask()
        # Asked one by one, as an objective function does it: what does not exist is not asked for.
        return self._space.nested(suggested(self._space, trial))

    def tell(self, number: int, value: float | None) -> None:
        trial = self._trials.pop(number)
        self._study.tell(trial, value, state=TrialState.FAIL if value is None else None)

    def close(self) -> None:
        """Nothing is held."""


Opener = Callable[[Problem, int], Competitor]


def _own(sampler: str, startup: int = 10) -> Opener:
    return lambda problem, seed: Own(problem, seed, Search(sampler, startup))


def _study(build: Callable[[int], BaseSampler]) -> Opener:
    return lambda problem, seed: Study(problem, build(seed))


LOCAL: dict[str, Opener] = {
    "auto": _own("auto"),
    "gp": _own("gp"),
    "tpe": _own("tpe"),
    "cmaes": _own("cmaes"),
    "optuna_tpe": _study(lambda seed: TPESampler(seed=seed)),
    "random": _study(lambda seed: RandomSampler(seed=seed)),
}
if importlib.util.find_spec("torch"):
    LOCAL["optuna_gp"] = _study(lambda seed: GPSampler(seed=seed))
