"""Optuna's `SuccessiveHalvingPruner`: at each rung only the best 1/reduction_factor of the trials that got there go on.

L. Li et al.: A System for Massively Parallel Hyperparameter Tuning, MLSys 2020 (asynchronous successive halving). The
rung of a trial is judged once, when it is reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optuna.pruners import BasePruner, SuccessiveHalvingPruner

from sweepctl.model.checks import Check, Complaint, at_least, text
from sweepctl.model.decision import Decision
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question
from sweepctl.stoppers.pruning import Field, options_of, refusals, running

_MOST_VALUES = 10**9
_OPTIONS = ("min_resource", "reduction_factor", "min_early_stopping_rate", "bootstrap_count")
CHECKS: Mapping[str, Check] = {
    "type": text,
    "min_resource": at_least(1),
    "reduction_factor": at_least(2),
    "min_early_stopping_rate": at_least(0),
    "bootstrap_count": at_least(0),
}


def _whole(options: Mapping[str, Value], name: str, default: int) -> int:
    value = options.get(name, default)
    assert isinstance(value, int)
    return value


@dataclass(frozen=True)
class Asha:
    """The rungs are at `min_resource · reduction_factor^(min_early_stopping_rate + k)` values, k = 0, 1 …"""

    pruner: BasePruner
    goal: Goal
    bands: Sequence[int]

    def question(self, judged: int, count: int) -> Question | None:
        new = tuple(band for band in self.bands if judged < band <= count)
        return Question(bands=new) if new else None

    def judge(self, evidence: Evidence) -> Decision:
        decision = Decision(False, "")
        for rung, band in enumerate(self.bands):
            if band in evidence.at_bands and not decision.stop:
                decision = self._judge_at(rung, band, evidence.at_bands[band], evidence.trial)
        return decision

    def _judge_at(self, rung: int, band: int, values: Mapping[int, float], trial: int) -> Decision:
        """Optuna keeps what a trial had at a rung in an attribute; ours is in the evidence."""
        key = f"completed_rung_{rung}"
        peers = [running((), {key: value}) for other, value in values.items() if other != trial]
        passed = {f"completed_rung_{lower}": values[trial] for lower in range(rung)}
        stop = Field(self.goal, peers).prunes(self.pruner, running([(band, values[trial])], passed))
        verb = "is not among" if stop else "is among"
        figures = {"value": values[trial], "count": band, "trials": len(values)}
        why = f"asha: {values[trial]:.6g} {verb} the best of {len(values)} trials at {band} values"
        return Decision(stop, why, figures)


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    return SuccessiveHalvingPruner(**{"min_resource": 1, **options_of(options, *_OPTIONS)})


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Asha:
    """The registry's door; `options` have passed `complaints`."""
    factor = _whole(options, "reduction_factor", 4)
    band = _whole(options, "min_resource", 1) * factor ** _whole(options, "min_early_stopping_rate", 0)
    bands = []
    while band <= _MOST_VALUES:
        bands.append(band)
        band *= factor
    return Asha(pruner(options), goal, tuple(bands))
