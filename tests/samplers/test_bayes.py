"""`method: bayes`: what it draws, whatever engine draws it, and how an engine is chosen and found."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from sweepctl.errors import UsageError
from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.model.spec import Goal, Method, Objective, Parameter, Search, SweepSpec
from sweepctl.samplers.base import Setup
from sweepctl.samplers.bayes import BayesSampler
from sweepctl.samplers.engines import AUTO, ENGINES, open_engine
from sweepctl.samplers.random import RandomSampler
from sweepctl.samplers.rule import Scene, choose, is_startup
from sweepctl.space.space import Absent, Space
from tests.samplers.spaces import parameter, where

PARAMETERS = (
    Parameter(("optimizer", "lr"), "log_uniform_values", {"min": 1e-5, "max": 1.0}),
    Parameter(("drop",), "uniform", {"min": 0.0, "max": 0.9}),
    Parameter(("width",), "int_uniform", {"min": 3, "max": 17}),
    Parameter(("units",), "q_uniform", {"min": 32, "max": 256, "q": 32}),
    Parameter(("kind",), "categorical", {"values": ["a", "b", "c"]}),
    Parameter(("epochs",), "constant", {"value": 3}),
)
SMALL = (
    Parameter(("n",), "int_uniform", {"min": 0, "max": 4}),
    Parameter(("kind",), "categorical", {"values": ["a", "b", "c"]}),
)
STARTUP = 4


def sampler(
    engine: str, parameters: tuple[Parameter, ...] = PARAMETERS, goal: Goal = Goal.MINIMIZE, seed: int = 1
) -> BayesSampler:
    """A freshly built sampler, as another agent would have it."""
    return BayesSampler(Setup(Space.of(parameters), [Objective("loss", goal)], seed, 1, Search(engine, STARTUP)))


def bowl(params: Params) -> float:
    optimizer = params["optimizer"]
    assert isinstance(optimizer, dict)
    lr, drop = optimizer["lr"], params["drop"]
    assert isinstance(lr, int | float)
    assert isinstance(drop, int | float)
    return (math.log10(lr) + 2) ** 2 + (drop - 0.3) ** 2 + (params["kind"] != "b")


def seen_by(observations: list[Observation]) -> History:
    return History(observations, frozenset(fingerprint(one.params) for one in observations))


def past(count: int, parameters: tuple[Parameter, ...] = PARAMETERS, sign: float = 1.0) -> History:
    """`count` random trials with their values."""
    chance = RandomSampler(Space.of(parameters), "past")
    points = [chance.draw(index, History()) for index in range(count)]
    return seen_by(
        [
            Observation(i, one, Standing.VALUED, sign * (bowl(one) if "drop" in one else i))
            for i, one in enumerate(points)
        ]
    )


@pytest.mark.parametrize("engine", [AUTO, *ENGINES])
class TestEveryEngine:
    def test_it_draws_inside_the_space(self, engine: str) -> None:
        space = Space.of(PARAMETERS)
        point = sampler(engine).draw(12, past(12))
        values = space.flat(point)
        assert values is not None
        for leaf, value in zip(space.leaves, values, strict=True):
            if leaf.distribution.axis is not None and not isinstance(value, Absent):
                assert leaf.distribution.encode(value) is not None
        assert point["epochs"] == 3

    def test_the_same_seed_index_and_history_give_the_same_point_in_any_process(self, engine: str) -> None:
        history = past(12)
        veteran = sampler(engine)
        veteran.draw(7, past(9))
        veteran.draw(11, past(11))
        assert veteran.draw(12, history) == sampler(engine).draw(12, history)

    def test_another_seed_and_another_index_give_other_points(self, engine: str) -> None:
        history = past(12)
        points = [sampler(engine).draw(12, history), sampler(engine).draw(13, history)]
        points.append(sampler(engine, seed=2).draw(12, history))
        assert len({fingerprint(point) for point in points}) == 3

    def test_a_finite_space_is_visited_once_each(self, engine: str) -> None:
        one, observations = sampler(engine, SMALL), list[Observation]()
        for index in range(15):
            point = one.draw(index, seen_by(observations))
            value = float(point["n"])  # type: ignore[arg-type]
            observations.append(Observation(index, point, Standing.VALUED, value))
        assert len(seen_by(observations).seen) == one.size == 15

    def test_trials_that_run_or_failed_are_no_obstacle(self, engine: str) -> None:
        history = past(12)
        mixed = [
            Observation(o.number, o.params, Standing.RUNNING if o.number % 3 == 0 else Standing.FAILED)
            if o.number % 2
            else o
            for o in history.observations
        ]
        assert "drop" in sampler(engine).draw(12, seen_by(mixed))
        nothing_worked = [Observation(o.number, o.params, Standing.FAILED) for o in history.observations]
        assert "drop" in sampler(engine).draw(12, seen_by(nothing_worked))


@pytest.mark.parametrize("engine", ["gp", "tpe", "cmaes"])
@pytest.mark.parametrize("goal", list(Goal))
def test_what_learns_beats_chance_in_either_direction(engine: str, goal: Goal) -> None:
    sign = 1.0 if goal is Goal.MINIMIZE else -1.0
    one, observations = sampler(engine, goal=goal), list(past(12, sign=sign).observations)
    for index in range(12, 40):
        point = one.draw(index, seen_by(observations))
        observations.append(Observation(index, point, Standing.VALUED, sign * bowl(point)))
    learnt = [bowl(one.params) for one in observations[20:]]
    assert sum(learnt) / len(learnt) < 0.6 * sum(map(bowl, (o.params for o in observations[:12]))) / 12


def test_the_first_points_are_random_whichever_engine_follows() -> None:
    chance = RandomSampler(Space.of(PARAMETERS), "1/1")
    for index in range(STARTUP):
        history = past(index)
        assert sampler("gp").draw(index, history) == sampler("tpe").draw(index, history)
        assert sampler("gp").draw(index, history) == chance.draw(index, history)
    assert sampler("gp").draw(STARTUP, past(STARTUP)) != chance.draw(STARTUP, past(STARTUP))


@pytest.mark.parametrize(
    ("trials", "valued", "startup", "expected"),
    [(9, 9, 10, True), (10, 10, 10, False), (30, 2, 10, True), (10, 3, 10, False), (0, 0, 0, False), (1, 1, 1, False)],
)
def test_a_model_starts_when_there_are_enough_trials_and_a_few_have_a_value(
    trials: int, valued: int, startup: int, expected: bool
) -> None:
    assert is_startup(Scene(trials, valued, 5), startup) is expected


def test_several_objectives_are_left_to_the_engine_that_can_model_them() -> None:
    assert choose(Scene(20, 20, 5, has_rivals=True)) == "tpe"
    assert choose(Scene(20, 20, 5)) != "tpe"


def test_the_process_learns_about_parameters_that_not_every_trial_has() -> None:
    """Two branches with a bowl of their own each; the lower one has a parameter that the other lacks."""
    parameters = (
        parameter("kind", "categorical", values=["narrow", "wide"]),
        parameter("x", "uniform", min=0, max=1),
        where(parameter("y", "uniform", min=0, max=1), kind=["narrow"]),
        where(parameter("z", "int_uniform", min=0, max=100), kind=["wide"]),
    )
    observations = list[Observation]()
    for index in range(30):
        point = sampler("gp", parameters).draw(index, seen_by(observations))
        value = (point["x"] - 0.3) ** 2  # type: ignore[operator]
        value += (point["y"] - 0.7) ** 2 if "y" in point else 0.1 + (point["z"] / 100 - 0.2) ** 2  # type: ignore[operator]
        observations.append(Observation(index, point, Standing.VALUED, value))
    assert min(one.value for one in observations if one.value is not None) < 1e-3
    assert sum("y" in one.params for one in observations[-10:]) >= 7


def test_tpe_has_every_third_point_between_thirty_and_a_thousand_values() -> None:
    engines = {count: [choose(Scene(count + i, count + i, 5)) for i in range(6)] for count in (10, 60, 2000)}
    assert engines[10] == engines[2000] == ["gp"] * 6
    assert engines[60] == ["tpe", "gp", "gp"] * 2


X = (Parameter(("x",), "uniform", {"min": 0.0, "max": 1.0}), Parameter(("y",), "uniform", {"min": 0.0, "max": 1.0}))


def test_a_half_that_crashes_is_left_though_the_values_fall_towards_it() -> None:
    one, observations = sampler(AUTO, X), list[Observation]()
    for index in range(40):
        x, y = (float(value) for value in one.draw(index, seen_by(observations)).values())  # type: ignore[arg-type]
        value = None if x > 0.5 else (y - 0.3) ** 2 + (x - 0.9) ** 2
        standing = Standing.FAILED if value is None else Standing.VALUED
        observations.append(Observation(index, {"x": x, "y": y}, standing, value))
    assert sum(o.standing is Standing.FAILED for o in observations) <= 12
    assert min(o.value for o in observations if o.value is not None) < 0.165


def test_the_variance_of_a_mean_reaches_the_model_however_its_trial_was_followed() -> None:
    lucky = {"x": 0.5, "y": 0.5}
    chance = RandomSampler(Space.of(X), "variance")
    points = [chance.draw(index, History()) for index in range(14)]
    past_ones = [
        Observation(i, p, Standing.VALUED, (float(p["x"]) - 0.1) ** 2)  # type: ignore[arg-type]
        for i, p in enumerate(points)
    ]

    def asked(variance: float, was_running: bool) -> Params:
        one = sampler("gp", X)
        if was_running:
            one.draw(20, seen_by([*past_ones, Observation(14, lucky, Standing.RUNNING)]))
        return one.draw(20, seen_by([*past_ones, Observation(14, lucky, Standing.VALUED, -0.5, variance=variance)]))

    assert asked(4.0, was_running=True) == asked(4.0, was_running=False)
    sure, unsure = (asked(variance, was_running=False) for variance in (0.0, 4.0))
    assert abs(float(sure["x"]) - 0.5) < 0.15  # type: ignore[arg-type]
    assert float(unsure["x"]) < 0.35  # type: ignore[arg-type]


def test_an_unknown_engine_is_named_beside_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'gpp'.*auto, gp, tpe, cmaes, qmc, random"):
        sampler("gpp")


def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sweepctl.samplers.engines.cmaes", raising=False)
    monkeypatch.setitem(sys.modules, "cmaes", None)
    with pytest.raises(UsageError, match="needs the package 'cmaes'") as caught:
        open_engine("cmaes")
    assert caught.value.hint == "pip install 'sweepctl[cmaes]'"


MINE = """
import optuna

def seeded(seed):
    return optuna.samplers.RandomSampler(seed=seed)

def plain():
    return optuna.samplers.RandomSampler(seed=3)

def wrong():
    return 5

Class = optuna.samplers.RandomSampler
"""


@pytest.fixture
def _mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_samplers.py").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "own_samplers", raising=False)


@pytest.mark.usefixtures("_mine")
class TestAUsersOwnSampler:
    @pytest.mark.parametrize("factory", ["seeded", "Class"])
    def test_it_is_loaded_from_beside_the_sweep_and_seeded(self, factory: str) -> None:
        history = past(12)
        points = [sampler(f"own_samplers:{factory}").draw(12 + i, history) for i in (0, 0, 1)]
        assert points[0] == points[1] != points[2]

    def test_one_that_takes_no_seed_is_called_without(self) -> None:
        assert "drop" in sampler("own_samplers:plain").draw(12, past(12))

    def test_something_else_than_a_sampler_is_refused(self) -> None:
        with pytest.raises(UsageError, match="gave a int, not an Optuna sampler"):
            sampler("own_samplers:wrong").draw(12, past(12))

    @pytest.mark.parametrize(
        ("reference", "sentence"),
        [("own_samplers:nothing", "has no function or class 'nothing'"), ("not_there:f", "cannot be imported")],
    )
    def test_what_is_not_there_is_said_at_once(self, reference: str, sentence: str) -> None:
        with pytest.raises(UsageError, match=sentence):
            sampler(reference)


def test_a_spec_stored_before_there_was_a_search_key_loads() -> None:
    spec = SweepSpec(Method.BAYES, PARAMETERS, (Objective("loss"),), search=Search("tpe", 3))
    stored = spec.to_json()
    assert SweepSpec.from_json(stored).search == Search("tpe", 3)
    del stored["search"]
    assert SweepSpec.from_json(stored).search == Search()
