"""Spaces in which some points lack some parameters, and spaces that constraints cut."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sweepctl.model.params import Params, Value, text_key
from sweepctl.model.spec import Condition, Parameter
from sweepctl.space.enumeration import Enumeration, TooManyError
from sweepctl.space.index import permuted, unpermuted
from sweepctl.space.space import ABSENT, Space


def listed(name: str, *values: Value, **when: Any) -> Parameter:
    """A categorical parameter that exists where others have these values."""
    gates = tuple(Condition(other, one if isinstance(one, tuple) else (one,)) for other, one in when.items())
    return Parameter(tuple(name.split(".")), "categorical", {"values": list(values)}, gates)


OPTIMIZERS = (
    listed("optimizer", "sgd", "adam"),
    listed("momentum", 0.5, 0.9, 0.99, optimizer="sgd"),
    listed("nesterov", True, False, momentum=(0.9, 0.99)),
    listed("beta", 1, 2, optimizer="adam"),
    listed("width", 8, 16),
)


def every_point(space: Space) -> list[Params]:
    """All points by brute force, in the order of the grid."""
    grids = space.grids
    assert grids is not None
    found: dict[str, Params] = {}
    for digits in product(*(range(one.count) for one in grids)):
        point = space.nested([one.at(digit) for one, digit in zip(grids, digits, strict=True)])
        if space.accepts(point):
            found.setdefault(text_key(dict(point)), point)
    return list(found.values())


def counted(space: Space) -> list[Params]:
    """All points by number."""
    grids = space.grids
    assert grids is not None
    points = Enumeration(space, grids)
    return [space.nested(points.at(number)) for number in range(points.size)]


@pytest.mark.parametrize(
    "constraints", [(), ("width * beta <= 16",), ("momentum < 0.9 or width == 8",), ("width >= 16",), ("width > 16",)]
)
def test_a_grid_counts_only_what_exists_and_is_allowed(constraints: tuple[str, ...]) -> None:
    space = Space.of(OPTIMIZERS, constraints)
    assert counted(space) == every_point(space)


def test_a_point_has_only_the_parameters_whose_conditions_hold() -> None:
    points = counted(Space.of(OPTIMIZERS))
    assert len(points) == 2 * (1 + 2 * 2 + 2)
    assert {"optimizer": "sgd", "momentum": 0.5, "width": 8} in points
    assert {"optimizer": "adam", "beta": 2, "width": 16} in points
    assert all(("beta" in point) == (point["optimizer"] == "adam") for point in points)
    assert all(("nesterov" in point) == (point.get("momentum", 0) in (0.9, 0.99)) for point in points)


def test_a_point_is_found_by_its_values_and_a_strange_one_is_not() -> None:
    space = Space.of(OPTIMIZERS, ("width * beta <= 16",))
    points = Enumeration(space, space.grids or [])
    for number, point in enumerate(counted(space)):
        values = space.flat(point)
        assert values is not None
        assert points.number(values) == number
    forbidden = space.flat({"optimizer": "adam", "beta": 2, "width": 16})
    assert forbidden is not None
    assert points.number(forbidden) is None
    strange = space.flat({"optimizer": "sgd", "momentum": 0.7, "width": 8})
    assert strange is None or points.number(strange) is None


def test_points_may_be_asked_for_in_any_order() -> None:
    space = Space.of(OPTIMIZERS)
    points = Enumeration(space, space.grids or [])
    every = counted(space)
    assert [space.nested(points.at(number)) for number in (7, 2, 2, 13, 0)] == [every[n] for n in (7, 2, 2, 13, 0)]


def test_a_point_without_a_parameter_that_has_to_exist_is_of_another_space() -> None:
    space = Space.of(OPTIMIZERS)
    assert space.flat({"optimizer": "sgd", "width": 8}) is None
    flat = space.flat({"optimizer": "adam", "beta": 1, "width": 8, "momentum": 0.9})
    assert flat is not None
    assert flat.count(ABSENT) == 2


def test_conditions_reach_into_nested_parameters() -> None:
    space = Space.of((listed("model.kind", "cnn", "mlp"), listed("model.kernel", 3, 5, **{"model.kind": "cnn"})))
    assert counted(space) == [
        {"model": {"kernel": 3, "kind": "cnn"}},
        {"model": {"kind": "mlp"}},
        {"model": {"kernel": 5, "kind": "cnn"}},
    ]


def test_conditions_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match=r"conditions in a circle: .*a → b → a|.*b → a → b"):
        Space.of((listed("a", 1, 2, b=1), listed("b", 1, 2, a=1)))


def test_what_no_check_reaches_is_counted_by_multiplication() -> None:
    """A hundred parameters of ten values each behind a condition on the first two."""
    rest = [listed(f"z{n}", *range(10)) for n in range(100)]
    space = Space.of((listed("a", 1, 2), listed("b", 1, 2, 3, a=1), *rest))
    points = Enumeration(space, space.grids or [])
    assert points.size == 4 * 10**100
    last = space.nested(points.at(points.size - 1))
    assert last == {"a": 2, **{f"z{n}": 9 for n in range(100)}}


def test_a_space_too_large_to_be_counted_through_says_so() -> None:
    parameters = [listed(f"p{n}", *range(100)) for n in range(4)]
    space = Space.of(parameters, ("p0 + p3 <= 100",))
    with pytest.raises(TooManyError):
        _ = Enumeration(space, space.grids or []).size


@pytest.mark.parametrize("count", [1, 2, 7, 64, 1000])
def test_the_permutation_can_be_undone(count: int) -> None:
    places = [permuted(position, count, "key") for position in range(count)]
    assert sorted(places) == list(range(count))
    assert [unpermuted(place, count, "key") for place in places] == list(range(count))
