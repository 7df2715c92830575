"""A point of the search space on its way to a trial."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.model.params import Params


class Source(StrEnum):
    """Where a trial's parameters came from."""

    SAMPLER = "sampler"
    GIVEN = "given"
    # Of an earlier space of the sweep, and a point of the present one too.
    KEPT = "kept"


class Standing(StrEnum):
    """What the search may learn from a trial."""

    RUNNING = "running"
    VALUED = "valued"
    FAILED = "failed"


@dataclass(frozen=True)
class Observation:
    """One earlier trial as the search sees it.

    `value` is the objective, finite; a trial that is not VALUED has one only where it is to be imputed with its own.
    `values` has one for each of several objectives; `variance` is that of `value`, where it is a mean over parts.
    Trials of an earlier sweep have numbers below 0.
    """

    number: int
    params: Params
    standing: Standing
    value: float | None = None
    values: tuple[float, ...] = ()
    variance: float = 0.0


@dataclass(frozen=True)
class History:
    """All that a sampler may look at: the trials so far, by number, and the fingerprints of their points."""

    observations: Sequence[Observation] = ()
    seen: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Draw:
    """The parameters of trial `number`; `index` counts sampler draws, None for a given point."""

    number: int
    index: int | None
    params: Params
    source: Source = Source.SAMPLER
    history_size: int = 0
