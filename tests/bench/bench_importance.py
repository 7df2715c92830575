"""How often each way of estimating importance ranks the parameter first that has 70 % of the variance.

    python -m tests.bench.bench_importance [TRIES]

Every try is a sum of one function for each of five parameters (two numbers on a log and a linear scale, a whole
number, a choice of four, a choice of two), each standardised over the space; one has 70 % of the variance, the other
four share 25 %, and 5 % is noise. Which parameter, and the functions' shapes, change with the try. The trials are
random ones, or those of a search by Optuna's TPE, which lie where the objective is good.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, pstdev

import optuna

from sweepctl.analysis.estimators import ESTIMATORS, open_estimator
from sweepctl.analysis.sample import Sample, sample_of
from sweepctl.model.params import Params
from sweepctl.model.spec import Parameter
from sweepctl.space.space import Space

SHARE, NOISE = 0.70, 0.05
SHAPES: Sequence[Callable[[float], float]] = (
    lambda u: (u - 0.3) ** 2,
    lambda u: u,
    lambda u: float(u > 0.6),
    lambda u: math.sin(5 * u),
    lambda u: math.exp(3 * u),
)
SPACE = Space.of(
    (
        Parameter(("lr",), "log_uniform_values", {"min": 1e-5, "max": 1e-1}),
        Parameter(("dropout",), "uniform", {"min": 0.0, "max": 0.5}),
        Parameter(("layers",), "int_uniform", {"min": 1, "max": 12}),
        Parameter(("act",), "categorical", {"values": ["relu", "gelu", "tanh", "elu"]}),
        Parameter(("bias",), "categorical", {"values": [True, False]}),
    )
)


class Objective:
    """One try: what matters most, and the objective over unit coordinates in the order of the space."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.first = number % len(SPACE.leaves)
        self.parts = [self._part(place) for place in range(len(SPACE.leaves))]

    def _part(self, place: int) -> Callable[[float], float]:
        """A standardised function of u; of a choice one level for each value, spread evenly and shuffled."""
        support = SPACE.leaves[place].distribution.support
        count = support.count if support is not None and support.count <= 4 else 0
        levels = self.random.sample(range(count), count)
        shape = self.random.choice(SHAPES)

        def raw(u: float) -> float:
            return float(levels[int(u * count)]) if count else shape(u)

        values = [raw((k + 0.5) / 2000) for k in range(2000)]
        mean, spread = fmean(values), pstdev(values)
        weight = math.sqrt(SHARE if place == self.first else (1 - SHARE - NOISE) / (len(SPACE.leaves) - 1))
        return lambda u: weight * (raw(u) - mean) / spread

    def __call__(self, us: Sequence[float]) -> float:
        noise = self.random.gauss(0, math.sqrt(NOISE))
        return math.fsum(part(u) for part, u in zip(self.parts, us, strict=True)) + noise


def by_chance(objective: Objective, count: int) -> Sample:
    """Random trials."""
    us = [[objective.random.random() for _ in SPACE.leaves] for _ in range(count)]
    return made([SPACE.quantile(one) for one in us], [objective(one) for one in us])


def by_search(objective: Objective, count: int) -> Sample:
    """The trials of a search."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=objective.first))
    names = [str(place) for place in range(len(SPACE.leaves))]
    study.optimize(lambda trial: objective([trial.suggest_float(name, 0, 1 - 1e-9) for name in names]), count)
    points = [SPACE.quantile([one.params[name] for name in names]) for one in study.trials]
    return made(points, [one.values[0] for one in study.trials])


def made(points: Sequence[Params], losses: Sequence[float]) -> Sample:
    """The trials as the estimators take them."""
    return sample_of(SPACE, points, losses)[0]


def main(tries: int) -> None:
    """Print a table."""
    ways: Mapping[str, Callable[[Objective, int], Sample]] = {"random": by_chance, "searched": by_search}
    methods = {method: open_estimator(method) for method in ESTIMATORS}
    print(f"| trials | {' | '.join(methods)} |\n|---|{'---|' * len(methods)}")
    for way, points in ways.items():
        for count in (15, 30, 60, 120):
            hits = dict.fromkeys(methods, 0)
            for number in range(tries):
                objective = Objective(number)
                sample = points(objective, count)
                name = SPACE.leaves[objective.first].name
                for method, estimate in methods.items():
                    shares = estimate(sample, number).normalised
                    hits[method] += sample.names[int(shares.argmax())] == name
            print(f"| {count} {way} | {' | '.join(f'{hit} of {tries}' for hit in hits.values())} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
