"""When a trial is not worth finishing. A new stopper is one file with a `build(options, goal)` and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.registry import Entry
from sweepctl.model.spec import SweepSpec
from sweepctl.stoppers.base import Stopper

STOPPERS: Mapping[str, Entry] = {
    "hyperband": Entry(
        "sweepctl.stoppers.hyperband",
        "W&B's rule: at each band, stop what is worse than the best 1/eta of all trials there",
        (
            "L. Li et al.: Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization, JMLR 18, 2018",
            "W&B's variant: https://github.com/wandb/sweeps, hyperband_stopping.py",
        ),
    ),
    "asha": Entry(
        "sweepctl.stoppers.asha",
        "Optuna's SuccessiveHalvingPruner: at each rung only the best 1/reduction_factor go on",
        ("L. Li et al.: A System for Massively Parallel Hyperparameter Tuning, MLSys 2020",),
    ),
    "median": Entry(
        "sweepctl.stoppers.median",
        "Optuna's MedianPruner: its best value is behind the median of the finished trials at the same count",
        ("D. Golovin et al.: Google Vizier: A Service for Black-Box Optimization, KDD 2017",),
    ),
    "percentile": Entry(
        "sweepctl.stoppers.percentile",
        "Optuna's PercentilePruner: its best value is behind a percentile of the finished trials at the same count",
        ("T. Akiba et al.: Optuna, KDD 2019",),
    ),
    "patient": Entry(
        "sweepctl.stoppers.patient",
        "Optuna's PatientPruner: so many values in a row brought nothing better, and a wrapped rule agrees",
        ("T. Akiba et al.: Optuna, KDD 2019",),
    ),
    "threshold": Entry(
        "sweepctl.stoppers.threshold",
        "Optuna's ThresholdPruner: a value outside of stated limits",
        ("T. Akiba et al.: Optuna, KDD 2019",),
    ),
    "wilcoxon": Entry(
        "sweepctl.stoppers.wilcoxon",
        "Optuna's WilcoxonPruner: a signed-rank test says that it is worse than the best trial",
        ("F. Wilcoxon: Individual Comparisons by Ranking Methods, 1945",),
    ),
    "plateau": Entry(
        "sweepctl.stoppers.plateau",
        "the last values do not move any more",
        ("Ray Tune's TrialPlateauStopper: https://docs.ray.io/en/latest/tune/api/stoppers.html",),
    ),
}


def open_stopper(spec: SweepSpec) -> Stopper | None:
    """The stopper that a spec asks for, None without one or without an objective to judge by."""
    if spec.early_terminate is None or spec.objective is None:
        return None
    module = STOPPERS[spec.early_terminate.type].load()
    stopper: Stopper = module.build(spec.early_terminate.options, spec.objective.goal)
    return stopper
