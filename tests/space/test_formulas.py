"""Every distribution's formula in numbers, and where the numbers differ from W&B's on purpose.

The formulas are those of W&B's `sweeps` 0.3.0 (`params.py`), which gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sweepctl.model.params import Value
from sweepctl.space.distributions import DISTRIBUTIONS
from tests.space.cases import Options, made

US = (0.031, 0.262, 0.503, 0.774, 0.985)
FORMULAS: Sequence[tuple[str, Options, list[Value]]] = (
    ("uniform", {"min": -2.5, "max": 7.25}, [-2.19775, 0.0545, 2.40425, 5.0465, 7.10375]),
    (
        "log_uniform_values",
        {"min": 1e-05, "max": 0.1},
        [1.33045441798e-05, 0.000111686324778, 0.00102801629813, 0.0124738351424, 0.0870963589956],
    ),
    (
        "inv_log_uniform_values",
        {"min": 1e-05, "max": 0.1},
        [1.33045441798e-05, 0.000111686324778, 0.00102801629813, 0.0124738351424, 0.0870963589956],
    ),
    (
        "log_uniform",
        {"min": -7, "max": 2},
        [0.00120533227881, 0.00963840153481, 0.0843314846761, 0.966571504638, 6.45593588599],
    ),
    (
        "inv_log_uniform",
        {"min": -7, "max": 2},
        [0.178887171267, 1.43046562048, 12.5159020526, 143.451930502, 958.145839804],
    ),
    ("normal", {"mu": 3, "sigma": 2.5}, [-1.66573935865, 1.40702081374, 3.01879988925, 4.88021226674, 8.42522594396]),
    ("normal", {}, [-1.86629574346, -0.637191674504, 0.00751995569854, 0.752084906695, 2.17009037758]),
    (
        "log_normal",
        {"mu": -1, "sigma": 0.7},
        [0.0996185366842, 0.235502400551, 0.36982105295, 0.622793319702, 1.6804527721],
    ),
    ("log_normal", {}, [0.15469563411, 0.528775314045, 1.00754830157, 2.12141836845, 8.75907562907]),
    ("beta", {"a": 2, "b": 5}, [0.0485310180479, 0.166158706527, 0.265743212145, 0.404727630609, 0.678903148691]),
    ("beta", {}, [0.031, 0.262, 0.503, 0.774, 0.985]),
    ("int_uniform", {"min": -3, "max": 11}, [-3, 0, 4, 8, 11]),
    ("categorical", {"values": ["a", 1, None, True, 2.5, "b", [1, 2]]}, ["a", 1, True, "b", [1, 2]]),
    (
        "categorical_w_probabilities",
        {"values": ["a", "b", "c"], "probabilities": [0.3, 0.5, 0.2]},
        ["a", "a", "b", "b", "c"],
    ),
    ("constant", {"value": 4}, [4, 4, 4, 4, 4]),
    ("q_uniform", {"min": 0, "max": 10, "q": 4}, [0, 4, 4, 8, 8]),
    ("q_uniform", {"min": 0.0, "max": 10.0}, [0, 3, 5, 8, 10]),
    ("q_log_uniform_values", {"min": 16, "max": 512, "q": 16}, [16, 32, 96, 240, 480]),
    ("q_log_uniform", {"min": 0, "max": 5, "q": 2}, [2, 4, 12, 48, 138]),
    ("q_log_uniform", {"min": -3, "max": 1, "q": 0.25}, [0, 0.25, 0.25, 1, 2.5]),
    ("q_normal", {"mu": 1, "sigma": 3, "q": 0.5}, [-4.5, -1, 1, 3.5, 7.5]),
    ("q_log_normal", {"mu": 1, "sigma": 0.8, "q": 0.5}, [0.5, 1.5, 2.5, 5, 15.5]),
    ("q_beta", {"a": 2, "b": 3, "q": 0.125}, [0.125, 0.25, 0.375, 0.5, 0.875]),
    ("q_beta", {"a": 1, "b": 1, "q": 0.15}, [0, 0.3, 0.45, 0.75, 1.05]),
)


def test_every_distribution_has_its_numbers() -> None:
    assert {kind for kind, _, _ in FORMULAS} == set(DISTRIBUTIONS)


@pytest.mark.parametrize(("kind", "options", "expected"), FORMULAS)
def test_a_quantile_is_what_the_formula_gives(kind: str, options: Options, expected: list[Value]) -> None:
    distribution = made(kind, options)
    for u, value in zip(US, expected, strict=True):
        is_real = isinstance(value, float)
        found = distribution.quantile(u)
        assert found == (pytest.approx(value, rel=1e-11) if is_real else value)
        assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "options", "first", "last"),
    [
        ("q_uniform", {"min": 1, "max": 10, "q": 3}, 3, 9),
        ("q_uniform", {"min": 0.35, "max": 0.84, "q": 0.1}, 0.4, 0.8),
        ("q_log_uniform_values", {"min": 1, "max": 1000, "q": 5}, 5, 1000),
        ("q_log_uniform_values", {"min": 3, "max": 5.6, "q": 2}, 4, 4),
    ],
)
def test_quantised_values_stay_inside_the_limits(kind: str, options: Options, first: Value, last: Value) -> None:
    """A deliberate difference: W&B's give 0, 0.3 and 0 as the first ones, 6 as the last of the fourth."""
    distribution = made(kind, options)
    assert (distribution.quantile(0.0), distribution.quantile(1 - 2**-53)) == (first, last)


def test_exponents_and_beta_are_rounded_to_the_nearest_multiple_as_by_wandb() -> None:
    """Their limits are not given as values, so the rounding may pass them."""
    assert made("q_log_uniform", {"min": -3, "max": 1, "q": 0.25}).quantile(0.0) == 0
    assert made("q_log_uniform", {"min": 0, "max": 1, "q": 2}).quantile(1 - 2**-53) == 2
    assert made("q_log_uniform", {"min": 0, "max": 2, "q": 2.5}).quantile(1 - 2**-53) == 7.5
    assert made("q_beta", {"q": 0.15}).quantile(1 - 2**-53) == 1.05


def test_multiples_are_exact() -> None:
    """A deliberate difference: to W&B 3·0.1 is 0.30000000000000004."""
    shown = [str(made("q_uniform", {"min": 0, "max": 1, "q": 0.1}).quantile(k / 10)) for k in range(10)]
    assert shown == ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]
    assert made("q_normal", {"q": 0.1}).quantile(0.613) == 0.3


def test_halves_are_rounded_to_even_as_by_numpy() -> None:
    distribution = made("q_uniform", {"min": 0, "max": 8, "q": 1})
    assert [distribution.quantile(u) for u in (1 / 16, 3 / 16, 5 / 16, 7 / 16)] == [0, 2, 2, 4]


def test_shares_that_do_not_quite_sum_to_one_never_draw_what_has_none() -> None:
    options: Options = {"values": ["a", "b", "c", "d"], "probabilities": [0.3333333, 0.3333333, 0.3333333, 0]}
    distribution = made("categorical_w_probabilities", options)
    assert distribution.quantile(1 - 2**-53) == "c"
    assert distribution.support is not None
    assert distribution.support.count == 3
    assert distribution.encode("d") is None
