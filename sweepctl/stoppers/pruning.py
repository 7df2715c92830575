"""Optuna's pruners as stoppers: the evidence is laid out as a study in memory, and the pruner is asked about it.

Each member has the pruner's own options under Optuna's names (https://optuna.readthedocs.io/en/stable/reference/pruners.html);
a step is the count of values, from 1.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import optuna
from optuna.pruners import BasePruner
from optuna.trial import FrozenTrial, TrialState, create_trial

from sweepctl.model.checks import Complaint
from sweepctl.model.decision import Decision
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question, Values

MakePruner: TypeAlias = Callable[[Mapping[str, Value]], BasePruner]


@contextmanager
def quiet() -> Iterator[None]:
    """Without what Optuna says to programmers: that a pruner is experimental, that a value is odd."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@dataclass(frozen=True)
class Pruning:
    """Asks a pruner that looks at the trial's own values, at finished trials, or at the leader; once for each count."""

    name: str
    pruner: BasePruner
    goal: Goal
    wants: Question

    @property
    def bands(self) -> Container[int]:
        return ()

    def question(self, judged: int, count: int) -> Question | None:
        return self.wants if count > judged else None

    def judge(self, evidence: Evidence) -> Decision:
        study = study_for(self.goal)
        add_finished(study, evidence)
        trial = running(study, evidence.curve)
        with quiet():
            stop = bool(evidence.curve) and self.pruner.prune(study, trial)
        return Decision(stop, f"{self.name}: {_weighed(evidence)}")


def _weighed(evidence: Evidence) -> str:
    last = evidence.curve[-1][1] if evidence.curve else float("nan")
    against = f", {len(evidence.finished_at)} finished trials had so many" if evidence.finished_at else ""
    return f"last {last:.6g}, best {evidence.best:.6g} of {evidence.count} values{against}"


def study_for(goal: Goal) -> optuna.Study:
    """An empty study in memory."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(direction=goal.value, pruner=optuna.pruners.NopPruner())


def add_finished(study: optuna.Study, evidence: Evidence) -> None:
    """The finished trials: those with a value at this count, the others as mere numbers, and the leader last."""
    worst = float("inf") if study.direction is optuna.study.StudyDirection.MINIMIZE else float("-inf")
    for value in evidence.finished_at.values():
        study.add_trial(_complete(worst, [(evidence.count, value)]))
    for _ in range(evidence.finished - len(evidence.finished_at)):
        study.add_trial(_complete(worst, ()))
    if evidence.leader:
        study.add_trial(_complete(-worst, evidence.leader))


def _complete(value: float, values: Values) -> FrozenTrial:
    return create_trial(state=TrialState.COMPLETE, value=value, intermediate_values=dict(values))


def running(study: optuna.Study, values: Values, attributes: Mapping[str, Any] | None = None) -> FrozenTrial:
    """A running trial of the study that has these values."""
    made = create_trial(state=TrialState.RUNNING, intermediate_values=dict(values), system_attrs=dict(attributes or {}))
    study.add_trial(made)
    return study.get_trials(deepcopy=False)[-1]


def refusals(make: MakePruner, options: Mapping[str, Value], key: str = "type") -> list[Complaint]:
    """What the pruner itself says of options that are each right by themselves."""
    try:
        make(options)
    except (ValueError, TypeError) as error:
        return [Complaint(key, str(error).rstrip("."))]
    return []


def options_of(options: Mapping[str, Value], *names: str) -> dict[str, Any]:
    """The options of these names that are given."""
    return {name: options[name] for name in names if name in options}
