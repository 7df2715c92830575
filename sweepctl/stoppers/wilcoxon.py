"""Optuna's `WilcoxonPruner`: value by value, a signed-rank test says that the trial is worse than the best one.

F. Wilcoxon: Individual Comparisons by Ranking Methods, Biometrics Bulletin 1(6), 1945. It fits values that are
comparable by their place, such as one for each data set; on learning curves it compares epoch with epoch.
"""

from __future__ import annotations

from collections.abc import Mapping

from optuna.pruners import BasePruner, WilcoxonPruner

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.pruning import Pruning, options_of, quiet, refusals

CHECKS: Mapping[str, Check] = {"type": text, "p_threshold": number, "n_startup_steps": at_least(0)}


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    with quiet():
        return WilcoxonPruner(**options_of(options, "p_threshold", "n_startup_steps"))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Pruning:
    """The registry's door; `options` have passed `complaints`."""
    return Pruning("wilcoxon", pruner(options), goal, Question(curve=True, leader=True))
