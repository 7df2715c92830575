"""Optuna's `PercentilePruner`: behind a percentile of the finished trials at the same count."""

from __future__ import annotations

from collections.abc import Mapping

from optuna.pruners import BasePruner, PercentilePruner

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.pruning import Pruning, options_of, refusals

WAITS: Mapping[str, Check] = {
    "n_startup_trials": at_least(0),
    "n_warmup_steps": at_least(0),
    "interval_steps": at_least(1),
    "n_min_trials": at_least(1),
}
CHECKS: Mapping[str, Check] = {"type": text, "percentile": number, **WAITS}


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
    return Pruning("percentile", pruner(options), goal, Question(curve=True, finished=True))
