"""The contract of a stopper, kept by every entry of the registry."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest

from sweepctl.model.params import Value
from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import STOPPERS, open_stopper
from sweepctl.stoppers.base import Stopper
from tests.stoppers.arena import Arena, evidence

FINE: Mapping[str, Sequence[Mapping[str, Value]]] = {
    "hyperband": (
        {"min_iter": 3},
        {"min_iter": 1, "eta": 1.1, "strict": False},
        {"max_iter": 27, "s": 2},
        {"max_iter": 9.0, "s": 2.0, "eta": 3.0, "strict": True},
        {"min_iter": 1, "eta": 1e200},
        {"max_iter": 10**9, "s": 10**18, "eta": 1.5},
        {"min_iter": 10**12, "eta": 10**9},
    ),
    "asha": ({}, {"min_resource": 2, "reduction_factor": 2, "min_early_stopping_rate": 1}, {"bootstrap_count": 3}),
    "median": ({}, {"n_startup_trials": 0, "n_warmup_steps": 2, "interval_steps": 3, "n_min_trials": 2}),
    "percentile": ({"percentile": 25}, {"percentile": 50.5, "n_startup_trials": 1}),
    "patient": ({"patience": 0}, {"patience": 3, "min_delta": 0.1, "wrapped": {"type": "median"}}),
    "threshold": ({"upper": 10}, {"lower": -1.5, "n_warmup_steps": 1}, {"lower": 0, "upper": 1, "interval_steps": 2}),
    "wilcoxon": ({}, {"p_threshold": 0.2, "n_startup_steps": 4}),
    "plateau": ({}, {"std": 0, "num_results": 2, "grace_period": 9}),
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
    ),
    "asha": (({"min_resource": 0}, "min_resource"), ({"reduction_factor": 1}, "reduction_factor")),
    "median": (({"n_startup_trials": -1}, "n_startup_trials"), ({"interval_steps": 0}, "interval_steps")),
    "percentile": (({}, "type"), ({"percentile": 101}, "percentile"), ({"percentile": "25"}, "percentile")),
    "patient": (
        ({}, "type"),
        ({"patience": -1}, "patience"),
        ({"patience": 1, "min_delta": -1}, "min_delta"),
        ({"patience": 1, "wrapped": "median"}, "wrapped"),
        ({"patience": 1, "wrapped": {"type": "median", "percentile": 3}}, "wrapped"),
        ({"patience": 1, "wrapped": {"type": "percentile"}}, "wrapped"),
    ),
    "threshold": (({}, "type"), ({"lower": 2, "upper": 1}, "type"), ({"upper": "1"}, "upper")),
    "wilcoxon": (({"p_threshold": 2}, "type"), ({"n_startup_steps": -1}, "n_startup_steps")),
    "plateau": (({"std": -1}, "std"), ({"num_results": 1}, "num_results")),
}


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


EVERY = [(kind, options) for kind, several in FINE.items() for options in several]
# Twelve trials, each value worse than that of the trial before; the last one gets worse and worse.
LADDER = Arena([*([trial + 1 / n for n in range(1, 11)] for trial in range(11)), [11 + n / 100 for n in range(1, 11)]])
# Rules that compare trials with each other: the best of all is never stopped.
COMPARING = {"hyperband", "asha", "median", "percentile", "wilcoxon"}
# Options with which a rule has no doubts about the last trial of the ladder.
EAGER: Mapping[str, Mapping[str, Value]] = {
    "hyperband": {"min_iter": 3},
    "asha": {},
    "median": {},
    "percentile": {"percentile": 25},
    "patient": {"patience": 2, "wrapped": {"type": "median"}},
    "threshold": {"upper": 5},
    "wilcoxon": {},
    "plateau": {"std": 0.5},
}


@pytest.mark.parametrize("kind", EAGER)
def test_what_is_far_behind_or_no_longer_moves_is_stopped(kind: str) -> None:
    stopper = opened(kind, EAGER[kind])
    last = LADDER.decisions(stopper, trial=11)
    assert any(decision.stop for decision in last)
    assert all(decision.why for decision in last)


@pytest.mark.parametrize("kind", sorted(COMPARING))
def test_the_best_of_all_goes_on(kind: str) -> None:
    assert not any(decision.stop for decision in LADDER.decisions(opened(kind, EAGER[kind]), trial=0))


@pytest.mark.parametrize(("kind", "options"), EVERY, ids=[f"{kind}-{json.dumps(one)}" for kind, one in EVERY])
class TestStopper:
    """What every stopper promises, whatever its options."""

    def test_its_options_are_checked_and_build_it(self, kind: str, options: Mapping[str, Value]) -> None:
        module = STOPPERS[kind].load()
        assert set(options) < set(module.CHECKS)
        assert told(module, {"type": kind, **options}) == set()
        assert type(opened(kind, options)) is type(module.build(options, Goal.MINIMIZE))

    def test_the_same_evidence_gives_the_same_decision(self, kind: str, options: Mapping[str, Value]) -> None:
        for trial in (0, 5, 11):
            first = LADDER.decisions(opened(kind, options), trial)
            assert LADDER.decisions(opened(kind, options), trial) == first

    def test_the_sign_of_the_objective_does_not_matter(self, kind: str, options: Mapping[str, Value]) -> None:
        if kind == "threshold":
            pytest.skip("its limits have a sign of their own")
        for trial in (0, 5, 11):
            down = LADDER.decisions(opened(kind, options, Goal.MINIMIZE), trial)
            up = LADDER.mirrored().decisions(opened(kind, options, Goal.MAXIMIZE), trial)
            assert [one.stop for one in up] == [one.stop for one in down]

    def test_the_first_trial_of_all_is_no_riddle(self, kind: str, options: Mapping[str, Value]) -> None:
        alone = Arena([[1.0, 0.5, 0.25, 0.125, 0.0625]])
        assert all(decision.why for decision in alone.decisions(opened(kind, options), trial=0))

    def test_huge_and_equal_values_are_no_riddle(self, kind: str, options: Mapping[str, Value]) -> None:
        odd = Arena([[1e308, -1e308, 5e-324, 0.0, -0.0, 1.0]] * 4)
        assert all(decision.why for decision in odd.decisions(opened(kind, options), trial=3))

    def test_before_the_first_value_nothing_is_asked(self, kind: str, options: Mapping[str, Value]) -> None:
        assert opened(kind, options).question(0, 0) is None


@pytest.mark.parametrize("kind", sorted(set(EAGER) - {"hyperband"}))
def test_a_trial_is_judged_once_at_each_count(kind: str) -> None:
    """Hyperband alone judges again: its bar rises with later trials."""
    assert opened(kind, EAGER[kind]).question(5, 5) is None
    assert opened("hyperband", EAGER["hyperband"]).question(5, 5) is not None


def test_a_trial_is_compared_at_the_highest_band_of_hyperband() -> None:
    asked = [opened("hyperband", {"min_iter": 3}).question(0, count) for count in (2, 3, 8, 9, 26, 27)]
    assert [one.bands if one else None for one in asked] == [None, (3,), (3,), (9,), (9,), (27,)]


def test_every_rung_of_asha_that_was_passed_meanwhile_is_judged() -> None:
    stopper = opened("asha", {"reduction_factor": 2})
    question = stopper.question(1, 8)
    assert question is not None
    assert question.bands == (2, 4, 8)
    # Behind at the rung of 2 values only.
    behind = evidence(0, 8, {2: {0: 2.0, 1: 1.0}, 4: {0: 0.5, 1: 1.0}, 8: {0: 0.1, 1: 1.0}})
    decision = stopper.judge(behind)
    assert decision.stop
    assert "at 2 values" in decision.why


def test_a_plateau_says_how_little_moves() -> None:
    decisions = Arena([[3.0, 1.0, 1.001, 0.999, 1.0]]).decisions(opened("plateau", {}), 0)
    assert [one.stop for one in decisions] == [False, True]
    assert "plateau: the last 4 values vary by" in decisions[-1].why
