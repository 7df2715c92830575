"""Optuna's `WilcoxonPruner`: value by value, a signed-rank test says that the trial is worse than the best one.

F. Wilcoxon: Individual Comparisons by Ranking Methods, Biometrics Bulletin 1(6), 1945. It fits values that are
comparable by their place, such as one for each data set; on learning curves it compares epoch with epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeAlias

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.pruners import BasePruner, WilcoxonPruner
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial

from sweepctl.model.checks import Check, Complaint, at_least, number, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.pruning import Pruning, options_of, quiet, refusals

CHECKS: Mapping[str, Check] = {"type": text, "p_threshold": number, "n_startup_steps": at_least(0)}

Array: TypeAlias = NDArray[np.float64]

# Of so few values with ties SciPy tries every choice of signs, each by itself: with 13 that takes most of a second.
_FEW = 13


class PromptWilcoxon(WilcoxonPruner):
    """Optuna's pruner, which decides the same, and as fast of values that tie."""

    def __init__(self, *, p_threshold: float = 0.1, n_startup_steps: int = 2) -> None:
        super().__init__(p_threshold=p_threshold, n_startup_steps=n_startup_steps)
        self._threshold = p_threshold
        self._fewest = max(2, n_startup_steps)

    def prune(self, study: optuna.Study, trial: FrozenTrial) -> bool:
        mine, leader = trial.intermediate_values, _leader(study)
        steps = mine.keys() & leader.keys()
        sign = 1 if study.direction is StudyDirection.MINIMIZE else -1
        losses = np.array([sign * (mine[step] - leader[step]) for step in steps], dtype=float)
        are_finite = np.isfinite([*mine.values(), *leader.values(), *losses]).all()
        if not self._fewest <= len(steps) <= _FEW or not are_finite or not _tie(losses):
            return super().prune(study, trial)
        return sign * _mean(mine) > sign * _mean(leader) and p_value(losses) < self._threshold


def _leader(study: optuna.Study) -> Mapping[int, float]:
    """The values of the best trial, none without one."""
    with suppress(ValueError):
        return study.best_trial.intermediate_values
    return {}


def _tie(differences: Array) -> bool:
    """Whether one is zero, or as large as another one."""
    sizes = np.abs(differences)
    return bool((sizes == 0).any()) or len(np.unique(sizes)) < len(sizes)


def _mean(values: Mapping[int, float]) -> float:
    """Added up one by one, as Optuna does it."""
    total: Any = sum(np.array(list(values.values()), dtype=float))
    return float(total / len(values))


def p_value(differences: Array) -> float:
    """The share of all choices of signs whose positive ranks add up to as much; zeros count half (`zsplit`).

    Sums of ranks are multiples of 1/4, and so exact.
    """
    _, places, counts = np.unique(np.abs(differences), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    halves = ranks[differences == 0].sum() / 2
    sums = np.array([halves])
    for rank in ranks[differences != 0]:
        sums = np.concatenate([sums, sums + rank])
    return float(np.mean(sums >= halves + ranks[differences > 0].sum()))


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    with quiet():
        return PromptWilcoxon(**options_of(options, "p_threshold", "n_startup_steps"))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Pruning:
    """The registry's door; `options` have passed `complaints`."""
    return Pruning("wilcoxon", pruner(options), goal, Question(curve=True, leader=True))
