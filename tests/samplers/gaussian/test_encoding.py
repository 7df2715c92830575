"""Points of a conditional space in the unit cube: what is not there is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from sweepctl.samplers.gaussian.encoding import Encoding
from sweepctl.samplers.mirror import Gate

SPACE: Mapping[str, BaseDistribution] = {
    "kind": CategoricalDistribution(range(3)),
    "depth": IntDistribution(1, 4),
    "lr": FloatDistribution(1e-4, 1.0, log=True),
    "second": FloatDistribution(-1.0, 1.0),
    "warm": CategoricalDistribution(range(2)),
    "length": IntDistribution(0, 10),
}
# `warm` is there for the last kind, `length` where it is warm: two levels. `second` is there beyond depth 1.
GATES: Mapping[str, Sequence[Gate]] = {
    "second": [Gate("depth", lambda depth: depth >= 2)],
    "warm": [Gate("kind", lambda kind: kind == 2)],
    "length": [Gate("warm", lambda warm: warm == 1)],
}


@pytest.fixture
def encoding() -> Encoding:
    return Encoding(SPACE, GATES)


def test_a_point_has_the_parameters_that_its_conditions_allow(encoding: Encoding) -> None:
    for point in encoding.uniform(200, np.random.default_rng(0)):
        params = encoding.params(point)
        assert {"kind", "depth", "lr"} <= params.keys()
        assert ("second" in params) == (params["depth"] >= 2)
        assert ("warm" in params) == (params["kind"] == 2)
        assert ("length" in params) == (params.get("warm") == 1)


def test_points_that_lack_the_same_are_alike_in_it(encoding: Encoding) -> None:
    common = {"kind": 0, "depth": 1, "lr": 0.1}
    drawn = encoding.snapped(np.random.default_rng(0).uniform(0, 1, (50, 6)))
    known = encoding.points([common, {**common, "depth": 3, "second": 0.7}])
    absent = ~encoding.exists(drawn)
    assert absent.any(0).sum() == 3
    for column in np.flatnonzero(absent.any(0)):
        assert set(drawn[absent[:, column], column]) == {known[0, column]}
    # A category that is not there is none of those that are.
    warm = sorted(SPACE).index("warm")
    assert known[0, warm] not in {0.0, 1.0}


def test_encoding_and_decoding_give_the_values_back(encoding: Encoding) -> None:
    points = encoding.uniform(100, np.random.default_rng(1))
    again = encoding.points([encoding.params(point) for point in points])
    np.testing.assert_allclose(points, again, atol=1e-9)
    np.testing.assert_allclose(encoding.snapped(points), again, atol=1e-9)


def test_a_category_that_comes_into_being_is_one_of_the_list(encoding: Encoding) -> None:
    (point,) = encoding.points([{"kind": 0, "depth": 1, "lr": 0.1}])
    point[sorted(SPACE).index("kind")] = 2.0
    params = encoding.params(encoding.snapped(point[None])[0])
    assert params["warm"] in {0, 1}
