"""Random search draws by the law it was given, and without replacement where the space is finite."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import NormalDist, correlation

import pytest

from sweepctl.model.draw import History
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params, Value, text_key
from sweepctl.model.spec import Method, Parameter, SweepSpec
from sweepctl.samplers import open_sampler
from tests.samplers.spaces import CASES, drawn, parameter

MANY = 2000
STRATA = 20


def opened(*parameters: Parameter, seed: int = 0) -> Callable[[int], Params]:
    """The point at an index, nothing having been seen."""
    sampler = open_sampler(SweepSpec(Method.RANDOM, parameters), seed, 1)
    return lambda index: sampler.draw(index, History())


def is_as_expected(counts: Sequence[int], expected: Sequence[float]) -> bool:
    """Chi-square within four deviations of its mean: a wrong law is far outside, a right one once in 10,000 seeds."""
    chi_square = sum((many - wanted) ** 2 / wanted for many, wanted in zip(counts, expected, strict=True))
    freedom = len(counts) - 1
    return chi_square < freedom + 4 * math.sqrt(2 * freedom)


def follow(values: Iterable[Value], shares: Mapping[str, float]) -> bool:
    """Whether the values come as often as their shares say; a value's key is its JSON text."""
    counts = Counter(map(text_key, values))
    assert set(counts) <= set(shares)
    many = counts.total()
    return is_as_expected([counts[key] for key in shares], [many * share for share in shares.values()])


def test_the_check_of_a_law_can_fail() -> None:
    assert is_as_expected([100, 104, 96], [100.0] * 3)
    assert not is_as_expected([100, 140, 60], [100.0] * 3)


LAWS: Sequence[tuple[Parameter, Callable[[float], float]]] = (
    (parameter("x", "uniform", min=-1, max=3), lambda x: (x + 1) / 4),
    (parameter("x", "log_uniform_values", min=1e-4, max=1), lambda x: 1 + math.log10(x) / 4),
    (parameter("x", "inv_log_uniform_values", min=1e-4, max=1), lambda x: 1 + math.log10(x) / 4),
    (parameter("x", "log_uniform", min=-3, max=1), lambda x: (math.log(x) + 3) / 4),
    (parameter("x", "inv_log_uniform", min=-3, max=1), lambda x: (math.log(x) + 1) / 4),
    (parameter("x", "normal", mu=5, sigma=2), NormalDist(5, 2).cdf),
    (parameter("x", "log_normal", mu=1, sigma=0.5), lambda x: NormalDist(1, 0.5).cdf(math.log(x))),
    (parameter("x", "beta", a=2, b=1), lambda x: x**2),
)


@pytest.mark.parametrize(("one", "share_below"), LAWS, ids=[one.distribution for one, _ in LAWS])
def test_draws_follow_the_law(one: Parameter, share_below: Callable[[float], float]) -> None:
    point = opened(one)
    values = [float(point(i)["x"]) for i in range(MANY)]  # type: ignore[arg-type]
    strata = [min(int(share_below(value) * STRATA), STRATA - 1) for value in values]
    assert follow(strata, {str(k): 1 / STRATA for k in range(STRATA)})


def test_weights_and_rounding_are_part_of_the_law() -> None:
    point = opened(
        parameter("kind", "categorical_w_probabilities", values=["a", "b", "c"], probabilities=[0.6, 0.3, 0.1]),
        parameter("twice", "categorical", values=[1, 2, 1, 3]),
        parameter("q", "q_uniform", min=0, max=4, q=2),
        parameter("endless", "normal"),
    )
    points = [point(i) for i in range(MANY)]
    assert follow((one["kind"] for one in points), {'"a"': 0.6, '"b"': 0.3, '"c"': 0.1})
    assert follow((one["twice"] for one in points), {"1": 0.5, "2": 0.25, "3": 0.25})
    assert follow((one["q"] for one in points), {"0": 0.25, "2": 0.5, "4": 0.25})


def test_parameters_and_neighbouring_draws_are_independent() -> None:
    point = opened(parameter("a", "uniform", min=0, max=1), parameter("b", "uniform", min=0, max=1))
    rows = [(float(one["a"]), float(one["b"])) for one in map(point, range(MANY))]  # type: ignore[arg-type]
    a, b = zip(*rows, strict=True)
    # Four deviations of a correlation of unrelated numbers.
    most = 4 / math.sqrt(MANY)
    assert abs(correlation(a, b)) < most
    assert abs(correlation(a[:-1], a[1:])) < most
    assert abs(correlation(a[:-1], b[1:])) < most


FIRST: Sequence[tuple[str, str, Mapping[str, float]]] = (
    ("even", "b", {str(k): 0.2 for k in range(5)}),
    ("repeated", "v", {"1": 0.25, "2": 0.5, "3": 0.25}),
    ("uneven", "w", {'"often"': 0.95, '"seldom"': 0.05}),
)


@pytest.mark.parametrize(("name", "key", "shares"), FIRST)
def test_the_first_draw_of_a_finite_space_follows_the_law_too(name: str, key: str, shares: Mapping[str, float]) -> None:
    spec = CASES[name].spec(Method.RANDOM)
    firsts = [open_sampler(spec, seed, 1).draw(0, History()) for seed in range(1500)]
    assert follow((point[key] for point in firsts), shares)


def test_a_seed_draws_the_same_points_as_ever() -> None:
    """A sweep that goes on after an upgrade goes on with the points it would have drawn."""
    mixed, even = (open_sampler(CASES[name].spec(Method.RANDOM), 7, 1) for name in ("mixed", "even"))
    assert [mixed.draw(1, History())[name] for name in ("drop", "kind", "width")] == [0.3, None, 17]
    assert mixed.draw(1, History())["lr"] == pytest.approx(2.0644251457e-05)
    assert [even.draw(i, History()) for i in (0, 1)] == [{"a": True, "b": 1, "c": "x"}, {"a": 1, "b": 4, "c": "x"}]


def test_what_is_all_but_impossible_is_drawn_once_nothing_else_is_left() -> None:
    weights = parameter("w", "categorical_w_probabilities", values=["a", "b", "c"], probabilities=[1 - 1e-12, 1e-12, 0])
    sampler = open_sampler(SweepSpec(Method.RANDOM, (weights,)), 0, 1)
    assert sampler.size == 2
    assert [point["w"] for point in drawn(sampler, 2)] == ["a", "b"]


def test_a_spent_space_repeats_itself_rather_than_searching_for_ever() -> None:
    sampler = open_sampler(CASES["uneven"].spec(Method.RANDOM), 0, 1)
    points = drawn(sampler, 16)
    every = frozenset(map(fingerprint, points))
    assert sampler.draw(16, History(seen=every)) in points


def test_a_huge_space_is_drawn_without_repetition() -> None:
    point = opened(*CASES["huge"].parameters)
    assert len({fingerprint(point(i)) for i in range(500)}) == 500


@pytest.mark.parametrize("name", ["uneven", "repeated"])
def test_a_finite_space_is_drawn_the_same_whoever_draws_what_when(name: str) -> None:
    """Several agents draw at a time, and none waits for the others' points."""
    spec = CASES[name].spec(Method.RANDOM)
    one = open_sampler(spec, 3, 1)
    assert one.size is not None
    in_turn = drawn(one, one.size)
    assert len({fingerprint(point) for point in in_turn}) == one.size
    for backwards in range(0, one.size, 3):
        several = open_sampler(spec, 3, 1)
        seen = frozenset(map(fingerprint, in_turn[backwards + 1 :]))
        assert several.draw(backwards, History(seen=seen)) == in_turn[backwards]


def test_a_given_point_of_a_finite_space_is_not_drawn_in_its_turn() -> None:
    sampler = open_sampler(CASES["uneven"].spec(Method.RANDOM), 3, 1)
    given = sampler.draw(2, History())
    assert sampler.draw(2, History(seen=frozenset({fingerprint(given)}))) != given
