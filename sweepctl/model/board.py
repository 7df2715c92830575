"""A sweep at one moment, as somebody sees it who watches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sweepctl.model.status import SweepStatus
from sweepctl.model.trial import Trial


@dataclass(frozen=True)
class RunningTrial:
    """A trial that runs, with the newest values of the first objective in its first part, in their order.

    `expected` is how many values the trials that finished had, in the mean; None before the first.
    """

    trial: Trial
    values: Sequence[float]
    expected: float | None


@dataclass(frozen=True)
class Board:
    """All that is watched. `status` has no trials of its own.

    `history` is the objective of the trials that have one, in the order in which they ended; `failures` are the newest,
    the last first; `pace` is how many seconds a trial took in the mean, None before the first ended; `at` the wall
    clock.
    """

    status: SweepStatus
    running: Sequence[RunningTrial]
    history: Sequence[float]
    failures: Sequence[Trial]
    pace: float | None
    at: float

    @property
    def goal(self) -> int | None:
        """How many trials there can be at most, None when endless."""
        spec = self.status.sweep.spec
        limits = (spec.limits.run_cap, self.status.size)
        return min((limit for limit in limits if limit is not None), default=None)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at this pace with those who work now; None where that cannot be told."""
        slots = sum(agent.jobs for agent in self.status.agents)
        if self.goal is None or self.pace is None or not slots or self.status.is_finished:
            return None
        parts = self.status.sweep.spec.parts.count
        return max(0, self.goal - self.status.counts.over) * parts * self.pace / slots
