"""Optuna's `MedianPruner`: the best value so far is behind the median of the finished trials at the same count.

D. Golovin et al.: Google Vizier: A Service for Black-Box Optimization, KDD 2017, section 3.2.2 (median stopping rule).
"""

from __future__ import annotations

from collections.abc import Mapping

from optuna.pruners import BasePruner, MedianPruner

from sweepctl.model.checks import Check, Complaint, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.percentile import WAITS, Percentile
from sweepctl.stoppers.pruning import options_of, refusals

CHECKS: Mapping[str, Check] = {"type": text, **WAITS}


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    return MedianPruner(**options_of(options, *WAITS))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Percentile:
    """The registry's door; `options` have passed `complaints`."""
    return Percentile("median", pruner(options), goal, Question(curve=True, finished=True))
