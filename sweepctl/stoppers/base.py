"""The contract of a stopper."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Protocol

from sweepctl.model.decision import Decision


class Stopper(Protocol):
    """A pure judge: the same values give the same decision, in any agent and at any time."""

    @property
    def bands(self) -> Container[int]:
        """The counts of values at which trials are compared."""
        ...

    def band(self, count: int) -> int | None:
        """The band at which a trial with `count` values of its objective is judged, None before the first."""
        ...

    def judge(self, at_band: float, best: float, peers: Sequence[float]) -> Decision:
        """Whether to stop a trial.

        `at_band` is its value at the band and `best` its best value so far; `peers` are the values at that band of
        every trial of the sweep that got there, running or over, this one included.
        """
        ...
