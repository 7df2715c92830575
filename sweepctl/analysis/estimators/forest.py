"""Random-forest importance, as W&B shows it.

A forest that predicts the objective from the parameters; a parameter's importance is how much the splits on it
decrease the squared error (L. Breiman: Random Forests, Machine Learning 45, 2001).
"""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from sweepctl.analysis.estimators.base import Found
from sweepctl.analysis.sample import Sample
from sweepctl.samplers.gaussian.encoding import Floats

_TREES = 50


def estimate(sample: Sample, seed: int) -> Found:
    """Categories are a column for each value, whose importances add up."""
    columns, owners = [], []
    for j, column in enumerate(sample.columns):
        values = sample.points[:, j]
        parts = [values == k for k in range(column.categories + 1)] if column.categories else [values]
        columns += parts
        owners += [j] * len(parts)
    matrix = np.stack(columns, axis=1).astype(float)
    losses = sample.losses / (np.abs(sample.losses).max() or 1.0)
    forest = RandomForestRegressor(_TREES, oob_score=True, random_state=seed, n_jobs=1)
    with warnings.catch_warnings():
        # Some trials are in every tree's bag where there are few.
        warnings.simplefilter("ignore", UserWarning)
        forest.fit(matrix, losses)
    shares: Floats = np.zeros(len(sample.columns))
    np.add.at(shares, np.array(owners), forest.feature_importances_)
    return Found(shares, float(forest.oob_score_) if np.ptp(losses) > 0 else 0.0)
