"""The contract of a distribution, kept by every member of the registry."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import pairwise

import pytest

from sweepctl.model.params import Value, canonical, text_key
from sweepctl.space.axis import Axis, Choice, Coordinate, Integers, Interval
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.space.distributions.base import Distribution
from sweepctl.space.finite import Finite
from tests.space.cases import CASES, US, Options, bounds, made, refused

EVERY = [(kind, options) for kind, several in CASES.items() for options in several]
OVER_VALUES = {"constant", "categorical", "categorical_w_probabilities"}
# Searched by their share below, which gives the value back up to rounding.
BY_SHARE = {"normal", "log_normal", "beta"}
COUNTABLE = 2000


def plain_types(value: Value) -> Iterator[type]:
    """The exact types of a value and all inside it."""
    yield type(value)
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from plain_types(item)


def coordinates(axis: Axis | None) -> list[Coordinate]:
    """An axis from end to end."""
    steps = [k / 500 for k in range(501)]
    match axis:
        case None:
            return [0]
        case Choice(count):
            return list(range(count))
        case Integers(low, high):
            return sorted({low + int(step * (high - low)) for step in steps} | {low, high})
        case Interval(low, high, log):
            if log:
                return [low, *(low ** (1 - step) * high**step for step in steps[1:-1]), high]
            return [low + step * (high - low) for step in steps]


def all_of(finite: Finite) -> list[Value]:
    """The values in their order, when they can be held."""
    assert finite.count <= COUNTABLE
    return [finite.at(position) for position in range(finite.count)]


@cache
def quantiles(kind: str, options: str) -> tuple[Value, ...]:
    """What a distribution draws from end to end."""
    distribution = made(kind, json.loads(options))
    return tuple(distribution.quantile(u) for u in US)


def is_small(finite: Finite | None) -> bool:
    return finite is not None and finite.count <= COUNTABLE


def test_every_distribution_is_here() -> None:
    assert set(CASES) == set(DISTRIBUTIONS)
    assert len(CASES) == 18


@pytest.mark.parametrize(("kind", "options"), EVERY, ids=[f"{kind}-{json.dumps(options)}" for kind, options in EVERY])
class TestDistribution:
    """What every distribution promises; `drawn` are its quantiles from end to end."""

    @pytest.fixture
    def distribution(self, kind: str, options: Options) -> Distribution:
        return made(kind, options)

    @pytest.fixture
    def drawn(self, kind: str, options: Options) -> Sequence[Value]:
        return quantiles(kind, json.dumps(options))

    def test_it_is_the_same_after_the_way_through_json(
        self, distribution: Distribution, kind: str, options: Options
    ) -> None:
        assert distribution == DISTRIBUTIONS[kind](**options)
        assert distribution.kind == kind

    def test_its_keys_are_its_fields_and_pass_their_checks(
        self, distribution: Distribution, kind: str, options: Options
    ) -> None:
        assert {one.name for one in fields(distribution)} == set(distribution.checks)  # type: ignore[arg-type]
        assert distribution.required() <= set(options) <= set(distribution.checks)
        assert refused(kind, options) == set()

    def test_draws_rise_with_u(self, drawn: Sequence[Value], kind: str) -> None:
        if kind not in OVER_VALUES:
            assert all(a <= b for a, b in pairwise(drawn))  # type: ignore[operator]

    def test_draws_are_plain_and_in_the_form_of_the_wire(self, drawn: Sequence[Value]) -> None:
        for value in drawn:
            assert set(plain_types(value)) <= {bool, int, float, str, list, dict, type(None)}
            assert list(plain_types(value)) == list(plain_types(canonical(value)))
            assert json.loads(json.dumps(value, allow_nan=False)) == value

    def test_draws_stay_inside(
        self, distribution: Distribution, drawn: Sequence[Value], kind: str, options: Options
    ) -> None:
        if is_small(distribution.support):
            assert distribution.support is not None
            possible = {text_key(value) for value in all_of(distribution.support)}
            assert {text_key(value) for value in drawn} == possible
        if kind in OVER_VALUES:
            return
        low, high = bounds(kind, options)
        # Rounding to q may leave exponents and [0, 1] by half a q, as W&B's does; limits given as values it may not.
        slack = getattr(distribution, "q", 0.0) / 2 if kind in {"q_log_uniform", "q_beta"} else 0.0
        assert all(low - slack <= value <= high + slack for value in drawn)  # type: ignore[operator]

    def test_a_drawn_value_is_found_again(self, distribution: Distribution, drawn: Sequence[Value], kind: str) -> None:
        for value in drawn:
            place = distribution.encode(value)
            assert place is not None
            again = distribution.decode(place)
            if kind in BY_SHARE:
                assert again == pytest.approx(value, rel=1e-6, abs=1e-9)
            else:
                assert text_key(again) == text_key(value)

    def test_every_coordinate_is_a_value_that_can_be_drawn(
        self, distribution: Distribution, drawn: Sequence[Value], kind: str, options: Options
    ) -> None:
        places = coordinates(distribution.axis)
        values = [distribution.decode(place) for place in places]
        if is_small(distribution.support):
            assert {text_key(value) for value in values} == {text_key(value) for value in drawn}
        else:
            low, high = bounds(kind, options)
            assert all(low <= value <= high for value in values)  # type: ignore[operator]
        assert None not in [distribution.encode(value) for value in values]
        assert all(set(plain_types(value)) <= {bool, int, float, str, list, dict, type(None)} for value in values)

    def test_its_coordinates_are_the_positions_of_its_support(self, distribution: Distribution) -> None:
        axis, support = distribution.axis, distribution.support
        match axis:
            case Choice(count):
                assert support is not None
                assert support.count == count
                assert [distribution.encode(value) for value in all_of(support)] == list(range(count))
            case Integers(low, high):
                assert support is not None
                assert support.count == high - low + 1
                for position in {0, min(1, high - low), support.count // 2, support.count - 1}:
                    assert distribution.decode(low + position) == support.at(position)
            case None:
                assert support is not None
                assert support.count == 1
            case Interval(low, high, log):
                assert low <= high
                assert low > 0 or not log

    def test_its_support_holds_each_value_once(self, distribution: Distribution) -> None:
        for finite in (distribution.support, distribution.grid):
            if finite is not None and is_small(finite):
                keys = [text_key(value) for value in all_of(finite)]
                assert len(set(keys)) == finite.count > 0

    def test_even_means_each_value_equally_often(self, distribution: Distribution) -> None:
        if distribution.is_even:
            support = distribution.support
            assert support is not None
            if is_small(support):
                shares = [(k + 0.5) / (10 * support.count) for k in range(10 * support.count)]
                counts = Counter(text_key(distribution.quantile(u)) for u in shares)
                assert counts == {text_key(value): 10 for value in all_of(support)}

    def test_what_cannot_be_drawn_has_no_coordinate(
        self, distribution: Distribution, kind: str, options: Options
    ) -> None:
        strangers: list[Value] = ["no such", [], {"no": "such"}, float("nan")]
        if kind not in OVER_VALUES:
            low, high = bounds(kind, options)
            reach = 1.0 + getattr(distribution, "q", 0.0)
            strangers += [True, False, None, "1", float("inf")]
            strangers += [place for place in (low - reach, high + reach) if low - reach < low and high < high + reach]
        assert {text_key(value): distribution.encode(value) for value in strangers} == dict.fromkeys(
            map(text_key, strangers)
        )


def test_no_two_draws_share_a_mutable_value() -> None:
    one = made("categorical", {"values": [[1, 2], {"a": [3]}]})
    first = one.quantile(0.1)
    assert isinstance(first, list)
    first.append(9)
    assert one.quantile(0.1) == [1, 2] == one.decode(0)
