"""Problems that train something: scikit-learn on the data it ships, and a small numpy network."""

from __future__ import annotations

import functools
import math
import warnings
from typing import Any

import numpy as np

from sweepctl.model.params import Params
from tests.bench.search.problem import Problem, among, log, number, problem, real, whole


@functools.cache
def halves(name: str) -> Any:
    """Training features, test features, training targets and test targets of a data set that scikit-learn ships."""
    from sklearn import datasets
    from sklearn.model_selection import train_test_split

    features, target = getattr(datasets, f"load_{name.removesuffix('_scaled')}")(return_X_y=True)
    features = features / (16.0 if name == "digits" else 1.0)
    if name.endswith("_scaled"):
        features = (features - features.mean(0)) / features.std(0)
    kinds = None if name == "diabetes" else target
    return train_test_split(features, target, test_size=0.5, random_state=0, stratify=kinds)


def _svc_digits(p: Params) -> float:
    from sklearn.preprocessing import MinMaxScaler, StandardScaler
    from sklearn.svm import SVC

    train, test, answers, truth = halves("digits")
    train, answers, test, truth = train[:500], answers[:500], test[:600], truth[:600]
    if p["scaler"] != "none":
        scaler = (StandardScaler if p["scaler"] == "std" else MinMaxScaler)().fit(train)
        train, test = scaler.transform(train), scaler.transform(test)
    model = SVC(
        C=number(p, "C"),
        gamma=number(p, "gamma"),
        kernel=str(p["kernel"]),
        degree=int(number(p, "degree")),
        coef0=number(p, "coef0"),
        max_iter=4000,
    )
    return float((quiet(model.fit, train, answers).predict(test) != truth).mean())


def quiet(function: Any, *args: Any, **options: Any) -> Any:
    """Call it without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*args, **options)


def _gbm_bc(p: Params) -> float:
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.metrics import log_loss

    train, test, answers, truth = halves("breast_cancer")
    model = GradientBoostingClassifier(
        learning_rate=number(p, "lr"),
        n_estimators=int(number(p, "n")),
        max_depth=int(number(p, "depth")),
        subsample=number(p, "sub"),
        min_samples_leaf=int(number(p, "leaf")),
        max_features=None if p["mf"] == "all" else p["mf"],
        criterion=p["crit"],
        random_state=0,
    )
    return float(min(2.0, log_loss(truth, quiet(model.fit, train, answers).predict_proba(test)[:, 1])))


def _svr_diabetes(p: Params) -> float:
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR

    train, test, answers, truth = halves("diabetes")
    scaler = StandardScaler().fit(train)
    model = SVR(
        C=number(p, "C"),
        gamma=number(p, "gamma"),
        epsilon=number(p, "epsilon"),
        kernel=str(p["kernel"]),
        max_iter=20000,
    )
    gap = quiet(model.fit, scaler.transform(train), answers).predict(scaler.transform(test)) - truth
    return float(min(200.0, math.sqrt((gap * gap).mean())))


def _forest_wine(p: Params) -> float:
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.metrics import log_loss

    train, test, answers, truth = halves("wine")
    model = ExtraTreesClassifier(
        n_estimators=int(number(p, "trees")),
        max_depth=int(number(p, "depth")),
        min_samples_leaf=int(number(p, "leaf")),
        max_features=number(p, "features"),
        criterion=str(p["criterion"]),
        bootstrap=bool(p["bootstrap"]),
        random_state=0,
    )
    return float(min(2.0, log_loss(truth, model.fit(train, answers).predict_proba(test))))


def _network(p: Params) -> float:
    """The best validation loss over 12 epochs of a one-layer network, plain numpy, minibatches with momentum."""
    train, test, answers, truth = halves("digits")
    train, answers, test, truth = train[:400], answers[:400], test[:400], truth[:400]
    rng = np.random.default_rng(0)
    width, batch = int(number(p, "width")), int(number(p, "batch"))
    lr, momentum, decay = number(p, "lr"), number(p, "momentum"), number(p, "decay")
    tanh = p["activation"] == "tanh"
    weights = [rng.normal(0, number(p, "init") / 8, (64, width)), rng.normal(0, width**-0.5, (width, 10))]
    speed = [np.zeros_like(w) for w in weights]
    targets = np.eye(10)[answers]
    best = 5.0
    for _ in range(12):
        for at in np.array_split(rng.permutation(400), 400 // batch):
            hidden, odds = forward(train[at], weights, tanh)
            error = (odds - targets[at]) / len(at)
            back = error @ weights[1].T * (1 - hidden**2 if tanh else hidden > 0)
            for k, slope in enumerate((train[at].T @ back, hidden.T @ error)):
                speed[k] = momentum * speed[k] - lr * (slope + decay * weights[k])
                weights[k] = weights[k] + speed[k]
        if not all(np.isfinite(w).all() and abs(w).max() < 1e3 for w in weights):
            break
        picked = forward(test, weights, tanh)[1][np.arange(len(truth)), truth]
        best = min(best, float(-np.log(np.maximum(picked, 1e-9)).mean()))
    return best


def forward(features: Any, weights: list[Any], tanh: bool) -> tuple[Any, Any]:
    """The hidden layer and the class probabilities."""
    raw = features @ weights[0]
    hidden = np.tanh(raw) if tanh else np.maximum(raw, 0)
    logits = hidden @ weights[1]
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return hidden, odds / odds.sum(1, keepdims=True)


TRAINING: tuple[Problem, ...] = (
    problem(
        "svc_digits",
        "known",
        {
            "C": log(1e-3, 1e4),
            "gamma": log(1e-5, 1e2),
            "kernel": among("rbf", "poly", "sigmoid", "linear"),
            "degree": whole(2, 5),
            "coef0": real(0.0, 1.0),
            "scaler": among("none", "std", "minmax"),
        },
        _svc_digits,
    ),
    problem(
        "gbm_bc",
        "known",
        {
            "lr": log(1e-3, 1.0),
            "n": whole(5, 60),
            "depth": whole(1, 6),
            "sub": real(0.3, 1.0),
            "leaf": whole(1, 20),
            "mf": among("sqrt", "log2", "all"),
            "crit": among("friedman_mse", "squared_error"),
        },
        _gbm_bc,
    ),
    problem(
        "svr_diabetes",
        "training",
        {
            "C": log(1e-2, 1e4),
            "gamma": log(1e-5, 1e1),
            "epsilon": log(1e-2, 1e2),
            "kernel": among("rbf", "linear", "sigmoid"),
        },
        _svr_diabetes,
        50.0,
    ),
    problem(
        "forest_wine",
        "training",
        {
            "trees": whole(2, 30),
            "depth": whole(1, 12),
            "leaf": whole(1, 15),
            "features": real(0.05, 1.0),
            "criterion": among("gini", "entropy"),
            "bootstrap": among(True, False),
        },
        _forest_wine,
    ),
    problem(
        "network",
        "training",
        {
            "lr": log(1e-4, 10.0),
            "momentum": real(0.0, 0.99),
            "decay": log(1e-7, 1e-1),
            "width": whole(4, 64),
            "batch": among(8, 16, 32, 64, 128),
            "init": log(0.01, 10.0),
            "activation": among("tanh", "relu"),
        },
        _network,
    ),
)
