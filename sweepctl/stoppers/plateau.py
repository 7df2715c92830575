"""A trial whose values have stopped moving: their standard deviation over the last ones is below a limit.

After Ray Tune's `TrialPlateauStopper` (https://docs.ray.io/en/latest/tune/api/stoppers.html). The trial is not a bad
one: its value counts as it is.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from statistics import pstdev

from sweepctl.model.checks import Check, Complaint, at_least, not_negative, text
from sweepctl.model.decision import Decision
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question

CHECKS: Mapping[str, Check] = {
    "type": text,
    "std": not_negative,
    "num_results": at_least(2),
    "grace_period": at_least(0),
}


@dataclass(frozen=True)
class Plateau:
    """Stops once `grace_period` values are there and the last `num_results` vary by no more than `std`."""

    std: float = 0.01
    num_results: int = 4
    grace_period: int = 4

    @property
    def bands(self) -> Container[int]:
        return ()

    def question(self, judged: int, count: int) -> Question | None:
        is_enough = count > judged and count >= max(self.num_results, self.grace_period)
        return Question(curve=True) if is_enough else None

    def judge(self, evidence: Evidence) -> Decision:
        last = [value for _, value in evidence.curve[-self.num_results :]]
        if len(last) < self.num_results:
            return Decision(False, "too few values")
        spread = pstdev(last)
        stop = spread <= self.std
        sign = "≤" if stop else ">"
        why = f"plateau: the last {len(last)} values vary by {spread:.4g} {sign} {self.std:g}"
        return Decision(stop, why, {"spread": spread, "bar": self.std, "count": evidence.count})


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """Nothing can be wrong between keys that are each right by themselves."""
    return []


def build(options: Mapping[str, Value], goal: Goal) -> Plateau:
    """The registry's door."""
    return Plateau(**{key: value for key, value in options.items() if key != "type"})  # type: ignore[arg-type]
