"""The replay spends what the curves cost and no more; its tables say what came of it."""

from __future__ import annotations

import math
import random

from sweepctl.model.spec import Goal
from tests.bench.stopping.curves import FAMILIES, Family
from tests.bench.stopping.replay import Remembering, Replay, replay
from tests.bench.stopping.rules import NONE, rules, stopper_of
from tests.bench.stopping.table import Case, markdown

LADDER = [[float(trial)] * 6 for trial in range(12)]


def test_without_a_rule_every_epoch_is_spent_whatever_the_workers() -> None:
    for workers in (1, 4, 50):
        done = replay(LADDER, Goal.MINIMIZE, None, workers, seed=3)
        assert (done.spent, done.stopped, done.best(done.spent)) == (72, 0, 0.0)


def test_one_worker_takes_one_trial_after_the_other() -> None:
    order = list(range(12))
    random.Random(3).shuffle(order)
    done = replay(LADDER, Goal.MINIMIZE, None, 1, seed=3)
    assert done.until(0.0, Goal.MINIMIZE) == 6 * order.index(0) + 1
    assert done.records[0] == (1, float(order[0]))
    assert done.until(-1.0, Goal.MINIMIZE) is None


def test_a_rule_saves_epochs_and_the_best_goes_on() -> None:
    stopper = stopper_of({"type": "hyperband", "min_iter": 1}, Goal.MINIMIZE)
    for workers in (1, 4):
        done = replay(LADDER, Goal.MINIMIZE, stopper, workers, seed=3)
        assert done.stopped > 3
        finished = 12 - done.stopped
        assert 6 * finished + done.stopped <= done.spent <= 6 * finished + 5 * done.stopped
        assert done.best(done.spent) == 0.0


def test_an_epoch_without_a_number_costs_and_counts_for_nothing() -> None:
    done = replay([[math.nan, 2.0, 1.0]], Goal.MINIMIZE, None, 1, seed=0)
    assert (done.spent, done.records) == (3, [(2, 2.0), (3, 1.0)])


def test_what_is_remembered_is_what_would_be_decided() -> None:
    block = {"type": "wilcoxon"}
    rng = random.Random(0)
    curves = [[trial + rng.random() for _ in range(8)] for trial in range(8)]
    for seed in range(3):
        plain, remembering = stopper_of(block, Goal.MINIMIZE), stopper_of(block, Goal.MINIMIZE)
        assert plain is not None
        assert remembering is not None
        found: list[Replay] = [replay(curves, Goal.MINIMIZE, one, 2, seed) for one in (plain, Remembering(remembering))]
        assert found[0] == found[1]


def test_every_rule_is_in_the_tables() -> None:
    family = Family("ladder", "made up", Goal.MINIMIZE, lambda _: (), 100.0, 0.1)
    replays = {
        name: [replay(LADDER, Goal.MINIMIZE, stopper_of(block, Goal.MINIMIZE), 1, seed) for seed in (0, 1)]
        for name, block in rules(family).items()
        if name in (NONE, "asha", "median")
    }
    lines = markdown([Case(family, 1, LADDER, replays)]).splitlines()
    assert [line.split(" | ")[0] for line in lines if line.startswith("| none")] == ["| none"] * 2
    assert "| none | 100 % | 100 % | 100 % | 100 % | 100 % | 0.0" in "\n".join(lines)
    assert sum(line.startswith(("| asha", "| median")) for line in lines) == 4


def test_a_family_draws_the_same_curves_each_time() -> None:
    crossing = next(family for family in FAMILIES if family.name == "crossing")
    assert crossing.curves() == crossing.curves()
