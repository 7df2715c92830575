"""What happened to a trial or a sweep, and why, as its events tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sweepctl.model.status import Sweep, SweepStatus
from sweepctl.model.trial import Trial


@dataclass(frozen=True)
class Happening:
    """One event: when (wall-clock seconds), of which kind, and its data; `trial` is None for one of the whole sweep."""

    at: float
    kind: str
    trial: int | None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialStory:
    """Attempt by attempt, what became of a trial and why; `places` tells of each agent where it ran.

    `tail` has the last lines that it said where it went wrong, `go_on` the commands that lead on.
    """

    sweep: Sweep
    trial: Trial
    because: str
    happenings: Sequence[Happening]
    places: Mapping[str, str]
    tail: Sequence[str] = ()
    go_on: Sequence[str] = ()


@dataclass(frozen=True)
class SweepStory:
    """Why a sweep stands where it does, with the newest events of the sweep itself, and how to go on."""

    status: SweepStatus
    because: str
    happenings: Sequence[Happening]
    places: Mapping[str, str]
    go_on: Sequence[str] = ()
