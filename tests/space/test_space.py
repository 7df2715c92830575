"""The space: the order of its leaves, nested where the user nested them, and what a grid takes."""

from __future__ import annotations

import json

import pytest

from sweepctl.model.params import Params
from sweepctl.model.spec import Parameter
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.space.space import Space
from tests.space.cases import CASES

NESTED = Space.of(
    [
        Parameter(("z",), "constant", {"value": 9}),
        Parameter(("opt", "lr"), "uniform", {"min": 0, "max": 1}),
        Parameter(("opt", "deep", "x"), "categorical", {"values": ["p", "q"]}),
        Parameter(("opt.lr",), "int_uniform", {"min": 1, "max": 3}),
    ]
)
POINT: Params = {"opt": {"deep": {"x": "q"}, "lr": 0.25}, "opt.lr": 2, "z": 9}


def test_leaves_are_sorted_by_name_at_every_level() -> None:
    """The order of W&B's grid; a point in a name does not nest."""
    paths = [leaf.path for leaf in NESTED.leaves]
    assert paths == [("opt", "deep", "x"), ("opt", "lr"), ("opt.lr",), ("z",)]


def test_a_point_is_nested_and_flattened_without_loss() -> None:
    values = NESTED.flat(POINT)
    assert values == ["q", 0.25, 2, 9]
    assert NESTED.nested(values) == POINT
    assert NESTED.quantile([0.9, 0.25, 0.5, 0.0]) == POINT
    assert json.dumps(NESTED.nested(values)) == json.dumps(POINT)


@pytest.mark.parametrize(
    "point",
    [{}, {"opt": 3, "opt.lr": 2, "z": 9}, {"opt": {"lr": 1}, "opt.lr": 2, "z": 9}, {**POINT, "opt": {"deep": {}}}],
)
def test_a_point_that_lacks_a_leaf_has_no_values(point: Params) -> None:
    assert NESTED.flat(point) is None


def test_what_a_point_has_beyond_the_space_is_not_looked_at() -> None:
    assert NESTED.flat({**POINT, "more": 1}) == ["q", 0.25, 2, 9]


def test_a_space_is_finite_and_even_only_if_every_leaf_is() -> None:
    whole = Parameter(("a",), "int_uniform", {"min": 1, "max": 3})
    one = Space.of([whole, Parameter(("b",), "categorical", {"values": [1, 2]})])
    two = Space.of([whole, Parameter(("b",), "categorical", {"values": [1, 2, 1]})])
    three = Space.of([whole, Parameter(("b",), "normal", {})])
    assert one.supports is not None
    assert one.is_even
    assert two.supports is not None
    assert not two.is_even
    assert three.supports is None
    assert three.grids is None


def test_a_grid_takes_the_kinds_that_wandbs_takes() -> None:
    """`Grid search requires all parameters to be categorical, constant, int_uniform, or q_uniform`."""
    taken = {kind for kind, member in DISTRIBUTIONS.items() if member(**CASES[kind][0]).grid is not None}
    assert taken == {"categorical", "constant", "int_uniform", "q_uniform"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"min": 0.5, "max": 2, "q": 0.5}, [0.5, 1, 1.5, 2]),
        ({"min": 0.25, "max": 1, "q": 0.5}, [0.25, 0.75]),
        ({"min": 0, "max": 1, "q": 0.1}, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ({"min": 1, "max": 3}, [1, 2, 3]),
    ],
)
def test_a_grid_counts_from_min_and_includes_max_where_it_is_met(
    options: dict[str, float], expected: list[float]
) -> None:
    """A deliberate difference: W&B's `arange` leaves the max out."""
    grid = DISTRIBUTIONS["q_uniform"](**options).grid
    assert grid is not None
    assert [grid.at(position) for position in range(grid.count)] == expected
