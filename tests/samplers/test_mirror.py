"""The mirror: what Optuna's samplers see of our history, and what comes back from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import RandomSampler, TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from sweepctl.model.draw import Observation, Standing
from sweepctl.model.params import Params
from sweepctl.model.spec import Goal
from sweepctl.samplers.mirror import Mirror, to_optuna
from sweepctl.space.axis import Choice, Integers, Interval
from sweepctl.space.space import ABSENT, Space
from tests.samplers.spaces import CASES, parameter, where

SPACE = Space.of(
    [
        parameter("lr", "log_uniform_values", min=0.001, max=1),
        parameter("kind", "categorical", values=["a", True, 1]),
        parameter("fixed", "constant", value="x"),
    ]
)


class Spy(RandomSampler):
    """A sampler that keeps the trials it was shown; it is asked in the place of a real one."""

    def __init__(self) -> None:
        super().__init__(seed=0)
        self.shown: list[FrozenTrial] = []

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: Mapping[str, BaseDistribution]
    ) -> dict[str, Any]:
        others = [one for one in study.get_trials(deepcopy=False) if one.number != trial.number]
        self.shown = [one for one in others if one.state is not TrialState.FAIL]
        return {}


def trial(number: int, value: float | None, standing: Standing = Standing.VALUED, **params: Any) -> Observation:
    """An earlier trial; `lr` tells which one it is."""
    point: Params = {"lr": number / 100, "kind": "a", "fixed": "x", **params}
    return Observation(number, point, standing, value)


def shown(mirror: Mirror) -> dict[int, float | None]:
    """The loss of every trial a sampler is shown, by our number; None where it is running. `lr` is the third leaf."""
    spy = Spy()
    mirror.ask(lambda: spy)
    found: dict[int, float | None] = {}
    for one in spy.shown:
        is_running = one.state is TrialState.RUNNING
        assert is_running or one.state is TrialState.COMPLETE
        found[round(one.params["2"] * 100)] = None if is_running else one.value
    assert len(found) == len(spy.shown)
    return found


@pytest.fixture
def mirror() -> Mirror:
    return Mirror(SPACE, [Goal.MINIMIZE])


def test_a_running_trial_becomes_a_valued_one(mirror: Mirror) -> None:
    mirror.follow([trial(1, 5.0), trial(2, None, Standing.RUNNING)])
    assert shown(mirror) == {1: 5.0, 2: None}
    mirror.follow([trial(1, 5.0), trial(2, 3.0), trial(3, None, Standing.RUNNING)])
    assert shown(mirror) == {1: 5.0, 2: 3.0, 3: None}


def test_a_failed_trial_is_as_bad_as_the_worst_value_seen(mirror: Mirror) -> None:
    failed = trial(2, None, Standing.FAILED)
    mirror.follow([trial(1, 5.0), failed, trial(3, 8.0)])
    assert shown(mirror) == {1: 5.0, 2: 8.0, 3: 8.0}
    mirror.follow([trial(1, 5.0), failed, trial(3, 8.0), trial(4, 11.0)])
    assert shown(mirror) == {1: 5.0, 2: 11.0, 3: 8.0, 4: 11.0}


def test_without_any_value_a_failure_teaches_nothing(mirror: Mirror) -> None:
    mirror.follow([trial(1, None, Standing.RUNNING)])
    mirror.follow([trial(1, None, Standing.FAILED), trial(2, None, Standing.RUNNING)])
    assert shown(mirror) == {2: None}
    mirror.follow([trial(1, None, Standing.FAILED), trial(2, 4.0)])
    assert shown(mirror) == {1: 4.0, 2: 4.0}


def test_what_is_to_be_maximized_is_minimized_with_its_sign_turned() -> None:
    mirror = Mirror(SPACE, [Goal.MAXIMIZE])
    mirror.follow([trial(1, 5.0), trial(2, None, Standing.FAILED), trial(3, 0.5)])
    assert shown(mirror) == {1: -5.0, 2: -0.5, 3: -0.5}


def test_a_value_that_changed_is_told_anew(mirror: Mirror) -> None:
    """A trial that was retried, or whose summary went on."""
    mirror.follow([trial(1, 5.0), trial(2, 6.0)])
    mirror.follow([trial(1, 4.0), trial(2, 6.0)])
    assert shown(mirror) == {1: 4.0, 2: 6.0}
    mirror.follow([trial(1, None, Standing.RUNNING), trial(2, 6.0)])
    assert shown(mirror) == {1: None, 2: 6.0}


def test_a_trial_that_is_gone_is_forgotten(mirror: Mirror) -> None:
    mirror.follow([trial(1, 5.0), trial(2, 6.0)])
    mirror.follow([trial(2, 6.0)])
    assert shown(mirror) == {2: 6.0}


@pytest.mark.parametrize(
    "outside",
    [{"lr": 7.0}, {"lr": "0.5"}, {"lr": True}, {"lr": None}, {"kind": "b"}, {"kind": "1"}, {"kind": False}],
)
def test_a_trial_outside_the_space_is_left_out(mirror: Mirror, outside: dict[str, Any]) -> None:
    """It was given by hand, or the space has changed since."""
    history = [trial(1, 5.0), trial(2, 1.0, **outside), trial(3, None, Standing.RUNNING, **outside)]
    for _ in range(2):
        mirror.follow(history)
        assert shown(mirror) == {1: 5.0}


def test_a_trial_without_one_of_the_parameters_is_left_out(mirror: Mirror) -> None:
    mirror.follow([trial(1, 5.0), Observation(2, {"lr": 0.5}, Standing.VALUED, 1.0)])
    assert shown(mirror) == {1: 5.0}


def test_choices_are_told_by_their_place_so_that_true_is_not_one(mirror: Mirror) -> None:
    mirror.follow([trial(1, 1.0, kind="a"), trial(2, 2.0, kind=True), trial(3, 3.0, kind=1)])
    spy = Spy()
    mirror.ask(lambda: spy)
    assert [one.params["1"] for one in spy.shown] == [0, 1, 2]


def test_asking_leaves_no_trace(mirror: Mirror) -> None:
    mirror.follow([trial(1, 5.0)])
    for _ in range(3):
        mirror.ask(Spy)
    assert shown(mirror) == {1: 5.0}
    mirror.follow([trial(1, 5.0), trial(2, 6.0)])
    assert shown(mirror) == {1: 5.0, 2: 6.0}


@pytest.mark.parametrize("name", CASES)
def test_what_optuna_draws_is_a_point_of_the_space(name: str) -> None:
    space = Space.of(CASES[name].parameters)
    mirror = Mirror(space, [Goal.MINIMIZE])
    history: list[Observation] = []
    for number in range(1, 13):
        mirror.follow(history)
        point = mirror.ask(partial(TPESampler, multivariate=True, n_startup_trials=3, seed=number))
        history.append(Observation(number, point, Standing.VALUED, number % 5 / 2))
        values = space.flat(point)
        assert values is not None
        for leaf, value in zip(space.leaves, values, strict=True):
            if value is ABSENT:
                continue
            place = leaf.distribution.encode(value)
            assert place is not None
            assert type(leaf.distribution.decode(place)) is type(value)


def test_axes_become_the_same_kind_of_distribution() -> None:
    assert to_optuna(Choice(3)) == CategoricalDistribution((0, 1, 2))
    assert to_optuna(Integers(-2, 5)) == IntDistribution(-2, 5)
    assert to_optuna(Integers(0, 2**32)) == IntDistribution(0, 2**32)
    assert to_optuna(Interval(1e-3, 1.0, log=True)) == FloatDistribution(1e-3, 1.0, log=True)
    assert to_optuna(Interval(0.0, 1.0)) == FloatDistribution(0.0, 1.0)


def test_whole_numbers_that_are_no_longer_apart_to_a_float_are_searched_as_real_ones() -> None:
    """Optuna's TPE divides by zero in a range of 2^52 steps."""
    assert to_optuna(Integers(0, 2**52)) == FloatDistribution(0.0, 2.0**52)
    assert to_optuna(Integers(0, 10**30)) == FloatDistribution(0.0, 1e30)


def test_a_space_without_conditions_has_no_branches() -> None:
    assert Mirror(SPACE, [Goal.MINIMIZE]).branches is None


def test_gates_are_of_what_leaves_a_choice_and_what_never_exists_is_left_out() -> None:
    space = Space.of(CASES["gated"].parameters)
    names = {str(place): leaf.name for place, leaf in enumerate(space.leaves)}
    branches = Mirror(space, [Goal.MINIMIZE]).branches
    assert branches is not None
    assert {names[one] for one in branches.distributions} == {"kind", "x", "y", "z"}
    gates = {names[one]: [names[gate.name] for gate in some] for one, some in branches.gates.items()}
    assert gates == {"x": ["kind"], "z": ["x"]}
    assert list(gates) == ["x", "z"]
    opens = {names[one]: some[0].opens for one, some in branches.gates.items()}
    assert [opens["x"](coordinate) for coordinate in (0, 1)] == [True, False]
    assert [opens["z"](coordinate) for coordinate in (0, 1, 2)] == [False, True, True]


def test_a_parameter_behind_one_without_a_choice_has_the_gates_of_that_one() -> None:
    space = Space.of(
        [
            parameter("a", "categorical", values=["p", "q"]),
            where(parameter("b", "int_uniform", min=3, max=3), a=["p"]),
            where(parameter("c", "uniform", min=0, max=1), b=[3]),
        ]
    )
    branches = Mirror(space, [Goal.MINIMIZE]).branches
    assert branches is not None
    assert {one: [gate.name for gate in some] for one, some in branches.gates.items()} == {"2": ["0"]}
