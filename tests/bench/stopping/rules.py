"""The stop rules that are compared, as a sweep file would ask for them."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.params import Value
from sweepctl.model.spec import EarlyTerminate, Goal, Method, Objective, SweepSpec
from sweepctl.stoppers import open_stopper
from sweepctl.stoppers.base import Stopper
from tests.bench.stopping.curves import EPOCHS, Family

NONE = "none"


def rules(family: Family) -> Mapping[str, Mapping[str, Value]]:
    """Name → `early_terminate` block; only `threshold` and `plateau` have to know the metric.

    Where values tie, SciPy's signed-rank test goes through all 2^n signs of up to 13 differences: left out there.
    """
    side = "upper" if family.goal is Goal.MINIMIZE else "lower"
    found: dict[str, Mapping[str, Value]] = {
        NONE: {},
        "hyperband min_iter 1": {"type": "hyperband", "min_iter": 1},
        "hyperband min_iter 3": {"type": "hyperband", "min_iter": 3},
        "hyperband min_iter 3, not strict": {"type": "hyperband", "min_iter": 3, "strict": False},
        "hyperband max_iter 27, s 1": {"type": "hyperband", "max_iter": EPOCHS, "s": 1},
        "asha": {"type": "asha"},
        "asha 3, 3": {"type": "asha", "min_resource": 3, "reduction_factor": 3},
        "median": {"type": "median"},
        "median, warm-up 3": {"type": "median", "n_warmup_steps": 3},
        "percentile 25": {"type": "percentile", "percentile": 25},
        "patient 5": {"type": "patient", "patience": 5},
        "patient 3 + median": {"type": "patient", "patience": 3, "wrapped": {"type": "median"}},
        "threshold": {"type": "threshold", side: family.limit, "n_warmup_steps": 3},
        "plateau": {"type": "plateau", "std": family.still},
    }
    return found if family.has_ties else {**found, "wilcoxon": {"type": "wilcoxon"}}


def stopper_of(block: Mapping[str, Value], goal: Goal) -> Stopper | None:
    """The product's own."""
    options = {key: value for key, value in block.items() if key != "type"}
    early = EarlyTerminate(str(block["type"]), options) if block else None
    return open_stopper(SweepSpec(Method.RANDOM, (), (Objective("metric", goal),), early))
