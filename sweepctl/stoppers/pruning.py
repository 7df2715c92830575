"""Optuna's pruners as stoppers: the evidence is laid out as a study, and the pruner is asked about it.

Each member has the pruner's own options under Optuna's names (https://optuna.readthedocs.io/en/stable/reference/pruners.html);
a step is the count of values, from 1.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import optuna
from optuna.pruners import BasePruner
from optuna.study import StudyDirection
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
        shown = self.shown(evidence)
        stop = bool(shown) and field_of(self.goal, evidence).prunes(self.pruner, running(shown))
        return Decision(stop, f"{self.name}: {_weighed(evidence)}", _figures(evidence))

    def shown(self, evidence: Evidence) -> Values:
        """The trial's values as the pruner is to see them: all of them, unless a member knows better."""
        return evidence.curve


def _figures(evidence: Evidence) -> dict[str, float]:
    last = {"value": evidence.curve[-1][1]} if evidence.curve else {}
    return {**last, "best": evidence.best, "count": evidence.count, "trials": len(evidence.finished_at)}


def _weighed(evidence: Evidence) -> str:
    last = evidence.curve[-1][1] if evidence.curve else float("nan")
    against = f", {len(evidence.finished_at)} finished trials had so many" if evidence.finished_at else ""
    return f"last {last:.6g}, best {evidence.best:.6g} of {evidence.count} values{against}"


class Field:
    """The part of an Optuna study that pruners look at, in lists: a real one copies and checks every trial anew."""

    def __init__(self, goal: Goal, trials: Sequence[FrozenTrial] = ()) -> None:
        self.direction = StudyDirection.MINIMIZE if goal is Goal.MINIMIZE else StudyDirection.MAXIMIZE
        self.trials = trials
        self._storage = self

    def get_trials(self, deepcopy: bool = True, states: Container[TrialState] | None = None) -> list[FrozenTrial]:
        """The trials in these states."""
        return [one for one in self.trials if states is None or one.state in states]

    @property
    def best_trial(self) -> FrozenTrial:
        """The last trial, which is the leader where there is one. Raises ValueError without a trial."""
        if not self.trials:
            raise ValueError("no trial has finished")
        return self.trials[-1]

    def set_trial_system_attr(self, trial_id: int, key: str, value: object) -> None:
        """Nothing is kept: the next judgement has its own evidence."""

    def prunes(self, pruner: BasePruner, trial: FrozenTrial) -> bool:
        """What the pruner says of a running trial."""
        with quiet():
            return bool(pruner.prune(cast(optuna.Study, self), trial))


def field_of(goal: Goal, evidence: Evidence) -> Field:
    """The finished trials: those with a value at this count, as many others as there are, and the leader last."""
    nameless = [_complete(())] * (evidence.finished - len(evidence.finished_at))
    reported = [_complete([(evidence.count, value)]) for value in evidence.finished_at.values()]
    leader = [_complete(evidence.leader)] if evidence.leader else []
    return Field(goal, [*nameless, *reported, *leader])


def _complete(values: Values) -> FrozenTrial:
    return create_trial(state=TrialState.COMPLETE, value=0.0, intermediate_values=dict(values))


def running(values: Values, attributes: Mapping[str, Any] | None = None) -> FrozenTrial:
    """A running trial that has these values."""
    return create_trial(state=TrialState.RUNNING, intermediate_values=dict(values), system_attrs=dict(attributes or {}))


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
