"""Problems whose parameters depend on each other: `when`, at one level and at several."""

from __future__ import annotations

import math

from sweepctl.model.params import Params
from tests.bench.search.pipelines import classifiers_error
from tests.bench.search.problem import Problem, among, log, number, numbers, problem, real, when, whole

_PEAK = {"sgd": -0.7, "adam": -2.6, "rmsprop": -3.1}
_LEAST = {"sgd": 0.06, "adam": 0.0, "rmsprop": 0.1}
_WIDTHS = (6.3, 5.1, 7.2, 3.6)


def _families(p: Params) -> float:
    """Three functions with parameters of their own, of about the same height; the best is in the second."""
    if p["family"] == "bowl":
        a, b = number(p, "a") - 0.3, number(p, "b") - 0.8
        return 0.15 + a * a + 4 * (b - a * a) ** 2
    if p["family"] == "waves":
        c = [value - shift for value, shift in zip(numbers(p, "c", 3), (0.21, 0.64, 0.47), strict=True)]
        return sum(value * value + 0.05 * (1 - math.cos(9 * value)) for value in c)
    distance = abs(number(p, "d") - 0.37) + 0.5 * abs(math.log10(number(p, "e")) + 2.2) / 3
    return 0.08 + math.sqrt(distance) * 0.7


def _optimizers(p: Params) -> float:
    """The best rate depends on the optimizer; momentum and the betas matter where they are."""
    kind = str(p["optimizer"])
    rate = math.log10(number(p, "lr"))
    loss = _LEAST[kind] + 0.12 * (rate - _PEAK[kind]) ** 2 + 0.03 * (math.log10(number(p, "decay")) + 4.2) ** 2
    if kind == "sgd":
        momentum = number(p, "momentum")
        best_rate = _PEAK[kind] + 1.2 * (0.9 - momentum)
        return loss + 0.1 * (rate - best_rate) ** 2 + 0.4 * (momentum - 0.83) ** 2 + (0.0 if p["nesterov"] else 0.02)
    loss += 1.5 * (-math.log10(1 - number(p, "beta2")) / 4 - 0.6) ** 2
    return loss + (0.3 * abs(number(p, "warmup") - 0.06) if kind == "adam" else 0.0)


def _depths(p: Params) -> float:
    """A width for each layer that there is; three layers are best."""
    layers = int(number(p, "layers"))
    gaps = [math.log2(number(p, f"width{i}")) - _WIDTHS[i] for i in range(layers)]
    return 0.2 * abs(layers - 3) + 0.08 * sum(gap * gap for gap in gaps) + 0.5 * (number(p, "dropout") - 0.18) ** 2


def _schedules(p: Params) -> float:
    """Two levels: a warm-up has a length, only cosine has a warm-up."""
    rate = math.log10(number(p, "lr")) + 2.4
    loss = 0.1 * rate * rate
    if p["schedule"] == "step":
        return loss + 0.12 + (number(p, "gamma") - 0.35) ** 2 + 0.1 * (number(p, "every") / 30 - 0.4) ** 2
    if p["schedule"] == "cosine":
        loss += 0.05 + 0.2 * (number(p, "floor") - 0.1) ** 2
        return loss - 0.05 + 0.4 * abs(number(p, "length") / 20 - 0.3) if p["warmup"] else loss + 0.1 * abs(rate)
    return loss + 0.2


BRANCHING: tuple[Problem, ...] = (
    problem(
        "families",
        "conditional",
        {
            "family": among("bowl", "waves", "cone"),
            **{name: when(real(-1, 2), family="bowl") for name in ("a", "b")},
            **{f"c{i}": when(real(-1, 1), family="waves") for i in range(3)},
            "d": when(real(0, 1), family="cone"),
            "e": when(log(1e-5, 1.0), family="cone"),
        },
        _families,
    ),
    problem(
        "optimizers",
        "conditional",
        {
            "optimizer": among("sgd", "adam", "rmsprop"),
            "lr": log(1e-5, 1.0),
            "decay": log(1e-7, 1e-1),
            "momentum": when(real(0, 0.99), optimizer="sgd"),
            "nesterov": when(among(False, True), optimizer="sgd"),
            "beta2": when(real(0.9, 0.9999), optimizer=["adam", "rmsprop"]),
            "warmup": when(real(0, 0.3), optimizer="adam"),
        },
        _optimizers,
    ),
    problem(
        "depths",
        "conditional",
        {
            "layers": whole(1, 4),
            "dropout": real(0, 0.7),
            **{f"width{i}": when(log(4, 512), layers=list(range(i + 1, 5))) for i in range(4)},
        },
        _depths,
    ),
    problem(
        "schedules",
        "conditional",
        {
            "lr": log(1e-5, 1e-1),
            "schedule": among("none", "step", "cosine"),
            "gamma": when(real(0.05, 0.95), schedule="step"),
            "every": when(whole(1, 30), schedule="step"),
            "floor": when(real(0, 0.5), schedule="cosine"),
            "warmup": when(among(False, True), schedule="cosine"),
            "length": when(whole(1, 20), warmup=True),
        },
        _schedules,
    ),
    problem(
        "branched_classifiers",
        "training, conditional",
        {
            "scaler": among("std", "minmax", "norm", "none"),
            "components": whole(2, 25),
            "model": among("knn", "ridge", "lda"),
            "k": when(whole(1, 40), model="knn"),
            "weights": when(among("uniform", "distance"), model="knn"),
            "power": when(real(1, 4), model="knn"),
            "alpha": when(log(1e-5, 1e3), model="ridge"),
            "shrinkage": when(real(0, 1), model="lda"),
        },
        classifiers_error,
    ),
)
