"""Every distribution with keys that suit it, and what lies between them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sweepctl.model.params import Value
from sweepctl.model.spec import Method, Parameter, SweepSpec
from sweepctl.space.distributions import DISTRIBUTIONS, distribution_of
from sweepctl.space.distributions.base import Distribution

Options: TypeAlias = Mapping[str, Value]

CASES: Mapping[str, Sequence[Options]] = {
    "beta": ({}, {"a": 2, "b": 5}, {"a": 0.5, "b": 0.5}),
    "categorical": (
        {"values": ["a", 1, "1", True, None, 2.5, [1.0, "x"], {"k": 1.0}]},
        {"values": [3, 1, 3.0, 2, 1]},
        {"values": ["only"]},
    ),
    "categorical_w_probabilities": (
        {"values": ["a", 1, True], "probabilities": [0.5, 0.3, 0.2]},
        {"values": ["never", "b", "c", "not either"], "probabilities": [0, 0.7, 0.3, 0.0]},
        {"values": ["a", "b", "a"], "probabilities": [0.1, 0.8, 0.1]},
        {"values": ["a", "b"], "probabilities": [0, 1]},
        {"values": ["a", "b", "c", "d"], "probabilities": [0.3333333, 0.3333333, 0.3333333, 0]},
    ),
    "constant": ({"value": 3.0}, {"value": None}, {"value": True}, {"value": {"deep": [1.0, "x"]}}),
    "int_uniform": (
        {"min": 1, "max": 6},
        {"min": -2.0, "max": 2.0},
        {"min": 0, "max": 10**30},
        {"min": -(10**12), "max": 10**12},
    ),
    "inv_log_uniform": ({"min": -7, "max": 2}, {"min": 0, "max": 3.5}, {"min": -700, "max": 700}),
    "inv_log_uniform_values": ({"min": 1e-5, "max": 0.1}, {"min": 1, "max": 1000}),
    "log_normal": ({}, {"mu": -1, "sigma": 0.7}, {"mu": 2, "sigma": 0}),
    "log_uniform": ({"min": -7, "max": 2}, {"min": 0, "max": 3.5}, {"min": -700, "max": 700}),
    "log_uniform_values": ({"min": 1e-5, "max": 0.1}, {"min": 1, "max": 1000}, {"min": 1e-300, "max": 1e300}),
    "normal": ({}, {"mu": 3, "sigma": 2.5}, {"mu": -1.5, "sigma": 0}),
    "q_beta": ({"q": 0.1}, {"a": 2, "b": 3, "q": 0.125}, {"q": 0.15}, {}, {"q": 3}),
    "q_log_normal": ({}, {"mu": 1, "sigma": 0.8, "q": 0.1}),
    "q_log_uniform": ({"min": 0, "max": 5, "q": 2}, {"min": -3, "max": 1, "q": 0.1}, {"min": 2.3, "max": 4.1}),
    "q_log_uniform_values": ({"min": 16, "max": 512, "q": 16}, {"min": 0.05, "max": 1, "q": 0.1}, {"min": 1, "max": 9}),
    "q_normal": ({}, {"mu": 1, "sigma": 3, "q": 0.5}, {"sigma": 0.1, "q": 0.03}),
    "q_uniform": (
        {"min": 1, "max": 10, "q": 3},
        {"min": 0.0, "max": 1.0, "q": 0.1},
        {"min": -0.75, "max": 2, "q": 0.25},
        {"min": 0.5, "max": 1.5},
        {"min": 0, "max": 1e30, "q": 1},
    ),
    "uniform": ({"min": -2.5, "max": 7.25}, {"min": 0, "max": 0.5}, {"min": -8e307, "max": 8e307}),
}

# Evenly over [0, 1), and close to both ends of it.
US = sorted({*(k / 1000 for k in range(1000)), 1e-300, 1e-12, 1 - 2**-53})


def made(kind: str, options: Options) -> Distribution:
    """The distribution that is kept in a store: after the way through JSON."""
    spec = SweepSpec(Method.RANDOM, (Parameter(("p", "q"), kind, options),))
    (kept,) = SweepSpec.from_json(json.loads(json.dumps(spec.to_json()))).parameters
    assert kept.path == ("p", "q")
    assert kept.distribution == kind
    return distribution_of(kept)


def bounds(kind: str, options: Options) -> tuple[float, float]:
    """Between which numbers all draws are, by W&B's formula for the kind; rounding to q aside."""
    given = {key: float(value) for key, value in options.items() if isinstance(value, int | float)}
    match kind.removeprefix("q_"):
        case "uniform" | "int_uniform" | "log_uniform_values" | "inv_log_uniform_values":
            return given["min"], given["max"]
        case "log_uniform":
            return math.exp(given["min"]), math.exp(given["max"])
        case "inv_log_uniform":
            return math.exp(-given["max"]), math.exp(-given["min"])
        case "beta":
            return 0.0, 1.0
        case "log_normal":
            return 0.0, math.inf
        case "normal":
            return -math.inf, math.inf
        case _:
            raise ValueError(f"{kind} is not over numbers")


def refused(kind: str, options: Options) -> set[str]:
    """The keys that a sweep file would be told of: each by itself, then how they agree."""
    member = DISTRIBUTIONS[kind]
    wrong = member.required() - set(options)
    wrong |= {key for key, value in options.items() if key not in member.checks or member.checks[key](value)}
    if wrong:
        return set(wrong)
    return {complaint.key for complaint in member(**options).complaints() if complaint.is_error}
