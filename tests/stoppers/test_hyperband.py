"""Hyperband decides what W&B's own engine decides; `ask_wandb.py` wrote its decisions down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import hyperband, open_stopper
from sweepctl.stoppers.hyperband import Hyperband
from tests.stoppers.arena import evidence
from tests.stoppers.simulation import METRIC, MOST, SCENARIOS, Scenario, polls

NUMBERS = range(len(SCENARIOS))


@cache
def wandb() -> list[Mapping[str, Any]]:
    """What W&B decided, a mapping for each scenario."""
    found: list[Mapping[str, Any]] = json.loads(Path(__file__).with_name("wandb_decisions.json").read_text())
    return found


def opened(scenario: Scenario) -> Hyperband:
    """Our stopper as a stored sweep opens it."""
    options = {key: value for key, value in scenario.early_terminate.items() if key != "type"}
    spec = SweepSpec(
        Method.RANDOM,
        (),
        (Objective(METRIC, Goal(scenario.goal)),),
        EarlyTerminate("hyperband", options),  # type: ignore[arg-type]
    )
    stopper = open_stopper(SweepSpec.from_json(json.loads(json.dumps(spec.to_json()))))
    assert isinstance(stopper, Hyperband)
    return stopper


def decisions(scenario: Scenario) -> Iterator[tuple[bool, str]]:
    """Ours for each running run at each poll, with the kind of its case."""
    stopper = opened(scenario)
    best_of = min if scenario.goal == "minimize" else max
    for runs in polls(scenario):
        histories = [run.values for run in runs]
        for number, (run, values) in enumerate(zip(runs, histories, strict=True)):
            if run.state != "running":
                continue
            band = stopper.band(len(values))
            if band is None:
                yield False, "before the first band"
                continue
            peers = {n: one[band - 1] for n, one in enumerate(histories) if len(one) >= band}
            own = values[band - 1]
            stop = stopper.judge(evidence(number, len(values), {band: peers}, best_of(values))).stop
            yield stop, "stopped" if stop else "tied" if list(peers.values()).count(own) > 1 else "kept"


@pytest.mark.parametrize("number", NUMBERS)
def test_every_decision_is_the_one_of_wandb(number: int) -> None:
    scenario, theirs = SCENARIOS[number], wandb()[number]
    assert (theirs["early_terminate"], theirs["goal"]) == (scenario.early_terminate, scenario.goal)
    ours = [stop for stop, _ in decisions(scenario)]
    expected = f"{int(theirs['stops'], 16):0{theirs['polled']}b}"
    assert len(ours) == theirs["polled"]
    assert [place for place, stop in enumerate(ours) if stop != (expected[place] == "1")] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_the_bands_are_those_of_wandb(number: int) -> None:
    stopper = opened(SCENARIOS[number])
    assert [count for count in range(MOST) if count in stopper.bands] == wandb()[number]["bands"]


def test_ten_thousand_decisions_of_every_kind_are_compared() -> None:
    kinds = Counter(kind for scenario in SCENARIOS for _, kind in decisions(scenario))
    assert kinds["stopped"] + kinds["kept"] + kinds["tied"] > 10_000
    assert min(kinds.values()) > 1000
    assert len(wandb()) == len(SCENARIOS)


@pytest.mark.parametrize(
    ("options", "bands"),
    [
        ({"min_iter": 3}, (3, 9, 27, 81)),
        ({"min_iter": 3, "eta": 1.5}, (3, 4, 6, 10, 15, 22)),
        ({"max_iter": 27, "s": 2}, (3, 9)),
        ({"max_iter": 27, "s": 5}, (1, 3, 9)),
        ({"max_iter": 10, "s": 2, "eta": 3}, (1, 3)),
        ({"max_iter": 100, "s": 3, "eta": 2.5}, (6, 16, 40)),
        ({"max_iter": 27, "s": 2, "min_iter": 100}, (3, 9)),
    ],
)
def test_bands_by_hand(options: Mapping[str, Any], bands: tuple[int, ...]) -> None:
    assert hyperband.bands_of(options)[: len(bands)] == bands


@pytest.mark.parametrize(
    ("peers", "eta", "kept"),
    [([1.0], 3, 1), ([1.0, 2.0], 3, 1), ([1.0, 2.0], 2, 2), ([1.0, 2.0, 3.0], 3, 2), (list(range(9)), 3, 4)],
)
def test_how_many_stay(peers: list[float], eta: float, kept: int) -> None:
    """One more than the share 1/eta: the value at the place of the bar stays too."""
    for goal, sign in ((Goal.MINIMIZE, 1), (Goal.MAXIMIZE, -1)):
        values = {number: sign * peer for number, peer in enumerate(peers)}
        stopper = hyperband.build({"min_iter": 1, "eta": eta}, goal)
        judged = [stopper.judge(evidence(number, 1, {1: values}, value)) for number, value in values.items()]
        assert sum(not decision.stop for decision in judged) == kept


def test_a_lenient_judge_looks_at_the_best_value_so_far() -> None:
    told = evidence(3, 3, {3: {0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0}}, best=0.5)
    for strict, stop in ((True, True), (False, False)):
        assert hyperband.build({"min_iter": 3, "strict": strict}, Goal.MINIMIZE).judge(told).stop is stop


def test_the_reason_is_the_comparison() -> None:
    stopper = hyperband.build({"min_iter": 1}, Goal.MAXIMIZE)
    values = {1: 0.25, 2: 0.5}
    worse, better = (stopper.judge(evidence(trial, 1, {1: values}, values[trial])) for trial in (1, 2))
    assert worse.why == "0.25 < 0.5, the bar at 1 value over 2 trials"
    assert better.why == "0.5 is not worse than 0.5, the bar at 1 value over 2 trials"
