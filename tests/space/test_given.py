"""Points that people choose: the rest is drawn, and what is strange about them is said."""

from __future__ import annotations

from typing import Any

import pytest

from sweepctl.model.params import Value
from sweepctl.model.spec import Parameter
from sweepctl.space.given import completed, fits, is_drawn_from, oddities
from sweepctl.space.space import Space
from tests.space.test_conditions import OPTIMIZERS, listed

WIDE = Parameter(("lr",), "uniform", {"min": 0.0, "max": 1.0})
CONSTANT = Parameter(("epochs",), "constant", {"value": 9})


def test_what_is_not_chosen_is_drawn_and_always_the_same_for_a_key() -> None:
    space = Space.of((WIDE, listed("width", 8, 16, 32), CONSTANT))
    point = completed(space, {"width": 16}, "key")
    assert (point["width"], point["epochs"]) == (16, 9)
    assert point == completed(space, {"width": 16}, "key")
    assert point != completed(space, {"width": 16}, "other")
    assert completed(space, {"width": 77, "lr": 5}, "key") == {"epochs": 9, "lr": 5, "width": 77}


def test_only_what_exists_beside_the_chosen_values_is_drawn() -> None:
    space = Space.of(OPTIMIZERS)
    for key in "abcdef":
        assert completed(space, {"optimizer": "adam", "momentum": 0.9}, key).keys() == {"optimizer", "beta", "width"}
        assert completed(space, {"optimizer": "sgd", "momentum": 0.5}, key).keys() == {"optimizer", "momentum", "width"}


@pytest.mark.parametrize("key", [str(n) for n in range(20)])
def test_the_rest_is_drawn_so_that_the_constraints_hold_if_that_can_be(key: str) -> None:
    space = Space.of((listed("x", *range(10)), listed("y", *range(10))), ["x + y == 9"])
    assert completed(space, {"x": 3}, key) == {"x": 3, "y": 6}
    assert completed(space, {"x": 33}, key)["x"] == 33


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"x": 3}, []),
        ({"x": 3, "y": 6}, []),
        ({"x": 3, "y": 5}, ["breaks the constraints"]),
        ({"x": 12}, ["12 is outside of what is drawn", "breaks the constraints"]),
        ({"x": "3"}, ["'3' is outside of what is drawn"]),
    ],
)
def test_what_is_strange_about_a_point_is_said(chosen: dict[str, Value], words: list[str]) -> None:
    space = Space.of((listed("x", *range(10)), listed("y", *range(10))), ["x + y == 9"])
    found = [sentence for _, sentence in oddities(space, chosen)]
    assert all(any(word in sentence for sentence in found) for word in words), found
    assert bool(found) is bool(words)


def test_a_value_that_does_not_exist_beside_the_others_is_said_to_be_left_out() -> None:
    found = oddities(Space.of(OPTIMIZERS), {"optimizer": "adam", "momentum": 0.9})
    assert [(name, "left out" in sentence) for name, sentence in found] == [("momentum", True)]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"lr": 0.5, "width": 8, "epochs": 9}, True),
        ({"lr": 0.5, "width": 8, "epochs": 12}, True),
        ({"lr": 0.5, "width": 9, "epochs": 9}, False),
        ({"lr": 1.5, "width": 8, "epochs": 9}, False),
        ({"lr": 0.5, "epochs": 9}, False),
    ],
)
def test_a_search_learns_from_points_whose_chosen_values_it_might_draw(params: dict[str, Any], expected: bool) -> None:
    assert fits(Space.of((WIDE, listed("width", 8, 16), CONSTANT)), params) is expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"x": 1, "y": 2}, True),
        ({"x": 1.0, "y": 2}, True),
        ({"x": 2, "y": 2}, False),
        ({"x": 1, "y": 7}, False),
        ({"x": 1}, False),
    ],
)
def test_a_finite_space_has_the_points_of_its_values_that_satisfy_its_constraints(
    params: dict[str, Any], expected: bool
) -> None:
    space = Space.of((listed("x", 1, 2), listed("y", 1, 2)), ["x != y"])
    assert is_drawn_from(space, params) is expected
    assert not is_drawn_from(Space.of((WIDE,)), {"lr": 0.5})
