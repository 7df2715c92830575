"""How much each parameter matters. A new estimator is one file with a function `estimate` and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from sweepctl.analysis.estimators.base import Estimate
from sweepctl.errors import UsageError
from sweepctl.model.importance import Method
from sweepctl.model.registry import Entry
from sweepctl.samplers.threads import loading_single_threaded

ESTIMATORS: Mapping[Method, Entry] = {
    Method.FOREST: Entry(
        "sweepctl.analysis.estimators.forest",
        "random forest, decrease of impurity, as W&B shows it",
        ("W&B, parameter importance: https://docs.wandb.ai/guides/app/features/panels/parameter-importance",),
    ),
    Method.GP: Entry(
        "sweepctl.analysis.estimators.gaussian",
        "Gaussian process, total Sobol indices of its mean",
        (
            "I. M. Sobol: Global sensitivity indices for nonlinear mathematical models, 2001",
            "M. J. W. Jansen: Analysis of variance designs for model output, 1999",
        ),
    ),
    Method.PED_ANOVA: Entry(
        "sweepctl.analysis.estimators.ped_anova",
        "Optuna's PED-ANOVA: how the best tenth differs from all",
        ("S. Watanabe et al.: PED-ANOVA, IJCAI 2023, arXiv:2304.10255",),
    ),
}


def chosen(method: Method) -> Method:
    """What `auto` stands for here."""
    if method is not Method.AUTO:
        return method
    return Method.FOREST if find_spec("sklearn") else Method.GP


def open_estimator(method: Method) -> Estimate:
    """The estimator of a method. Raises UsageError where its library is not installed."""
    if method is Method.FOREST and find_spec("sklearn") is None:
        raise UsageError("a random forest needs scikit-learn", "pip install 'sweepctl[importance]', or --method gp")
    with loading_single_threaded():
        estimate: Estimate = ESTIMATORS[method].load().estimate
    return estimate
