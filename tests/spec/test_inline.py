"""What to vary, in one word."""

from __future__ import annotations

from typing import Any

import pytest

from sweepctl.errors import UsageError
from sweepctl.spec.inline import FUNCTIONS, read_range, read_ranges
from sweepctl.spec.schema import load_spec
from sweepctl.spec.yaml_text import block_yaml

READ: dict[str, dict[str, Any]] = {
    "1..4": {"min": 1, "max": 4},
    "-2 .. 2": {"min": -2, "max": 2},
    "0.1..0.5": {"min": 0.1, "max": 0.5},
    "0..0.5": {"min": 0, "max": 0.5},
    "1e-3..1": {"min": 1e-3, "max": 1},
    "log(1e-5,1e-1)": {"distribution": "log_uniform_values", "min": 1e-5, "max": 1e-1},
    "int(1,8)": {"min": 1, "max": 8},
    "int(1e1, 1e2)": {"min": 10, "max": 100},
    "uniform(0, 1)": {"distribution": "uniform", "min": 0, "max": 1},
    "q(8,128,8)": {"distribution": "q_uniform", "min": 8, "max": 128, "q": 8},
    "q(8,128)": {"distribution": "q_uniform", "min": 8, "max": 128},
    "normal(0, 0.5)": {"distribution": "normal", "mu": 0, "sigma": 0.5},
    "q_log_uniform_values(1, 64, 2)": {"distribution": "q_log_uniform_values", "min": 1, "max": 64, "q": 2},
    "[32, 64, 128]": {"values": [32, 64, 128]},
    "relu,tanh": {"values": ["relu", "tanh"]},
    "true,false": {"values": [True, False]},
    "[[1, 2], [3]]": {"values": [[1, 2], [3]]},
    "{values: [1, 2], probabilities: [0.9, 0.1]}": {"values": [1, 2], "probabilities": [0.9, 0.1]},
    "{a: 1}": {"value": {"a": 1}},
    "0.1": {"value": 0.1},
    "1e-4": {"value": 1e-4},
    "adam": {"value": "adam"},
    "../data": {"value": "../data"},
    "'1..4'": {"value": "1..4"},
    '"log(1,2)"': {"value": "log(1,2)"},
    "'a,b'": {"value": "a,b"},
    "": {"value": ""},
    "'1-4'": {"value": "1-4"},
    "4-1": {"value": "4-1"},
    "2020-01-02": {"value": "2020-01-02"},
}
# What is wrong, at which column of `x=…`, and the remedy.
REFUSED: dict[str, tuple[int, str, str]] = {
    "log(1e-5": (11, "the `)` is missing", "write log(min, max)"),
    "log(1e-5,)": (12, "a number is missing", "write log(min, max)"),
    "log(1)": (7, "`log` takes 2 numbers, not 1", "write log(min, max)"),
    "q()": (5, "`q` takes 2 to 3 numbers, not 0", "write q(min, max, q)"),
    "normal(0, wide)": (13, "`wide` is not a number", "write normal(mu, sigma)"),
    "log(0, 1)": (7, "`min` has to be a number above 0", ""),
    "log(1, 0.1)": (7, "min 1 is not less than max 0.1", "swap them"),
    "int(1, 2.5)": (10, "`max` has to be a whole number", ""),
    "log(1,2)x": (11, "nothing may follow the `)`, and `x` does", ""),
    "nromal(1,2)": (3, "there is no `nromal(…)`", "did you mean `normal`?"),
    "4..1": (3, "min 4 is not less than max 1", "swap them"),
    "1..": (6, "a number has to follow `..`", "such as 1..4 or 0.1..0.5"),
    "1..4..8": (6, "a number has to follow `..`", ""),
    "1-4": (3, "`1-4` is a text: a range is written 1..4", "put quotes inside the quotes"),
    "0.1 to 1e3": (3, "`0.1 to 1e3` is a text: a range is written 0.1..1e3", ""),
    "1:4": (3, "`1:4` is a text: a range is written 1..4", ""),
    "[]": (3, "a list of choices needs at least one", "such as [32, 64]"),
    "[1, 2": (8, "not valid YAML", ""),
    "a,[": (6, "not valid YAML", ""),
}


@pytest.mark.parametrize("text", READ)
def test_a_word_becomes_the_keys_of_a_parameter(text: str) -> None:
    assert read_range(f"x={text}") == READ[text]


@pytest.mark.parametrize("text", READ)
def test_the_yaml_of_it_loads_as_what_was_meant(text: str) -> None:
    keys: dict[str, Any] = {"program": "x.py", "method": "random", "parameters": {"x": READ[text]}}
    (parameter,) = load_spec(block_yaml(keys).encode(), "made").spec.parameters
    expected = {key: value for key, value in READ[text].items() if key != "distribution"}
    assert dict(parameter.options) == expected
    assert all(type(parameter.options[key]) is type(value) for key, value in expected.items())


@pytest.mark.parametrize("text", REFUSED)
def test_a_mistake_is_said_with_its_column(text: str) -> None:
    column, sentence, hint = REFUSED[text]
    with pytest.raises(UsageError) as caught:
        read_range(f"x={text}")
    assert caught.value.sentence.startswith(f"`x={text}`, column {column}: {sentence}")
    assert hint in (caught.value.hint or "")


def test_every_distribution_of_numbers_has_a_function() -> None:
    assert {"beta", "log_normal", "uniform", "q_beta", "log", "int", "q", "normal"} <= FUNCTIONS.keys()


@pytest.mark.parametrize("texts", [["lr"], ["=3"], ["lr=1", "lr=2"]])
def test_what_is_no_assignment_is_refused(texts: list[str]) -> None:
    with pytest.raises(UsageError):
        read_ranges(texts)
