"""Optuna's `ThresholdPruner`: a value outside of stated limits, such as a loss that has diverged."""

from __future__ import annotations

from collections.abc import Mapping

from optuna.pruners import BasePruner, ThresholdPruner

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.pruning import Pruning, options_of, refusals

CHECKS: Mapping[str, Check] = {
    "type": text,
    "lower": number,
    "upper": number,
    "n_warmup_steps": at_least(0),
    "interval_steps": at_least(1),
}


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    return ThresholdPruner(**options_of(options, "lower", "upper", "n_warmup_steps", "interval_steps"))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    if "lower" not in options and "upper" not in options:
        return [Complaint("type", "threshold needs `lower`, `upper` or both", "add `upper: 10`")]
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Pruning:
    """The registry's door; `options` have passed `complaints`."""
    return Pruning("threshold", pruner(options), goal, Question(curve=True))
