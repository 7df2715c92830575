"""The Gaussian process as an Optuna sampler: what it may propose, and what it learns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import optuna
import pytest
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState, create_trial

from sweepctl.samplers.gaussian.encoding import Encoding
from sweepctl.samplers.gaussian.sampler import GaussianSampler
from sweepctl.samplers.mirror import VARIANCE

optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE: Mapping[str, BaseDistribution] = {
    "lr": FloatDistribution(1e-5, 1.0, log=True),
    "drop": FloatDistribution(0.0, 0.9),
    "width": IntDistribution(3, 17),
    "depth": IntDistribution(1, 900, log=True),
    "step": FloatDistribution(0.1, 1.3, step=0.3),
    "kind": CategoricalDistribution(range(4)),
}


def study_of(
    space: Mapping[str, BaseDistribution], score: Callable[[dict[str, Any]], float], count: int, **study: Any
) -> optuna.Study:
    """A study with `count` finished trials at evenly drawn points."""
    made = optuna.create_study(**study)
    encoding = Encoding(space)
    for point in encoding.uniform(count, np.random.default_rng(0)):
        params = encoding.params(point)
        made.add_trial(create_trial(params=params, distributions=dict(space), value=score(params)))
    return made


def proposal(study: optuna.Study, space: Mapping[str, BaseDistribution], seed: int = 0) -> dict[str, Any]:
    """What a fresh sampler asks for next; the trial stays running."""
    study.sampler = GaussianSampler(seed=seed)
    return study.ask(dict(space)).params


def bowl(params: dict[str, Any]) -> float:
    return float((np.log10(params["lr"]) + 2) ** 2 + (params["width"] - 9) ** 2 / 20 + (params["kind"] != 2))


@pytest.mark.parametrize("count", [0, 1, 2, 12, 260])
def test_a_proposal_is_inside_every_bound_and_on_every_lattice(count: int) -> None:
    study = study_of(SPACE, bowl, count)
    for seed in range(3):
        params = proposal(study, SPACE, seed)
        assert all(one._contains(one.to_internal_repr(params[name])) for name, one in SPACE.items())
        assert isinstance(params["width"], int)
        assert isinstance(params["depth"], int)


def test_encoding_and_decoding_give_the_values_back() -> None:
    encoding = Encoding(SPACE)
    points = encoding.uniform(50, np.random.default_rng(1))
    again = encoding.points([encoding.params(point) for point in points])
    np.testing.assert_allclose(encoding.snapped(points), again, atol=1e-9)


def test_the_same_seed_and_history_give_the_same_point_and_another_seed_another() -> None:
    first, second = (proposal(study_of(SPACE, bowl, 20), SPACE, seed=4) for _ in range(2))
    assert first == second
    assert proposal(study_of(SPACE, bowl, 20), SPACE, seed=5) != first


def test_it_finds_the_bottom_of_a_bowl() -> None:
    study = study_of(SPACE, bowl, 10)
    for seed in range(20):
        study.sampler = GaussianSampler(seed=seed)
        trial = study.ask(dict(SPACE))
        study.tell(trial, bowl(trial.params))
    assert study.best_value < 0.01


def test_it_climbs_where_more_is_better() -> None:
    study = study_of(SPACE, lambda p: -bowl(p), 10, direction="maximize")
    for seed in range(20):
        study.sampler = GaussianSampler(seed=seed)
        trial = study.ask(dict(SPACE))
        study.tell(trial, -bowl(trial.params))
    assert study.best_value > -0.05


def test_eight_in_flight_are_eight_different_points_spread_out() -> None:
    space = {"x": FloatDistribution(0.0, 1.0), "y": FloatDistribution(0.0, 1.0)}
    study = study_of(space, lambda p: (p["x"] - 0.4) ** 2 + (p["y"] - 0.6) ** 2, 12)
    asked = np.array([[p["x"], p["y"]] for p in (proposal(study, space, seed) for seed in range(8))])
    gaps = np.abs(asked[:, None] - asked[None]).max(-1)[np.triu_indices(8, 1)]
    assert gaps.min() > 1e-6


def test_a_small_space_is_not_asked_twice_while_something_is_left() -> None:
    space = {"a": CategoricalDistribution(range(3)), "n": IntDistribution(0, 4)}
    study = study_of(space, lambda p: p["n"] + p["a"], 0)
    encoding = Encoding(space)
    for params in (encoding.params(np.array(point)) for point in ((0.0, 0.0), (1.0, 0.25), (2.0, 1.0))):
        study.add_trial(create_trial(params=params, distributions=dict(space), value=float(params["n"] + params["a"])))
    asked = [tuple(proposal(study, space, seed).values()) for seed in range(12)]
    assert len(set(asked)) == 12


@pytest.mark.parametrize("value", [float("inf"), 1e300, 3.0])
def test_enormous_and_constant_values_are_no_error(value: float) -> None:
    space = {"x": FloatDistribution(0.0, 1.0)}
    study = study_of(space, lambda p: value if p["x"] > 0.5 else 3.0, 12)
    assert 0 <= proposal(study, space)["x"] <= 1


def test_a_region_that_is_as_bad_as_the_worst_is_left() -> None:
    space = {"x": FloatDistribution(0.0, 1.0), "y": FloatDistribution(0.0, 1.0)}
    study = study_of(space, lambda p: 9.0 if p["x"] > 0.5 else (p["y"] - 0.3) ** 2 + p["x"], 16)
    assert all(proposal(study, space, seed)["x"] < 0.5 for seed in range(4))


def test_a_value_known_to_be_uncertain_is_trusted_less() -> None:
    space = {"x": FloatDistribution(0.0, 1.0)}

    def asked(variance: float) -> float:
        study = optuna.create_study()
        for x in np.linspace(0, 1, 15):
            lucky = abs(x - 0.5) < 0.01
            value = -0.5 if lucky else float((x - 0.2) ** 2)
            attributes = {VARIANCE: variance if lucky else 0.0}
            study.add_trial(
                create_trial(params={"x": x}, distributions=dict(space), value=value, user_attrs=attributes)
            )
        return float(proposal(study, space)["x"])

    assert abs(asked(0.0) - 0.5) < 0.1
    assert abs(asked(4.0) - 0.2) < 0.15


def test_trials_of_another_space_are_left_out() -> None:
    space = {"x": FloatDistribution(0.0, 1.0)}
    study = study_of(space, lambda p: p["x"], 6)
    study.add_trial(create_trial(params={}, distributions={}, value=0.0, state=TrialState.COMPLETE))
    assert 0 <= proposal(study, space)["x"] <= 1
