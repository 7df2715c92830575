"""The grid counts as W&B's does; the expected orders are what `sweeps` 0.3.0 gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sweepctl.model.draw import History
from sweepctl.model.params import Params
from sweepctl.model.spec import Method, Parameter, SweepSpec
from sweepctl.samplers import open_sampler, size_of
from sweepctl.space.distributions import DISTRIBUTIONS
from tests.samplers.spaces import parameter
from tests.space.cases import CASES as DISTRIBUTION_CASES


def points(*parameters: Parameter) -> list[Params]:
    """The whole grid."""
    sampler = open_sampler(SweepSpec(Method.GRID, parameters), 0, 1)
    assert sampler.size is not None
    return [sampler.draw(index, History()) for index in range(sampler.size)]


def test_names_are_sorted_and_the_last_one_varies_fastest() -> None:
    found = points(parameter("b", "categorical", values=[2, 1]), parameter("a", "int_uniform", min=2, max=4))
    assert [tuple(point.items()) for point in found] == [
        (("a", a), ("b", b)) for a in (2, 3, 4) for b in (2, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1.0, "1", True, None, 1], [1, "1", True, None]), ([2, 1, 2, 3], [2, 1, 3]), ([3, 3.0], [3])],
)
def test_a_value_written_twice_is_visited_once(values: Sequence[object], expected: Sequence[object]) -> None:
    found = points(parameter("v", "categorical", values=list(values)))  # type: ignore[arg-type]
    assert [repr(point["v"]) for point in found] == list(map(repr, expected))


def test_nested_names_are_sorted_at_their_own_level() -> None:
    found = points(
        parameter("z/b", "categorical", values=[1, 2]),
        parameter("z/a", "categorical", values=["p", "q"]),
        parameter("m", "constant", value=9),
        parameter("q", "q_uniform", min=0.5, max=1, q=0.5),
    )
    assert found == [
        {"m": 9, "q": q, "z": {"a": a, "b": b}} for q in (0.5, 1) for a in ("p", "q") for b in (1, 2)
    ]  # fmt: skip


def test_a_grid_of_constants_is_one_point() -> None:
    assert points(parameter("a", "constant", value=1), parameter("b", "constant", value=[2])) == [{"a": 1, "b": [2]}]


def test_the_last_point_of_a_huge_grid_is_as_near_as_the_first() -> None:
    spec = SweepSpec(Method.GRID, tuple(parameter(f"p{i:02}", "int_uniform", min=0, max=9) for i in range(30)))
    sampler = open_sampler(spec, 0, 1)
    assert sampler.size == 10**30
    digits = "314159265358979323846264338327"
    point = sampler.draw(int(digits), History())
    assert "".join(str(point[f"p{i:02}"]) for i in range(30)) == digits
    assert set(sampler.draw(10**30 - 1, History()).values()) == {9}


@pytest.mark.parametrize("kind", sorted(DISTRIBUTIONS))
def test_only_the_four_kinds_of_wandbs_grid_have_a_size(kind: str) -> None:
    spec = SweepSpec(Method.GRID, (Parameter(("p",), kind, DISTRIBUTION_CASES[kind][0]),))
    assert (size_of(spec) is not None) == (kind in {"categorical", "constant", "int_uniform", "q_uniform"})
