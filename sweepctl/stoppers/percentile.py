"""Optuna's `PercentilePruner`: behind a percentile of the finished trials at the same count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optuna.pruners import BasePruner, PercentilePruner

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question, Values
from sweepctl.stoppers.pruning import Pruning, options_of, refusals

# A step that Optuna does not take for one at which something was checked.
_BEFORE_ALL = -1
WAITS: Mapping[str, Check] = {
    "n_startup_trials": at_least(0),
    "n_warmup_steps": at_least(0),
    "interval_steps": at_least(1),
    "n_min_trials": at_least(1),
}
CHECKS: Mapping[str, Check] = {"type": text, "percentile": number, **WAITS}


@dataclass(frozen=True)
class Percentile(Pruning):
    """Asks a pruner that looks at the trial's best value, and at its steps to see whether a check is due."""

    def shown(self, evidence: Evidence) -> Values:
        """The last value and, where it was judged before, the best.

        A check that fell between the two is due now: to Optuna, nothing was reported at the values in between.
        """
        if not evidence.curve:
            return ()
        return [(evidence.judged or _BEFORE_ALL, evidence.best), (evidence.count, evidence.curve[-1][1])]


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    return PercentilePruner(**options_of(options, "percentile", *WAITS))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    if "percentile" not in options:
        return [Complaint("type", "percentile needs `percentile`, the share of trials to keep", "add `percentile: 25`")]
    return refusals(pruner, options, "percentile")


def build(options: Mapping[str, Value], goal: Goal) -> Pruning:
    """The registry's door; `options` have passed `complaints`."""
    return Percentile("percentile", pruner(options), goal, Question(curve=True, finished=True))
