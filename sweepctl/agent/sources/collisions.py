"""Whether trials that run side by side would read each other's values."""

from __future__ import annotations

from sweepctl.command import macros_in
from sweepctl.model.spec import Source, SweepSpec


def shared_source(spec: SweepSpec) -> Source | None:
    """A source whose path is not another one for every execution, as far as its macros tell."""
    parts = {spec.parts.fold_name} if spec.parts.folds > 1 else set()
    parts |= {spec.parts.seed_name} if spec.parts.repeats > 1 else set()
    varying = {one.name for one in spec.parameters if one.distribution != "constant"}
    for objective in spec.objectives:
        if objective.source is None:
            continue
        names = {name for _, name in macros_in([objective.source.path])}
        tells_trials = "trial" in names or (bool(varying) and varying <= names)
        if "trial_dir" not in names and not (tells_trials and parts <= names):
            return objective.source
    return None
