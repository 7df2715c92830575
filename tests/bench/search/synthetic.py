"""Problems with a formula: cheap, with a known optimum. The optima are moved off centres and corners."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from sweepctl.model.params import Params
from tests.bench.search.problem import Crashed, Problem, among, log, number, numbers, problem, real, whole

_HARTMANN_A = np.array(
    [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
)
_HARTMANN_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)
_HARTMANN_ALPHA = np.array([1.0, 1.2, 3.0, 3.2])


def _branin(p: Params) -> float:
    x, y = number(p, "x"), number(p, "y")
    bowl = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bowl**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def _hartmann6(p: Params) -> float:
    x = np.array(numbers(p, "x", 6))
    return -float((_HARTMANN_ALPHA * np.exp(-(_HARTMANN_A * (x - _HARTMANN_P) ** 2).sum(1))).sum())


def _rosen_mixed(p: Params) -> float:
    offset = {"a": 0.0, "b": 0.6, "c": 1.5, "d": 3.0}[str(p["cat1"])]
    scale = {"relu": 1.0, "tanh": 1.4, "gelu": 1.15}[str(p["cat2"])]
    x = [number(p, "x0"), number(p, "x1"), math.log10(number(p, "lr")) + 4, number(p, "i0") / 10, number(p, "i1") / 10]
    total = sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in pairwise(x))
    return math.log10(1 + total) * scale + offset + scale - 1


def _ackley(p: Params, count: int) -> float:
    shift = np.random.default_rng(3).uniform(-15, 15, count)
    x = np.array(numbers(p, "x", count)) - shift
    bowl = -20 * math.exp(-0.2 * math.sqrt((x * x).mean()))
    return bowl - math.exp(np.cos(2 * math.pi * x).mean()) + 20 + math.e


def _levy(p: Params) -> float:
    w = 1 + (np.array(numbers(p, "x", 4)) - 1.7) / 4
    middle = ((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1) ** 2)).sum()
    last = (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)
    return float(math.sin(math.pi * w[0]) ** 2 + middle + last)


def _twenty(p: Params) -> float:
    """Six of twenty matter, each pair with an interaction."""
    x = np.array(numbers(p, "x", 20))
    target = np.random.default_rng(5).uniform(0.1, 0.9, 20)
    weight = np.array([3, 2.5, 2, 1.5, 1, 0.8] + [0.01] * 14)
    gap = x - target
    return float((weight * gap * gap).sum() + 2 * abs(gap[0] * gap[1]) + gap[2] ** 2 * 3 * math.sin(9 * x[3]) ** 2)


def _categories(p: Params) -> float:
    """Additive effects and pairwise interactions of eight parameters, from a fixed random table."""
    sizes = (3, 4, 5, 6, 3, 4, 2, 5)
    rng = np.random.default_rng(11)
    at = [int(number(p, f"c{i}")) for i in range(8)]
    single = sum(rng.normal(0, 1, size)[a] for size, a in zip(sizes, at, strict=True))
    pairs = sum(rng.normal(0, 0.6, (sizes[i], sizes[i + 1]))[at[i], at[i + 1]] for i in range(7))
    return float(single + pairs)


def _integers(p: Params) -> float:
    """A convex bowl on a lattice, turned against the axes, with a comb on top."""
    n = np.array(numbers(p, "n", 5))
    z = (n - np.array([23, 7, 61, 4, 12])) / np.array([40, 10, 100, 8, 30])
    turned = z + 0.5 * np.roll(z, 1)
    return float((turned * turned).sum() * 4 + 0.15 * (n.sum() % 3 != 2))


def _plateau(p: Params) -> float:
    """An error rate counted on a hundred examples: flat steps, and flat at chance level in most of the space."""
    x = np.array(numbers(p, "x", 5))
    distance = float(np.sqrt(((x - np.array([0.3, 0.72, 0.55, 0.18, 0.64])) ** 2).sum()))
    return math.floor(90 * min(1.0, 1.6 * distance)) / 100


def _learning_rate(p: Params) -> float:
    """A loss after a fixed number of steps: slow when the rate is low, diverged to thousands when it is high."""
    lr, momentum, decay = number(p, "lr"), number(p, "momentum"), number(p, "decay")
    batch, width = number(p, "batch"), number(p, "width")
    speed = lr / (1 - momentum) * (64 / batch) ** 0.5
    limit = 0.5 * (width / 128) ** -0.5
    if speed > limit:
        return 2.3 * math.exp(min(7.7, 8 * (speed / limit - 1)))
    fit = 2.3 * math.exp(-60 * speed / limit * min(1.0, width / 256)) + 0.15 * speed / limit
    return float(fit + 0.05 * math.log10(decay / 3e-4) ** 2 + 0.02 * math.log2(batch / 64) ** 2 + 20 / width)


def _noise(scale: float) -> Callable[[int], float]:
    return lambda seed: float(np.random.default_rng(seed).normal(0, scale))


def _crashing(p: Params) -> float:
    """Half of the volume fails: out of memory on one side of a diagonal, and the optimum is near the border."""
    x = np.array(numbers(p, "x", 4))
    if x.sum() > 2:
        raise Crashed
    return float(((x - np.array([0.6, 0.35, 0.52, 0.41])) ** 2).sum() * (1 + 0.3 * math.sin(12 * x[0])))


def _priors(p: Params) -> float:
    """Stated beliefs: log-normal, normal, beta, quantised."""
    lr, drop, units, temperature = (number(p, key) for key in ("lr", "drop", "units", "temperature"))
    bowl = (math.log10(lr) + 2.2) ** 2 + 4 * (drop - 0.35) ** 2 + 0.3 * (temperature - 0.4) ** 2
    return bowl + ((units - 192) / 256) ** 2 + (0.4 if p["norm"] == "none" else 0.1 if p["norm"] == "batch" else 0.0)


_UNIT6 = {f"x{i}": real(0.0, 1.0) for i in range(6)}

SYNTHETIC: tuple[Problem, ...] = (
    problem("branin", "known", {"x": real(-5.0, 10.0), "y": real(0.0, 15.0)}, _branin, 0.397887),
    problem("hartmann6", "known", _UNIT6, _hartmann6, -3.32237),
    problem(
        "rosen_mixed",
        "known",
        {
            "x0": real(-2.0, 2.0),
            "x1": real(-2.0, 2.0),
            "lr": log(1e-6, 1e-1),
            "i0": whole(-20, 20),
            "i1": whole(-20, 20),
            "cat1": among("a", "b", "c", "d"),
            "cat2": among("relu", "tanh", "gelu"),
        },
        _rosen_mixed,
    ),
    problem("noisy_hartmann6", "noise", _UNIT6, _hartmann6, -3.32237, noise=_noise(0.2)),
    problem("levy4", "multi-modal", {f"x{i}": real(-10.0, 10.0) for i in range(4)}, _levy),
    problem("ackley10", "10-d", {f"x{i}": real(-30.0, 30.0) for i in range(10)}, lambda p: _ackley(p, 10)),
    problem("twenty", "20-d", {f"x{i}": real(0.0, 1.0) for i in range(20)}, _twenty),
    problem(
        "categories",
        "categorical",
        {f"c{i}": among(*range(size)) for i, size in enumerate((3, 4, 5, 6, 3, 4, 2, 5))},
        _categories,
        -11.465591,
    ),
    problem(
        "integers",
        "lattice",
        {"n0": whole(1, 64), "n1": whole(1, 16), "n2": whole(0, 128), "n3": whole(1, 12), "n4": whole(0, 48)},
        _integers,
    ),
    problem("plateau", "plateau", {f"x{i}": real(0.0, 1.0) for i in range(5)}, _plateau),
    problem(
        "learning_rate",
        "log",
        {
            "lr": log(1e-5, 1.0),
            "momentum": among(0, 0.5, 0.9, 0.95, 0.99),
            "decay": log(1e-6, 1e-1),
            "batch": among(16, 32, 64, 128, 256, 512),
            "width": {"distribution": "q_log_uniform_values", "min": 16, "max": 1024, "q": 16},
        },
        _learning_rate,
    ),
    problem("crashing", "crash", {f"x{i}": real(0.0, 1.0) for i in range(4)}, _crashing),
    problem(
        "priors",
        "priors",
        {
            "lr": {"distribution": "log_normal", "mu": -6.9, "sigma": 2.3},
            "drop": {"distribution": "beta", "a": 2, "b": 3},
            "units": {"distribution": "q_uniform", "min": 32, "max": 512, "q": 32},
            "temperature": {"distribution": "normal", "mu": 1.0, "sigma": 0.5},
            "norm": among("none", "batch", "layer"),
        },
        _priors,
    ),
)
