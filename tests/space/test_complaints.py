"""What the keys of a distribution are refused for: each by itself, and how they agree."""

from __future__ import annotations

import pytest

from sweepctl.model.checks import anything, shares, some_values
from sweepctl.model.params import Value
from sweepctl.space.distributions import DISTRIBUTIONS, implied_kind
from tests.space.cases import CASES, Options, refused

NUMBERS = [
    (kind, key)
    for kind, member in DISTRIBUTIONS.items()
    for key, check in member.checks.items()
    if check not in (anything, shares, some_values)
]

WRONG: list[tuple[str, Options, str]] = [
    *((kind, {"min": 2, "max": 2}, "min") for kind in CASES if "min" in DISTRIBUTIONS[kind].checks),
    *((kind, {"min": 3, "max": 2}, "min") for kind in CASES if "min" in DISTRIBUTIONS[kind].checks),
    *((kind, {"min": 0, "max": 2}, "min") for kind in CASES if kind.endswith("log_uniform_values")),
    *((kind, {"min": 1, "max": 5, "q": 0}, "q") for kind in CASES if kind.startswith("q_") and "uniform" in kind),
    *((kind, {"min": 1, "max": 5, "q": 1e-308}, "q") for kind in ("q_uniform", "q_log_uniform_values")),
    *((kind, {"min": -800, "max": 0}, "min") for kind in CASES if kind.endswith("log_uniform")),
    *((kind, {"min": 0, "max": 800}, "max") for kind in CASES if kind.endswith("log_uniform")),
    *((kind, {"mu": 0, "sigma": -1}, "sigma") for kind in CASES if "sigma" in DISTRIBUTIONS[kind].checks),
    *((kind, {"mu": 690, "sigma": 5}, "sigma") for kind in ("log_normal", "q_log_normal")),
    *((kind, {"a": 0}, "a") for kind in ("beta", "q_beta")),
    *((kind, {"q": -1.0}, "q") for kind in ("q_beta", "q_normal", "q_log_normal")),
    ("q_log_uniform", {"min": 600, "max": 690, "q": 1e-10}, "q"),
    ("q_normal", {"mu": 1e10, "q": 1e-300}, "q"),
    ("normal", {"mu": 1e308, "sigma": 1e308}, "sigma"),
    ("uniform", {"min": -1e308, "max": 1e308}, "min"),
    ("q_uniform", {"min": 1, "max": 2.5, "q": 3}, "q"),
    ("q_log_uniform_values", {"min": 1, "max": 2.5, "q": 3}, "q"),
    ("int_uniform", {"min": 0.5, "max": 3}, "min"),
    ("categorical", {"values": []}, "values"),
    ("categorical", {"values": "abc"}, "values"),
    ("categorical_w_probabilities", {"values": [1, 2], "probabilities": [1.0]}, "probabilities"),
    ("categorical_w_probabilities", {"values": [1, 2], "probabilities": [0.5, 0.4]}, "probabilities"),
    ("categorical_w_probabilities", {"values": [1, 2], "probabilities": [1.5, -0.5]}, "probabilities"),
    ("categorical_w_probabilities", {"values": [1, 2], "probabilities": [0, 0]}, "probabilities"),
    ("categorical_w_probabilities", {"values": [1, 2], "probabilities": [True, False]}, "probabilities"),
    ("constant", {}, "value"),
    ("uniform", {"min": 0, "max": 1, "q": 1}, "q"),
]


@pytest.mark.parametrize(("kind", "key"), NUMBERS)
def test_a_key_that_is_a_number_is_no_text_no_flag_and_finite(kind: str, key: str) -> None:
    options = next(one for one in CASES[kind] if all(isinstance(value, int | float) for value in one.values()))
    strangers: list[Value] = ["1", True, None, [1], float("nan"), float("inf"), float("-inf")]
    for wrong in strangers:
        assert refused(kind, {**options, key: wrong}) == {key}


@pytest.mark.parametrize(("kind", "options", "key"), WRONG)
def test_wrong_keys_are_told_at_their_place(kind: str, options: Options, key: str) -> None:
    assert refused(kind, options) == {key}


@pytest.mark.parametrize(
    ("kind", "options", "shown"),
    [
        ("log_uniform", {"min": 0.001, "max": 0.1}, "from 1.001 to 1.105"),
        ("inv_log_uniform", {"min": 0.001, "max": 0.1}, "from 0.9048 to 0.999"),
        ("q_log_uniform", {"min": 1, "max": 3}, "from 2.718 to 20.09"),
    ],
)
def test_exponents_that_look_like_limits_are_a_warning(kind: str, options: Options, shown: str) -> None:
    (complaint,) = DISTRIBUTIONS[kind](**options).complaints()
    assert not complaint.is_error
    assert shown in complaint.sentence
    assert complaint.hint is not None
    assert f"{kind}_values" in complaint.hint


@pytest.mark.parametrize(("keys", "kind"), [
    ({"value": 1}, "constant"),
    ({"values": [1]}, "categorical"),
    ({"values": [1], "probabilities": [1]}, "categorical_w_probabilities"),
    ({"min": 1, "max": 2}, "int_uniform"),
    ({"min": 1.0, "max": 2.0}, "uniform"),
    ({"min": 0, "max": 0.5}, "uniform"),
    ({"min": 0, "max": 1, "q": 1}, None),
    ({"mu": 0}, None),
    ({}, None),
])  # fmt: skip
def test_a_short_form_implies_what_it_does_at_wandb(keys: Options, kind: str | None) -> None:
    """Mixed bounds are a deliberate difference: `uniform`, where W&B's client refuses them."""
    assert implied_kind(keys) == kind
