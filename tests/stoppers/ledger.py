"""What a store knows of a sweep as its trials report value after value, and what it answers a stopper."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from sweepctl.model.decision import Decision
from sweepctl.model.spec import Goal
from sweepctl.stoppers.base import Evidence, Question, Stopper


@dataclass
class Standing:
    """A trial so far: its values, how many of them it was judged by, and the best."""

    values: list[float] = field(default_factory=list)
    judged: int = 0
    best: float = math.nan


@dataclass
class Ledger:
    """Trials that run side by side; stopped ones keep their values at the bands and are never among the finished."""

    goal: Goal
    standings: dict[int, Standing] = field(default_factory=lambda: defaultdict(Standing))
    at: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    finished_at: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    finished: int = 0
    leader: int | None = None

    def report(self, trial: int, value: float) -> None:
        """A value; one that is not finite does not count."""
        if not math.isfinite(value):
            return
        standing = self.standings[trial]
        standing.values.append(value)
        self.at[len(standing.values)][trial] = value
        if math.isnan(standing.best) or self.goal.better(value, standing.best):
            standing.best = value

    def finish(self, trial: int) -> None:
        """The trial ran to its end."""
        standing = self.standings[trial]
        self.finished += 1
        for n, value in enumerate(standing.values, 1):
            self.finished_at[n][trial] = value
        best = math.nan if self.leader is None else self.standings[self.leader].best
        if standing.values and (self.leader is None or self.goal.better(standing.best, best)):
            self.leader = trial

    def decide(self, stopper: Stopper, trial: int) -> Decision | None:
        """What a stopper says of a running trial, None where it does not want to judge."""
        standing = self.standings[trial]
        question = stopper.question(standing.judged, len(standing.values))
        if question is None:
            return None
        told = self.evidence(trial, question)
        standing.judged = told.count
        return stopper.judge(told)

    def evidence(self, trial: int, question: Question) -> Evidence:
        """The answers to a question."""
        standing = self.standings[trial]
        count = len(standing.values)
        leader = self.standings[self.leader].values if question.leader and self.leader is not None else []
        return Evidence(
            trial,
            count,
            standing.judged,
            standing.best,
            {band: dict(self.at[band]) for band in question.bands},
            list(enumerate(standing.values, 1)) if question.curve else (),
            self.finished if question.finished else 0,
            dict(self.finished_at[count]) if question.finished else {},
            list(enumerate(leader, 1)),
        )
