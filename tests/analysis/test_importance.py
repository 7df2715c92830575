"""What matters is found, and said to be unsure where it is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sweepctl.analysis.importance import correlation, ranks
from sweepctl.analysis.question import Question, answer
from sweepctl.model.importance import Importances, Method
from sweepctl.model.spec import Goal, Objective, Parameter
from sweepctl.model.trial import TrialState
from sweepctl.space.space import Space
from tests.analysis.made import LR, MOMENTUM, OPT, WIDTH, sweep, trial

DROPOUT = Parameter(("dropout",), "uniform", {"min": 0.0, "max": 0.5})
FIXED = Parameter(("fixed",), "constant", {"value": 3})


def asked(
    objective: Callable[[Any], float],
    *parameters: Parameter,
    count: int = 24,
    method: Method = Method.GP,
    goal: Goal = Goal.MINIMIZE,
    **keys: Any,
) -> Importances:
    """The importances in so many random trials."""
    made = sweep(*parameters, objectives=[Objective("loss", goal)])
    space, stream = Space.of(made.spec.parameters), random.Random(3)
    points = [space.quantile([stream.random() for _ in space.leaves]) for _ in range(count)]
    trials = [trial(number, objective(point), point, **keys) for number, point in enumerate(points, 1)]
    return answer(Question(made, made.spec.objectives[0], trials, method))


def mostly_lr(point: Any) -> float:
    """The rate has most of the variance, the width a little."""
    return math.log10(point["lr"]) ** 2 + float(point["width"]) / 64


class ImportanceContract:
    """What every method promises."""

    method: Method

    def test_the_shares_add_up_and_the_first_is_the_most_important(self) -> None:
        found = asked(mostly_lr, LR, WIDTH, DROPOUT, method=self.method)
        shares = [one.importance for one in found.weights]
        assert sum(shares) == pytest.approx(1.0)
        assert shares == sorted(shares, reverse=True)
        assert all(one.spread is not None and one.spread >= 0 for one in found.weights)
        assert found.samples > 0

    def test_the_same_trials_give_the_same(self) -> None:
        assert asked(mostly_lr, LR, WIDTH, method=self.method) == asked(mostly_lr, LR, WIDTH, method=self.method)

    def test_a_constant_is_named_and_has_no_share(self) -> None:
        found = asked(mostly_lr, LR, WIDTH, FIXED, method=self.method)
        assert found.constants == ["fixed"]
        assert {one.name for one in found.weights} == {"lr", "width"}

    def test_conditional_parameters_do_no_harm(self) -> None:
        found = asked(lambda point: 5 * (point["optimizer"]["name"] == "sgd"), LR, OPT, MOMENTUM, method=self.method)
        assert {one.name for one in found.weights} == {"lr", "optimizer.name", "optimizer.momentum"}

    def test_few_trials_are_a_guess(self) -> None:
        for count in (2, 3, 9):
            found = asked(mostly_lr, LR, WIDTH, count=count, method=self.method)
            assert any("this is a guess" in doubt for doubt in found.doubts)

    @pytest.mark.parametrize("count", [0, 1])
    def test_without_trials_there_is_a_sentence(self, count: int) -> None:
        found = asked(mostly_lr, LR, WIDTH, count=count, method=self.method)
        assert found.weights == ()
        assert found.doubts == ["too few trials with a value"]

    def test_equal_and_huge_values_do_no_harm(self) -> None:
        even = asked(lambda _: 1.0, LR, WIDTH, method=self.method)
        assert sum(one.importance for one in even.weights) == pytest.approx(1.0)
        huge = asked(lambda point: 1e308 if point["lr"] > 0.01 else 1.0, LR, WIDTH, method=self.method)
        assert all(math.isfinite(one.importance) for one in huge.weights)


class TestTheGaussianProcess(ImportanceContract):
    method = Method.GP

    def test_it_ranks_first_what_has_most_of_the_variance(self) -> None:
        found = asked(mostly_lr, LR, WIDTH, DROPOUT)
        assert found.weights[0].name == "lr"
        assert found.weights[0].importance > 0.8
        assert found.lead == found.samples
        assert not found.doubts

    def test_the_shares_are_those_of_the_variance(self) -> None:
        """Of a sum the total index of each part is its variance."""
        found = asked(lambda point: 2 * point["dropout"] + math.log(point["lr"]) / math.log(1e4), LR, DROPOUT)
        assert {one.name: one.importance for one in found.weights} == pytest.approx(
            {"dropout": 0.5, "lr": 0.5}, abs=0.05
        )

    def test_noise_is_told_from_signal(self) -> None:
        stream = random.Random(1)
        found = asked(lambda _: stream.random(), LR, WIDTH, DROPOUT)
        assert any("of the variation of trials that it has not seen" in doubt for doubt in found.doubts)

    def test_where_a_parameter_is_absent_its_gate_has_the_share(self) -> None:
        found = asked(lambda point: 5 * (point["optimizer"]["name"] == "sgd"), LR, OPT, MOMENTUM)
        assert found.weights[0].name == "optimizer.name"


@pytest.mark.slow
class TestTheForest(ImportanceContract):
    method = Method.FOREST

    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("sklearn")


def test_a_forest_ranks_first_what_has_most_of_the_variance() -> None:
    pytest.importorskip("sklearn")
    assert asked(mostly_lr, LR, WIDTH, DROPOUT, method=Method.FOREST).weights[0].name == "lr"


class TestPedAnova(ImportanceContract):
    method = Method.PED_ANOVA

    def test_it_says_how_little_it_is_worth(self) -> None:
        found = asked(mostly_lr, LR, WIDTH, method=self.method)
        assert found.explained is None
        assert any("often ranks wrongly" in doubt for doubt in found.doubts)


def test_correlations_are_those_of_the_values_as_they_are() -> None:
    found = asked(lambda point: -math.log(point["lr"]), LR, DROPOUT, goal=Goal.MAXIMIZE)
    lr = next(one for one in found.weights if one.name == "lr")
    assert lr.spearman == pytest.approx(-1.0)
    assert lr.pearson is not None
    assert -1.0 < lr.pearson < -0.3
    assert lr.eta is None


def test_categories_have_means_and_the_variance_between_them() -> None:
    found = asked(lambda point: 2.0 if point["optimizer"]["name"] == "sgd" else 1.0, OPT, DROPOUT)
    opt = found.weights[0]
    assert (opt.name, opt.pearson) == ("optimizer.name", None)
    assert opt.eta == pytest.approx(1.0)
    assert {level.value: level.mean for level in opt.levels} == {"sgd": 2.0, "adam": 1.0}
    assert sum(level.count for level in opt.levels) == 24


def test_stopped_trials_make_it_unsure() -> None:
    found = asked(mostly_lr, LR, WIDTH, state=TrialState.STOPPED)
    assert any("were stopped early" in doubt for doubt in found.doubts)


def test_trials_outside_of_the_space_are_left_out_and_said() -> None:
    made = sweep(LR, WIDTH)
    inside = [trial(n, 1.0 / n, {"lr": 0.001 * n, "width": 32}) for n in range(1, 12)]
    found = answer(Question(made, made.spec.objectives[0], [*inside, trial(12, 1.0, {"lr": 5, "width": 7})], Method.GP))
    assert found.trials == 11
    assert "1 trial lies outside of the space and is left out" in found.doubts


def test_ranks_of_equals_are_shared() -> None:
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_a_correlation_is_defined_where_both_sides_vary() -> None:
    assert correlation(np.array([1.0, 2.0]), np.array([1.0, 2.0])) is None
    assert correlation(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])) is None
    assert correlation(np.array([1e300, 2e300, 3e300]), np.array([-1.0, -2.0, -3.0])) == pytest.approx(-1.0)
