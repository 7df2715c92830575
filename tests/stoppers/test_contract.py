"""The contract of a stopper, kept by every entry of the registry."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest

from sweepctl.model.params import Value
from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import STOPPERS, open_stopper
from sweepctl.stoppers.base import Stopper

FINE: Mapping[str, Sequence[Mapping[str, Value]]] = {
    "hyperband": (
        {"min_iter": 3},
        {"min_iter": 1, "eta": 1.1, "strict": False},
        {"max_iter": 27, "s": 2},
        {"max_iter": 9.0, "s": 2.0, "eta": 3.0, "strict": True},
        {"min_iter": 1, "eta": 1e200},
        {"max_iter": 10**9, "s": 10**18, "eta": 1.5},
        {"min_iter": 10**12, "eta": 10**9},
    )
}
# Options that each pass by themselves or not, and where that is told.
WRONG: Mapping[str, Sequence[tuple[Mapping[str, Value], str]]] = {
    "hyperband": (
        ({}, "type"),
        ({"eta": 3}, "type"),
        ({"s": 3}, "type"),
        ({"max_iter": 27}, "max_iter"),
        ({"max_iter": 27, "s": 0}, "max_iter"),
        ({"max_iter": 27, "s": -2}, "max_iter"),
        ({"max_iter": 2, "s": 2}, "max_iter"),
        ({"min_iter": 0}, "min_iter"),
        ({"min_iter": 2.5}, "min_iter"),
        ({"min_iter": "3"}, "min_iter"),
        ({"min_iter": True}, "min_iter"),
        ({"min_iter": None}, "min_iter"),
        ({"max_iter": float("inf"), "s": 1}, "max_iter"),
        ({"max_iter": 27, "s": 1.5}, "s"),
        ({"min_iter": 3, "eta": 1}, "eta"),
        ({"min_iter": 3, "eta": float("nan")}, "eta"),
        ({"min_iter": 3, "strict": "yes"}, "strict"),
        ({"min_iter": 3, "strict": 1}, "strict"),
    )
}
EVERY = [(kind, options) for kind, several in FINE.items() for options in several]
PEERS: Sequence[Sequence[float]] = (
    [],
    [0.5],
    [0.5] * 7,
    [1e308, -1e308, 5e-324, 0.0, -0.0],
    [k * 0.37 % 1 for k in range(200)],
)


def told(module: ModuleType, options: Mapping[str, Value]) -> set[str]:
    """The keys that a sweep file would be told of."""
    wrong = {key for key, value in options.items() if module.CHECKS[key](value)}
    return wrong or {complaint.key for complaint in module.complaints(options)}


def spec(kind: str, options: Mapping[str, Value], goal: Goal = Goal.MINIMIZE, **more: Any) -> SweepSpec:
    """A sweep that is stopped early, as a store gives it back."""
    made = SweepSpec(Method.RANDOM, (), **{"objectives": (Objective("loss", goal),), **more})
    made = SweepSpec(**{**vars(made), "early_terminate": EarlyTerminate(kind, options)})
    return SweepSpec.from_json(json.loads(json.dumps(made.to_json())))


def opened(kind: str, options: Mapping[str, Value], goal: Goal = Goal.MINIMIZE) -> Stopper:
    """The stopper of such a sweep."""
    stopper = open_stopper(spec(kind, options, goal))
    assert stopper is not None
    return stopper


def test_every_stopper_is_here_and_cites_where_it_is_from() -> None:
    assert set(FINE) == set(WRONG) == set(STOPPERS)
    assert all(entry.summary and entry.papers for entry in STOPPERS.values())


def test_without_an_objective_nothing_is_judged() -> None:
    assert open_stopper(spec("hyperband", {"min_iter": 3}, objectives=())) is None
    assert open_stopper(SweepSpec(Method.RANDOM, (), (Objective("loss"),))) is None


@pytest.mark.parametrize(("kind", "options", "key"), [(kind, *one) for kind, many in WRONG.items() for one in many])
def test_wrong_options_are_told_at_their_place(kind: str, options: Mapping[str, Value], key: str) -> None:
    assert told(STOPPERS[kind].load(), options) == {key}


@pytest.mark.parametrize(("kind", "options"), EVERY, ids=[f"{kind}-{json.dumps(one)}" for kind, one in EVERY])
class TestStopper:
    """What every stopper promises, whatever its options."""

    def test_its_options_are_checked_and_build_it(self, kind: str, options: Mapping[str, Value]) -> None:
        module = STOPPERS[kind].load()
        assert set(options) < set(module.CHECKS)
        assert told(module, {"type": kind, **options}) == set()
        assert opened(kind, options) == module.build(options, Goal.MINIMIZE)

    def test_a_trial_is_judged_at_the_highest_band_it_has_reached(
        self, kind: str, options: Mapping[str, Value]
    ) -> None:
        stopper = opened(kind, options)
        reached = [stopper.band(count) for count in range(300)]
        assert reached[0] is None
        highest = None
        for count, band in enumerate(reached):
            highest = count if count in stopper.bands else highest
            assert band == highest

    def test_bands_are_few_and_sorted(self, kind: str, options: Mapping[str, Value]) -> None:
        bands = list(opened(kind, options).bands)  # type: ignore[call-overload]
        assert bands == sorted(set(bands))
        assert 0 < len(bands) <= 100
        assert all(type(band) is int and band >= 1 for band in bands)

    @pytest.mark.parametrize("goal", Goal)
    def test_a_judge_is_pure_and_never_at_a_loss(self, kind: str, options: Mapping[str, Value], goal: Goal) -> None:
        for peers in PEERS:
            given = list(peers)
            for own, best in itertools.product(peers or [0.5], repeat=2) if len(peers) < 10 else [(0.3, 0.2)]:
                decision = opened(kind, options, goal).judge(own, best, given)
                assert decision.why
                shuffled = random.Random(0).sample(given, len(given))
                assert opened(kind, options, goal).judge(own, best, shuffled) == decision
            assert given == list(peers)

    def test_the_best_of_all_goes_on_and_the_signs_do_not_matter(self, kind: str, options: Mapping[str, Value]) -> None:
        down, up = opened(kind, options, Goal.MINIMIZE), opened(kind, options, Goal.MAXIMIZE)
        for peers in PEERS[1:]:
            assert not down.judge(min(peers), min(peers), peers).stop
            assert not up.judge(max(peers), max(peers), peers).stop
            for own in peers[:20]:
                mirrored = up.judge(-own, -own, [-peer for peer in peers])
                assert mirrored.stop == down.judge(own, own, peers).stop
