"""More training: parameters that only matter under another's value, seeds that differ from trial to trial, folds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sweepctl.model.params import Params
from tests.bench.search.problem import Crashed, Problem, among, log, number, parameters, problem, real, whole
from tests.bench.search.training import forward, halves, quiet


def _torch_net(p: Params) -> float:
    """The best validation loss over 5 epochs; each optimizer has parameters of its own; divergence is a crash."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    parts = (torch.as_tensor(part[:250]) for part in halves("digits"))
    train, test, answers, truth = (part.float() if part.is_floating_point() else part for part in parts)
    model = _layers(p)
    optimizer = _optimizer(p, model.parameters())
    loss = torch.nn.CrossEntropyLoss(label_smoothing=number(p, "smoothing"))
    best = math.inf
    for _ in range(5):
        model.train()
        for at in torch.split(torch.randperm(len(train)), int(number(p, "batch"))):
            optimizer.zero_grad()
            loss(model(train[at]), answers[at]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            score = float(torch.nn.functional.cross_entropy(model(test), truth))
        if not score < 50:
            raise Crashed
        best = min(best, score)
    return best


def _layers(p: Params) -> Any:
    import torch

    kinds = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "silu": torch.nn.SiLU}
    parts: list[Any] = []
    size = 64
    for _ in range(int(number(p, "layers"))):
        width = int(number(p, "width"))
        parts += [torch.nn.Linear(size, width), kinds[str(p["activation"])](), torch.nn.Dropout(number(p, "dropout"))]
        size = width
    return torch.nn.Sequential(*parts, torch.nn.Linear(size, 10))


def _optimizer(p: Params, weights: Any) -> Any:
    import torch

    lr, decay = number(p, "lr"), number(p, "decay")
    if p["optimizer"] == "sgd":
        return torch.optim.SGD(weights, lr=lr, momentum=number(p, "momentum"), weight_decay=decay)
    if p["optimizer"] == "adam":
        return torch.optim.AdamW(weights, lr=lr, betas=(0.9, number(p, "beta2")), weight_decay=decay)
    return torch.optim.RMSprop(weights, lr=lr, alpha=number(p, "beta2"), weight_decay=decay)


def classifiers_error(p: Params) -> float:
    """The error of one of three classifiers over three folds; each ignores the others' parameters."""
    from sklearn.decomposition import PCA
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler

    train, _, answers, _ = halves("breast_cancer")
    scalers = {"std": [StandardScaler()], "minmax": [MinMaxScaler()], "norm": [Normalizer()], "none": []}
    parts = [*scalers[str(p["scaler"])], PCA(int(number(p, "components")), random_state=0), _classifier(p)]
    model = make_pipeline(*parts)
    return float(1 - quiet(cross_val_score, model, train, answers, cv=3).mean())


def _classifier(p: Params) -> Any:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import RidgeClassifier
    from sklearn.neighbors import KNeighborsClassifier

    if p["model"] == "knn":
        return KNeighborsClassifier(int(number(p, "k")), weights=str(p["weights"]), p=number(p, "power"))
    if p["model"] == "ridge":
        return RidgeClassifier(alpha=number(p, "alpha"))
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=number(p, "shrinkage"))


def _hist_boost(p: Params) -> float:
    from sklearn.ensemble import HistGradientBoostingRegressor

    train, test, answers, truth = halves("diabetes")
    model = HistGradientBoostingRegressor(
        learning_rate=number(p, "lr"),
        max_iter=int(number(p, "n")),
        max_leaf_nodes=int(number(p, "leaves")),
        min_samples_leaf=int(number(p, "leaf")),
        l2_regularization=number(p, "l2"),
        max_features=number(p, "features"),
        max_bins=int(number(p, "bins")),
        early_stopping=False,
        random_state=0,
    )
    gap = model.fit(train, answers).predict(test) - truth
    return float(min(200.0, math.sqrt((gap * gap).mean())))


def _seeded_net(p: Params, seed: int) -> float:
    """The validation loss after 6 epochs of a small network with an own seed: noise as training has it."""
    train, test, answers, truth = halves("wine_scaled")
    rng = np.random.default_rng(seed)
    width, lr, decay = int(number(p, "width")), number(p, "lr"), number(p, "decay")
    weights = [rng.normal(0, number(p, "init"), (13, width)), rng.normal(0, width**-0.5, (width, 3))]
    targets = np.eye(3)[answers]
    for _ in range(6):
        for at in np.array_split(rng.permutation(len(train)), len(train) // int(number(p, "batch"))):
            hidden, odds = forward(train[at], weights, tanh=True)
            error = (odds - targets[at]) / len(at)
            back = error @ weights[1].T * (1 - hidden**2)
            for k, slope in enumerate((train[at].T @ back, hidden.T @ error)):
                weights[k] = np.clip(weights[k] - lr * (slope + decay * weights[k]), -1e3, 1e3)
    picked = forward(test, weights, tanh=True)[1][np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(picked, 1e-9)).mean())


def _seeded_truth(p: Params) -> float:
    """The mean over four other seeds."""
    return sum(_seeded_net(p, seed) for seed in range(4)) / 4


PIPELINES: tuple[Problem, ...] = (
    problem(
        "torch_net",
        "training, conditional, crash",
        {
            "lr": log(1e-4, 3.0),
            "optimizer": among("sgd", "adam", "rmsprop"),
            "momentum": real(0.0, 0.99),
            "beta2": real(0.8, 0.9999),
            "decay": log(1e-6, 1e-1),
            "smoothing": real(0.0, 0.3),
            "dropout": real(0.0, 0.7),
            "layers": whole(1, 2),
            "width": among(8, 16, 32, 64),
            "batch": among(16, 32, 64),
            "activation": among("relu", "tanh", "silu"),
        },
        _torch_net,
        0.0,
    ),
    problem(
        "classifiers",
        "training, conditional",
        {
            "scaler": among("std", "minmax", "norm", "none"),
            "components": whole(2, 30),
            "model": among("knn", "ridge", "lda"),
            "k": whole(1, 30),
            "weights": among("uniform", "distance"),
            "power": real(1.0, 3.0),
            "alpha": log(1e-3, 1e3),
            "shrinkage": real(0.0, 1.0),
        },
        classifiers_error,
        0.0,
    ),
    problem(
        "hist_boost",
        "training",
        {
            "lr": log(1e-3, 1.0),
            "n": whole(5, 60),
            "leaves": whole(2, 32),
            "leaf": whole(2, 60),
            "l2": log(1e-3, 1e2),
            "features": real(0.1, 1.0),
            "bins": among(16, 64, 255),
        },
        _hist_boost,
        50.0,
    ),
    Problem(
        "seeded_net",
        "training, noise",
        parameters(
            {
                "lr": log(1e-3, 30.0),
                "decay": log(1e-6, 1.0),
                "width": whole(2, 48),
                "batch": among(4, 8, 16, 32),
                "init": log(0.01, 3.0),
            }
        ),
        _seeded_net,
        _seeded_truth,
        0.0,
        is_noisy=True,
    ),
)
