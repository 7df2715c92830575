"""W&B's `early_terminate: hyperband`, exactly (`sweeps/hyperband_stopping.py`): one bracket, judged again and again.

The paper's brackets (L. Li et al., JMLR 2018) are not part of it: this is asynchronous successive halving that only
stops.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, repeat, takewhile
from operator import mul, truediv

from sweepctl.model.checks import Check, Complaint, at_least, flag, integer, is_number, text
from sweepctl.model.decision import Decision
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question

_MOST_BANDS = 100
_MOST_RUNGS = 1_000_000
_DEFAULT_ETA = 3.0


def _above_one(value: object) -> str | None:
    return None if is_number(value) and value > 1 else "a number above 1"


CHECKS: Mapping[str, Check] = {
    "type": text,
    "min_iter": at_least(1),
    "max_iter": at_least(1),
    "s": integer,
    "eta": _above_one,
    "strict": flag,
}


@dataclass(frozen=True)
class Hyperband:
    """At a band of n values, the bar is the value at position ⌊n/eta⌋ of all values there, best first.

    A running trial is compared at the highest band it has reached, by its value there (`strict`) or by its best so
    far; strictly worse than the bar stops. A count is the number of finite values logged, not the step.
    """

    bands: tuple[int, ...]
    goal: Goal
    eta: float = _DEFAULT_ETA
    strict: bool = True

    def band(self, count: int) -> int | None:
        """The band at which a trial with so many values is compared, None before the first."""
        return max((band for band in self.bands if band <= count), default=None)

    def bar(self, peers: Sequence[float]) -> float:
        """The worst value that survives among `peers`."""
        best_first = sorted(peers, reverse=self.goal is Goal.MAXIMIZE)
        return best_first[int(1 / self.eta * len(best_first))]

    def question(self, judged: int, count: int) -> Question | None:
        """Asked again and again: peers that come later raise the bar."""
        band = self.band(count)
        return None if band is None else Question(bands=(band,))

    def judge(self, evidence: Evidence) -> Decision:
        ((band, values),) = evidence.at_bands.items()
        bar = self.bar(list(values.values()))
        own = values[evidence.trial] if self.strict else evidence.best
        stop = self.goal.better(bar, own)
        sign = {(True, Goal.MINIMIZE): ">", (True, Goal.MAXIMIZE): "<"}.get((stop, self.goal), "is not worse than")
        figures = {"value": own, "bar": bar, "count": band, "trials": len(values)}
        why = f"{own:.6g} {sign} {bar:.6g}, the bar at {band} value{'s' if band > 1 else ''} over {len(values)} trials"
        return Decision(stop, why, figures)


def bands_of(options: Mapping[str, Value]) -> tuple[int, ...]:
    """The bands of an `early_terminate` block; `max_iter` with `s` wins where `min_iter` is given too."""
    eta = _number(options.get("eta"), _DEFAULT_ETA)
    if "max_iter" in options and "s" in options:
        rungs = int(min(_number(options["s"], 0.0), _MOST_RUNGS))
        down = accumulate(repeat(eta, rungs), truediv, initial=_number(options["max_iter"], 1.0))
        return tuple(sorted({int(band) for band in takewhile(lambda band: band >= 1, islice(down, 1, None))}))
    up = accumulate(repeat(eta, _MOST_BANDS - 1), mul, initial=_number(options["min_iter"], 1.0))
    return tuple(sorted({int(band) for band in takewhile(math.isfinite, up)}))


def _number(value: Value | None, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    if "max_iter" not in options and "min_iter" not in options:
        return [Complaint("type", "hyperband needs `min_iter`, or `max_iter` with `s`", "add `min_iter: 3`")]
    if "max_iter" in options and "s" not in options and "min_iter" not in options:
        return [Complaint("max_iter", "`max_iter` needs `s`, the number of bands below it", "add `s: 2`")]
    if not bands_of(options):
        sentence = "no band is left: `max_iter` divided by `eta` is below 1, or `s` is 0"
        return [Complaint("max_iter", sentence, "raise `max_iter` or use `min_iter`")]
    return []


def build(options: Mapping[str, Value], goal: Goal) -> Hyperband:
    """The registry's door; `options` have passed `complaints`."""
    strict = options.get("strict", True)
    return Hyperband(bands_of(options), goal, _number(options.get("eta"), _DEFAULT_ETA), bool(strict))
