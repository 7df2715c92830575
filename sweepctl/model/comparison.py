"""Trials side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sweepctl.model.params import Value
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Curve, Trial


@dataclass(frozen=True)
class Compared:
    """A trial with what is compared of it: the leaves of its parameters by dotted name, and its objective's curve.

    `records` is what was noted of its making, such as the state of the code, by the name of each note.
    """

    sweep: Sweep
    trial: Trial
    params: Mapping[str, Value]
    curve: Curve | None = None
    records: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """At least two trials; the names of the parameters in which they differ and of those in which they are alike."""

    trials: Sequence[Compared]
    differing: Sequence[str]
    equal: Sequence[str]

    @property
    def is_of_one_sweep(self) -> bool:
        """Whether a number says which trial is meant."""
        return len({one.sweep.id for one in self.trials}) == 1
