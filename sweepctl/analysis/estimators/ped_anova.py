"""Optuna's PED-ANOVA: parameters whose values among the best tenth of the trials differ from those among all.

S. Watanabe, A. Bansal, F. Hutter: PED-ANOVA, IJCAI 2023. It says what mattered for being among the best, and says so
with little certainty: it rarely ranks the parameter first that has most of the variance.
"""

from __future__ import annotations

import warnings

import numpy as np
import optuna
from optuna.exceptions import ExperimentalWarning
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.trial import create_trial

from sweepctl.analysis.estimators.base import Found
from sweepctl.analysis.sample import Sample
from sweepctl.samplers.gaussian.encoding import Floats


def estimate(sample: Sample, seed: int) -> Found:
    """Only parameters that every trial has are ranked."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    names = [str(j) for j in range(len(sample.columns))]
    study = optuna.create_study()
    for row, loss in zip(sample.points, sample.losses.tolist(), strict=True):
        there = {
            name: at for name, at, c in zip(names, row, sample.columns, strict=True) if at != c.categories or not at
        }
        params = {name: _value(sample, int(name), at) for name, at in there.items()}
        distributions = {name: sample.columns[int(name)].distribution for name in there}
        study.add_trial(create_trial(params=params, distributions=distributions, value=loss))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        warnings.simplefilter("ignore", UserWarning)
        found = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    shares: Floats = np.array([max(0.0, found.get(name, 0.0)) for name in names])
    return Found(np.nan_to_num(shares))


def _value(sample: Sample, place: int, at: float) -> object:
    return sample.columns[place].value(at)
