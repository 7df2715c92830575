"""The signed-rank test with values that tie: Optuna's decisions, without its second for each."""

from __future__ import annotations

import math
import random
from typing import cast

import numpy as np
import optuna
import pytest
from optuna.pruners import WilcoxonPruner
from scipy.stats import wilcoxon

from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Values
from sweepctl.stoppers.pruning import Field, quiet, running
from sweepctl.stoppers.wilcoxon import PromptWilcoxon, p_value


def values(source: random.Random, count: int, digits: int, shift: float = 0.0) -> Values:
    """So many values around 0.5, most of them there more than once where they have one digit."""
    return [(n, round(source.gauss(0.5, 0.2) + shift, digits)) for n in range(1, count + 1)]


def decisions(goal: Goal, mine: Values, leader: Values, threshold: float, fewest: int) -> tuple[bool, bool]:
    """Optuna's and ours."""
    with quiet():
        pruners = [kind(p_threshold=threshold, n_startup_steps=fewest) for kind in (WilcoxonPruner, PromptWilcoxon)]
        study = cast(optuna.Study, Field(goal, [running(leader)] if leader else []))
        theirs, ours = (bool(one.prune(study, running(mine))) for one in pruners)
    return theirs, ours


@pytest.mark.parametrize("goal", list(Goal))
@pytest.mark.parametrize(
    ("counts", "many"), [((2, 8), 150), ((14, 60), 100), pytest.param((9, 13), 60, marks=pytest.mark.slow)]
)
def test_random_values_with_and_without_ties(goal: Goal, counts: tuple[int, int], many: int) -> None:
    source = random.Random(str(counts))
    found = []
    for case in range(many):
        count, digits = source.randint(*counts), source.choice((1, 1, 2, 12))
        mine = values(source, count, digits, source.choice((-0.3, -0.1, 0.1, 0.3)))
        leader = values(source, source.choice((count, count + 3, max(1, count - 2))), digits)
        found.append(decisions(goal, mine, leader, source.choice((0.05, 0.1, 0.125, 0.25)), source.choice((2, 5))))
        assert found[-1][0] == found[-1][1], (case, mine, leader)
    assert {theirs for theirs, _ in found} == {True, False}


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_what_is_not_finite_and_what_is_missing(odd: float) -> None:
    same = [(1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)]
    better = [(n, 0.5) for n, _ in same]
    for mine, leader in (([*same, (9, odd)], better), (same, [*better, (9, odd)]), (same, ()), ((), better)):
        assert decisions(Goal.MINIMIZE, mine, leader, 0.2, 2) == (False, False)
    assert decisions(Goal.MINIMIZE, same, better, 0.2, 2) == (True, True)
    assert decisions(Goal.MINIMIZE, same, same, 0.9, 2) == (False, False)


def test_the_share_is_scipys_to_the_last_digit() -> None:
    source = random.Random(3)
    for _ in range(40):
        differences = np.array([source.randint(-3, 3) / 4 for _ in range(source.randint(2, 8))])
        if len(np.unique(np.abs(differences))) == len(differences) and differences.all():
            continue
        theirs = wilcoxon(differences, alternative="greater", zero_method="zsplit").pvalue
        assert p_value(differences) == theirs, differences
