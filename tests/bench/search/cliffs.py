"""Spaces of which a part fails: where it is known, where values fall towards it, and where it depends on a category."""

from __future__ import annotations

import math

import numpy as np

from sweepctl.model.params import Params
from tests.bench.search.problem import Crashed, Problem, among, log, number, numbers, problem, real, whole


def _half(p: Params) -> float:
    """The upper half of one parameter fails; the optimum is well inside the other."""
    x = np.array(numbers(p, "x", 4))
    if x[0] > 0.5:
        raise Crashed
    return float(((x - np.array([0.3, 0.6, 0.2, 0.8])) ** 2) @ np.array([1, 1, 1, 2]))


def _cliff(p: Params) -> float:
    """The same, but the values go on falling up to the edge."""
    x = np.array(numbers(p, "x", 4))
    if x[0] > 0.5:
        raise Crashed
    return float(((x - np.array([0.9, 0.6, 0.2, 0.8])) ** 2) @ np.array([1, 1, 1, 2]))


def _divergence(p: Params) -> float:
    """Rates that are too high fail, sooner with much momentum and with one optimizer; the best are just below."""
    rate, momentum, width = math.log10(number(p, "lr")), number(p, "momentum"), number(p, "width")
    if rate + (momentum > 0.5) > -2 or (p["optimizer"] == "b" and rate > -3):
        raise Crashed
    offset = {"a": 0.0, "b": 0.3, "c": 0.1}[str(p["optimizer"])]
    return 0.2 * (rate + 2.3) ** 2 + (momentum - 0.4) ** 2 + (width - 40) ** 2 / 900 + offset


_UNIT4 = {f"x{i}": real(0.0, 1.0) for i in range(4)}

CLIFFS: tuple[Problem, ...] = (
    problem("half", "crash", _UNIT4, _half),
    problem("cliff", "crash", _UNIT4, _cliff, 0.16),
    problem(
        "divergence",
        "crash",
        {"lr": log(1e-5, 1.0), "momentum": real(0.0, 1.0), "width": whole(4, 64), "optimizer": among("a", "b", "c")},
        _divergence,
    ),
)
