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
}


def open_stopper(spec: SweepSpec) -> Stopper | None:
    """The stopper that a spec asks for, None without one or without an objective to judge by."""
    if spec.early_terminate is None or spec.objective is None:
        return None
    module = STOPPERS[spec.early_terminate.type].load()
    stopper: Stopper = module.build(spec.early_terminate.options, spec.objective.goal)
    return stopper
