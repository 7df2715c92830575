"""The stoppers that are Optuna's decide what Optuna decides: real studies, step by step, on the same curves."""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import optuna
import pytest
from optuna.pruners import (
    BasePruner,
    MedianPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)
from optuna.samplers import RandomSampler
from optuna.trial import TrialState

from sweepctl.model.params import Value
from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import STOPPERS, open_stopper
from tests.stoppers.ledger import Ledger

Options = Mapping[str, Value]
TRIALS = 50
MOST_VALUES = 18


def _patient(wrapped: BasePruner | None, **options: Any) -> BasePruner:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return PatientPruner(wrapped, **options)


def _wilcoxon(**options: Any) -> BasePruner:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return WilcoxonPruner(**options)


# Rule, the options in a sweep file, the same pruner as a program would make it.
PAIRS: Sequence[tuple[str, Options, BasePruner]] = (
    ("asha", {}, SuccessiveHalvingPruner(min_resource=1)),
    (
        "asha",
        {"min_resource": 2, "reduction_factor": 2, "min_early_stopping_rate": 1, "bootstrap_count": 2},
        SuccessiveHalvingPruner(min_resource=2, reduction_factor=2, min_early_stopping_rate=1, bootstrap_count=2),
    ),
    ("median", {}, MedianPruner()),
    (
        "median",
        {"n_startup_trials": 2, "n_warmup_steps": 4, "interval_steps": 3, "n_min_trials": 3},
        MedianPruner(n_startup_trials=2, n_warmup_steps=4, interval_steps=3, n_min_trials=3),
    ),
    ("percentile", {"percentile": 25}, PercentilePruner(25)),
    ("percentile", {"percentile": 80.5, "n_startup_trials": 0}, PercentilePruner(80.5, n_startup_trials=0)),
    ("patient", {"patience": 2}, _patient(None, patience=2)),
    (
        "patient",
        {"patience": 1, "min_delta": 0.02, "wrapped": {"type": "median", "n_startup_trials": 3}},
        _patient(MedianPruner(n_startup_trials=3), patience=1, min_delta=0.02),
    ),
    ("threshold", {"lower": -0.9, "upper": 0.9}, ThresholdPruner(lower=-0.9, upper=0.9)),
    (
        "threshold",
        {"lower": -0.7, "upper": 0.7, "n_warmup_steps": 3, "interval_steps": 4},
        ThresholdPruner(lower=-0.7, upper=0.7, n_warmup_steps=3, interval_steps=4),
    ),
    ("wilcoxon", {}, _wilcoxon()),
    ("wilcoxon", {"p_threshold": 0.3, "n_startup_steps": 5}, _wilcoxon(p_threshold=0.3, n_startup_steps=5)),
)
OPTUNAS = {kind for kind, _, _ in PAIRS}
CASES = [(number, goal) for number in range(len(PAIRS)) for goal in Goal]


@cache
def curves(goal: Goal, digits: int) -> Sequence[Sequence[float]]:
    """Noisy curves of unequal lengths that cross; with few digits values occur again."""
    rng = random.Random(7)
    sign = 1 if goal is Goal.MINIMIZE else -1
    found = []
    for _ in range(TRIALS):
        end, speed, noise = rng.random() * 0.5, rng.uniform(0.1, 1.5), rng.choice((0.0, 0.02, 0.1))
        length = rng.choice((MOST_VALUES, MOST_VALUES, 11, 3))
        values = (end + 0.5 * math.exp(-speed * n) + rng.gauss(0, noise) for n in range(length))
        found.append([sign * round(value, digits) for value in values])
    return found


@cache
def both(number: int, goal: Goal) -> Sequence[tuple[bool, bool]]:
    """Each decision as Optuna takes it and as we do, of trials one after the other; Optuna's is carried out."""
    kind, options, pruner = PAIRS[number]
    spec = SweepSpec(Method.RANDOM, (), (Objective("loss", goal),), EarlyTerminate(kind, options))
    stopper = open_stopper(spec)
    assert stopper is not None
    study = optuna.create_study(direction=goal.value, sampler=RandomSampler(0), pruner=pruner)
    ledger = Ledger(goal)
    # With ties the signed-rank test goes through every permutation, a second for each decision.
    digits = 12 if kind == "wilcoxon" else 2
    found = []
    for name, curve in enumerate(curves(goal, digits)):
        trial = study.ask()
        is_stopped = False
        for step, value in enumerate(curve, 1):
            trial.report(value, step)
            ledger.report(name, value)
            is_stopped = trial.should_prune()
            decision = ledger.decide(stopper, name)
            found.append((is_stopped, decision is not None and decision.stop))
            if is_stopped:
                break
        if is_stopped:
            study.tell(trial, state=TrialState.PRUNED)
        else:
            study.tell(trial, ledger.standings[name].best)
            ledger.finish(name)
    return found


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("number", "goal"), CASES, ids=[f"{PAIRS[number][0]}-{number}-{goal.value}" for number, goal in CASES]
)
def test_every_decision_is_the_one_of_optuna(number: int, goal: Goal) -> None:
    assert [place for place, (theirs, ours) in enumerate(both(number, goal)) if theirs != ours] == []


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", sorted(OPTUNAS))
def test_five_hundred_decisions_of_both_kinds_are_compared(kind: str) -> None:
    found = Counter(theirs for number, goal in CASES if PAIRS[number][0] == kind for theirs, _ in both(number, goal))
    assert found.total() >= 500
    assert min(found[True], found[False]) >= 20


def test_every_rule_that_is_optunas_is_compared() -> None:
    assert {kind for kind, entry in STOPPERS.items() if entry.summary.startswith("Optuna's")} == OPTUNAS
