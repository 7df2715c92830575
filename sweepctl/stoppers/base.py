"""The contract of a stopper, and what it is told."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from sweepctl.model.decision import Decision

# Values of the objective by their count, from 1; thinned where there are thousands.
Values: TypeAlias = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Question:
    """What a stopper wants to know before it judges: nothing more is read from the store.

    `bands` are counts at which it wants the values of all trials, `curve` the trial's own values, `finished` what the
    finished trials had at its count, `leader` the values of the best finished trial.
    """

    bands: tuple[int, ...] = ()
    curve: bool = False
    finished: bool = False
    leader: bool = False


@dataclass(frozen=True)
class Evidence:
    """The answers, about a trial that has `count` values, the best of which is `best`.

    It was judged last when it had `judged` values. `at_bands` has the values by trial of every trial of the sweep that
    got that far, running or over, this one included; `finished` is how many trials finished, `finished_at` the values
    of those that had `count` ones.
    """

    trial: int
    count: int
    judged: int
    best: float
    at_bands: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    curve: Values = ()
    finished: int = 0
    finished_at: Mapping[int, float] = field(default_factory=dict)
    leader: Values = ()


class Stopper(Protocol):
    """A pure judge: the same evidence gives the same decision, in any agent and at any time.

    A member's module has `CHECKS` for its options, `complaints(options)` and `build(options, goal)`.
    """

    @property
    def bands(self) -> Container[int]:
        """The counts whose values are never thinned."""
        ...

    def question(self, judged: int, count: int) -> Question | None:
        """What to ask about a trial with `count` values that was judged at `judged` ones; None: not judged now."""
        ...

    def judge(self, evidence: Evidence) -> Decision:
        """Whether to stop the trial, and why."""
        ...
