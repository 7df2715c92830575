"""Optuna's `ThresholdPruner`: a value outside of stated limits, such as a loss that has diverged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from optuna.pruners import BasePruner, ThresholdPruner

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.decision import Decision
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question
from sweepctl.stoppers.pruning import Field, Pruning, options_of, refusals, running

CHECKS: Mapping[str, Check] = {
    "type": text,
    "lower": number,
    "upper": number,
    "n_warmup_steps": at_least(0),
    "interval_steps": at_least(1),
}


@dataclass(frozen=True)
class Threshold(Pruning):
    """Asks about every value since the last time: one outside of the limits counts though others came after it."""

    def judge(self, evidence: Evidence) -> Decision:
        field = Field(self.goal)
        # Whether a check is due depends on the value before.
        for before, (n, value) in pairwise([*evidence.curve[:1], *evidence.curve]):
            if n > evidence.judged and field.prunes(self.pruner, running([before, (n, value)])):
                return Decision(
                    True, f"threshold: {value:.6g}, value {n}, is outside of the limits", {"value": value, "count": n}
                )
        return Decision(False, f"threshold: {len(evidence.curve)} values within the limits, or not checked")


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    return ThresholdPruner(**options_of(options, "lower", "upper", "n_warmup_steps", "interval_steps"))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    if "lower" not in options and "upper" not in options:
        return [Complaint("type", "threshold needs `lower`, `upper` or both", "add `upper: 10`")]
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Threshold:
    """The registry's door; `options` have passed `complaints`."""
    return Threshold("threshold", pruner(options), goal, Question(curve=True))
