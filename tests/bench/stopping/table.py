"""Replays → tables: means and standard errors over orders, and an overview over all families."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev

from sweepctl.model.spec import Goal
from tests.bench.stopping.curves import Curve, Family
from tests.bench.stopping.replay import Replay
from tests.bench.stopping.rules import NONE

HEADER = (
    "rule | best reached | after epochs | of none's | a top 3 reached | after epochs | of none's | all epochs | "
    "final regret | regret at 1/8 | at 1/4 | stopped"
)
OVERVIEW = (
    "rule | best reached | of none's epochs | a top 3 reached | of none's epochs | all epochs | "
    "final regret % | at 1/8 | at 1/4 | stopped"
)
# At which shares of the epochs that no stopping costs regrets are shown.
SHARES = (1.0, 1 / 8, 1 / 4)
# What is good enough beside the best itself.
PLACES = (1, 3)


@dataclass(frozen=True)
class Case:
    """The replays of every rule on one family with so many workers, one for each order."""

    family: Family
    workers: int
    curves: Sequence[Curve]
    replays: Mapping[str, Sequence[Replay]]

    @property
    def goal(self) -> Goal:
        return self.family.goal

    @property
    def epochs(self) -> int:
        """What no stopping costs."""
        return sum(map(len, self.curves))

    def values(self) -> list[float]:
        """What each trial reaches at the end, best first; those that never said a number are left out."""
        best_of = min if self.goal is Goal.MINIMIZE else max
        finite = ([value for value in curve if math.isfinite(value)] for curve in self.curves)
        return sorted((best_of(values) for values in finite if values), reverse=self.goal is Goal.MAXIMIZE)

    def scale(self) -> float:
        """From the best trial to the middle one: what a regret is compared with."""
        return abs(median(self.values()) - self.values()[0])

    def regrets(self, rule: str, share: float) -> list[float]:
        """How far from the best of all, after this share of the epochs that no stopping costs."""
        spent = int(share * self.epochs)
        return [abs(one.best(spent) - self.values()[0]) for one in self.replays[rule]]

    def spent(self, rule: str) -> list[float]:
        """The cost of the whole sweep, as a share of no stopping's."""
        return [one.spent / self.epochs for one in self.replays[rule]]

    def stopped(self, rule: str) -> list[float]:
        """The share of trials that were stopped."""
        return [one.stopped / len(self.curves) for one in self.replays[rule]]

    def until(self, rule: str, place: int) -> list[tuple[int, int]]:
        """The epochs until a value like that of the best trial but `place - 1` is reached, and without stopping.

        One pair for each order in which it is reached at all.
        """
        wanted = self.values()[place - 1]
        pairs = zip(self.replays[rule], self.replays[NONE], strict=True)
        both = ((own.until(wanted, self.goal), none.until(wanted, self.goal)) for own, none in pairs)
        return [(own, none) for own, none in both if own is not None and none is not None]


def markdown(cases: Sequence[Case]) -> str:
    """The overview for each number of workers, then a table for each case."""
    parts = []
    for workers in dict.fromkeys(case.workers for case in cases):
        chosen = [case for case in cases if case.workers == workers]
        parts += [f"## Overview, {_workers(workers)}", _grid(OVERVIEW, _overview(chosen))]
    for case in cases:
        best = f"{case.values()[0]:.4g}, the middle trial {median(case.values()):.4g}"
        title = f"## {case.family.name}, {_workers(case.workers)}"
        parts += [title, f"{case.family.summary}; {case.goal}; the best is {best}", _grid(HEADER, _rows(case))]
    return "\n\n".join(parts) + "\n"


def _workers(number: int) -> str:
    return "1 worker" if number == 1 else f"{number} workers"


def _rows(case: Case) -> Iterator[list[str]]:
    for rule, replays in case.replays.items():
        cells = [rule]
        for place in PLACES:
            pairs = case.until(rule, place)
            cells += [
                _percent(len(pairs) / len(replays)),
                _mean([float(own) for own, _ in pairs], "{:.0f}"),
                _percent(_ratio(pairs)),
            ]
        cells.append(_mean([100 * share for share in case.spent(rule)], "{:.1f}", " %"))
        cells += [_mean(case.regrets(rule, share), "{:.3g}") for share in SHARES]
        cells.append(_percent(fmean(case.stopped(rule))))
        yield cells


def _overview(cases: Sequence[Case]) -> Iterator[list[str]]:
    """Every family weighs the same, where the rule ran."""
    every = cases
    for rule in dict.fromkeys(rule for case in every for rule in case.replays):
        cases = [case for case in every if rule in case.replays]
        cells = [rule if len(cases) == len(every) else f"{rule} ({len(cases)} of {len(every)} families)"]
        for place in PLACES:
            shares = [len(case.until(rule, place)) / len(case.replays[rule]) for case in cases]
            ratios = [_ratio(case.until(rule, place)) for case in cases]
            known = [ratio for ratio in ratios if not math.isnan(ratio)]
            cells += [_percent(fmean(shares)), _percent(fmean(known) if known else math.nan)]
        cells.append(_percent(_over(case.spent(rule) for case in cases)))
        for share in SHARES:
            of_scale = _over(_scaled(case, rule, share) for case in cases)
            cells.append(f"{100 * of_scale:.1f}")
        cells.append(_percent(_over(case.stopped(rule) for case in cases)))
        yield cells


def _over(figures: Iterable[Sequence[float]]) -> float:
    return fmean(map(fmean, figures))


def _scaled(case: Case, rule: str, share: float) -> list[float]:
    return [regret / case.scale() for regret in case.regrets(rule, share)]


def _ratio(pairs: Sequence[tuple[int, int]]) -> float:
    return sum(own for own, _ in pairs) / sum(none for _, none in pairs) if pairs else math.nan


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.0f} %"


def _mean(figures: Sequence[float], form: str, unit: str = "") -> str:
    if not figures:
        return "–"
    error = f" ± {form.format(stdev(figures) / len(figures) ** 0.5)}" if len(figures) > 1 else ""
    return form.format(fmean(figures)) + error + unit


def _grid(header: str, rows: Iterator[list[str]]) -> str:
    names = header.split(" | ")
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
