"""Trials and executions: a point of the space, and each time a program was started for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value


class TrialState(StrEnum):
    """Where a trial stands; derived from its newest execution."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    NO_METRIC = "no_metric"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self not in {TrialState.QUEUED, TrialState.RUNNING}


STATE_OF_ENDING: Mapping[Ending, TrialState] = {
    Ending.FINISHED: TrialState.FINISHED,
    Ending.STOPPED: TrialState.STOPPED,
    Ending.NO_METRIC: TrialState.NO_METRIC,
    Ending.CANCELLED: TrialState.CANCELLED,
    Ending.FAILED: TrialState.FAILED,
    Ending.KILLED: TrialState.FAILED,
    Ending.TIMED_OUT: TrialState.FAILED,
    Ending.SILENT: TrialState.FAILED,
    Ending.OVER_MEMORY: TrialState.FAILED,
    Ending.REQUEUED: TrialState.FAILED,
    Ending.NOT_STARTED: TrialState.FAILED,
    Ending.LOST: TrialState.FAILED,
    Ending.HANDED_BACK: TrialState.QUEUED,
}


@dataclass(frozen=True)
class Execution:
    """One start of the program for one part of one trial; `attempt` counts from 1 and is the fencing token."""

    sweep: str
    trial: int
    part: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.sweep}/{self.trial}.{self.part}@{self.attempt}"


@dataclass(frozen=True)
class Part:
    """The newest execution of one part of a trial that has several; `value` is the objective of this part."""

    part: int
    state: TrialState
    attempt: int
    value: float | None
    reason: str
    started: float | None
    ended: float | None


@dataclass(frozen=True)
class Trial:
    """A trial as people see it; times are wall-clock seconds since the epoch, for display only.

    `value` is the objective by `metric.summary`, None without a finite value; over several parts it is their mean and
    `error` its standard error. Of several objectives `values` has each by its name, and `errors` their standard errors,
    as far as there are. `value_n` and `value_step` tell which
    of its `count` values that is, in the script's own `unit` (epoch or step). `seen` maps every metric name that was
    read to (how often, last value). `parts` is empty where there is one only. `is_outside`: the sweep's space was
    edited since, and the trial is no point of it any more.
    """

    number: int
    state: TrialState
    attempt: int
    params: Mapping[str, Value]
    value: float | None = None
    value_n: int | None = None
    value_step: float | None = None
    last: float | None = None
    count: int = 0
    unit: str | None = None
    ending: Ending | None = None
    code: int | None = None
    reason: str = ""
    started: float | None = None
    ended: float | None = None
    agent: str | None = None
    seen: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    error: float | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    is_outside: bool = False

    def seconds(self, now: float) -> float | None:
        """How long it took, or has taken so far; None while it waits, also for the rest of its parts."""
        if self.started is None or self.state is TrialState.QUEUED:
            return None
        return max(0.0, (now if self.ended is None else self.ended) - self.started)

    def execution(self, sweep: str, part: int = 0) -> Execution:
        """The newest execution of one part."""
        return Execution(sweep, self.number, part, self.parts[part].attempt if self.parts else self.attempt)


@dataclass(frozen=True)
class Curve:
    """The stored points of one metric of a trial, in order of `n`: (n, step, value)."""

    metric: str
    points: Sequence[tuple[int, float | None, float]]
