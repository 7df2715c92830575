"""Families of configurations and the learning curve of each, trained once to the end."""

from __future__ import annotations

import functools
import importlib.util
import math
import random
import sys
import warnings
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from sweepctl.model.spec import Goal

EPOCHS = 27
TRIALS = 120
_DIGITS = Path(__file__).parents[3] / "examples" / "digits" / "train.py"

Curve: TypeAlias = Sequence[float]


@dataclass(frozen=True)
class Family:
    """Where curves come from: `draw` gives the curve of a random configuration.

    `limit` is a value that guessing reaches, for the threshold; `still` is how little a curve moves that has settled;
    `has_ties` where values occur again, as shares of a small set do.
    """

    name: str
    summary: str
    goal: Goal
    draw: Callable[[random.Random], Curve]
    limit: float
    still: float
    has_ties: bool = False
    needs: str = "numpy"

    def can_run(self) -> bool:
        """Whether its library is installed."""
        return importlib.util.find_spec(self.needs) is not None

    def curves(self) -> list[Curve]:
        """Of `TRIALS` configurations, always the same."""
        rng = random.Random(1)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return [self.draw(rng) for _ in range(TRIALS)]


def _log(rng: random.Random, low: float, high: float) -> float:
    return math.exp(rng.uniform(math.log(low), math.log(high)))


@functools.cache
def _example() -> Any:
    """The program of the example."""
    spec = importlib.util.spec_from_file_location("digits_train", _DIGITS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _network(rng: random.Random) -> tuple[Curve, Curve]:
    """The example's network over the example's space: its validation loss and accuracy."""
    program = _example()
    args = Namespace(
        lr=_log(rng, 1e-3, 3.0),
        momentum=rng.uniform(0.0, 0.98),
        weight_decay=_log(rng, 1e-6, 0.03),
        hidden=8 * rng.randint(1, 16),
        batch_size=rng.choice((8, 16, 32, 64)),
        activation=rng.choice(("relu", "tanh")),
        dropout=0.0,
    )
    generator = np.random.default_rng(rng.randrange(2**32))
    train, validation = program.load()
    network = program.new_network(args.hidden, args.activation, generator)
    losses, accuracies = [], []
    for _ in range(EPOCHS):
        program.train_epoch(network, train, args, generator)
        loss, accuracy = program.evaluate(network, validation)
        losses.append(float(loss))
        accuracies.append(float(accuracy))
    return losses, accuracies


def _network_loss(rng: random.Random) -> Curve:
    return _network(rng)[0]


def _network_accuracy(rng: random.Random) -> Curve:
    return _network(rng)[1]


@functools.cache
def _halves(name: str) -> Any:
    """Scaled training and test features, training and test targets of a data set that scikit-learn ships."""
    from sklearn import datasets
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    features, target = getattr(datasets, f"load_{name}")(return_X_y=True)
    train, test, answers, truth = train_test_split(features, target, test_size=0.5, random_state=0)
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test), answers, truth


def _perceptron(rng: random.Random) -> Curve:
    """Root mean squared error of scikit-learn's MLPRegressor on diabetes: it falls, then overfits."""
    from sklearn.neural_network import MLPRegressor

    train, test, answers, truth = _halves("diabetes")
    model = MLPRegressor(
        hidden_layer_sizes=(rng.choice((16, 32, 64)),) * rng.choice((1, 2)),
        solver=rng.choice(("adam", "sgd")),
        alpha=_log(rng, 1e-5, 10.0),
        learning_rate_init=_log(rng, 1e-4, 0.3),
        batch_size=rng.choice((8, 16, 32, 64)),
        random_state=rng.randrange(2**31),
    )
    found = []
    for _ in range(EPOCHS):
        try:
            gap = model.partial_fit(train, answers).predict(test) - truth
            found.append(float(np.sqrt((gap * gap).mean())))
        except ValueError:  # its weights are no longer finite
            found.append(math.nan)
    return found


def _linear(rng: random.Random) -> Curve:
    """Accuracy of scikit-learn's SGDClassifier on the digits."""
    from sklearn.linear_model import SGDClassifier

    train, test, answers, truth = _halves("digits")
    model = SGDClassifier(
        loss=rng.choice(("hinge", "log_loss", "modified_huber")),
        penalty=rng.choice(("l2", "l1", "elasticnet")),
        alpha=_log(rng, 1e-6, 1.0),
        learning_rate=rng.choice(("constant", "invscaling", "adaptive")),
        eta0=_log(rng, 1e-5, 1.0),
        average=rng.choice((False, True)),
        random_state=rng.randrange(2**31),
    )
    classes = np.unique(answers)
    return [float(model.partial_fit(train, answers, classes).score(test, truth)) for _ in range(EPOCHS)]


def _crossing(rng: random.Random) -> Curve:
    """Made against early stopping: the better a configuration ends, the slower it gets there."""
    end = rng.random()
    speed = 0.06 + 0.5 * end * rng.uniform(0.5, 1.5)
    return [end + 2.0 * math.exp(-speed * epoch) + rng.gauss(0, 0.02) for epoch in range(1, EPOCHS + 1)]


FAMILIES: Sequence[Family] = (
    Family("network-loss", "examples/digits, validation loss", Goal.MINIMIZE, _network_loss, math.log(10), 0.005),
    Family("network-accuracy", "examples/digits, accuracy", Goal.MAXIMIZE, _network_accuracy, 0.15, 0.002, True),
    Family("linear", "SGDClassifier on digits, accuracy", Goal.MAXIMIZE, _linear, 0.15, 0.002, True, "sklearn"),
    Family("perceptron", "MLPRegressor on diabetes, RMSE", Goal.MINIMIZE, _perceptron, 77.0, 0.2, needs="sklearn"),
    Family("crossing", "made up: the best are the slowest", Goal.MINIMIZE, _crossing, 3.0, 0.02),
)
