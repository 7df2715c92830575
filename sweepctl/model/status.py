"""A sweep as people see it: derived from the store at the moment of asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sweepctl.model.spec import SweepSpec
from sweepctl.model.trial import Curve, Trial

if TYPE_CHECKING:
    from sweepctl.model.record import Record


class SweepState(StrEnum):
    """What was asked of a sweep; FINISHED alone is never stored, it follows from the trials."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FINISHED = "finished"


@dataclass(frozen=True)
class Sweep:
    """A stored sweep: its identity, what was asked of it, where it runs and the newest version of its spec.

    `folder` is the absolute working directory of its trials, `source` the sweep file it was made from; `space` is the
    version of the spec whose draws are gone on with.
    """

    id: str
    name: str
    state: SweepState
    created: float
    folder: str
    source: str | None
    seed: int
    version: int
    space: int
    spec: SweepSpec


@dataclass(frozen=True)
class Counts:
    """How many trials are in each state."""

    total: int = 0
    queued: int = 0
    running: int = 0
    finished: int = 0
    stopped: int = 0
    failed: int = 0
    no_metric: int = 0
    cancelled: int = 0

    @property
    def over(self) -> int:
        """Trials to which nothing more will happen by itself."""
        return self.total - self.queued - self.running


@dataclass(frozen=True)
class AgentSeen:
    """An agent as the store knows it; `silent` is the wall-clock age of its last beat in seconds."""

    id: str
    host: str
    pid: int
    jobs: int
    running: int
    started: float
    silent: float


@dataclass(frozen=True)
class SweepStatus:
    """Everything `status` shows; `size` is the number of points there are to draw, None when endless.

    Of several objectives there is no `best`, but a Pareto `front`. `imported` trials were run elsewhere. `reason` is
    why it paused itself, if it did.
    """

    sweep: Sweep
    counts: Counts
    size: int | None
    best: Trial | None
    agents: Sequence[AgentSeen]
    trials: Sequence[Trial]
    front: Sequence[Trial] = ()
    imported: int = 0
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of the sweep unless somebody asks for it."""
        is_ended = self.sweep.state in {SweepState.FINISHED, SweepState.STOPPED, SweepState.CANCELLED}
        return is_ended and not self.counts.running

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come of the sweep."""
        return self.sweep.state is SweepState.FINISHED


@dataclass(frozen=True)
class SweepLine:
    """One row of `ls`."""

    sweep: Sweep
    counts: Counts
    best: Trial | None


@dataclass(frozen=True)
class TrialDetail:
    """One trial with all that is kept of it: its command, its folder, the curve of its objective.

    `records` say what its executions ran with, by part and attempt; none of what ran before they were kept.
    """

    sweep: Sweep
    trial: Trial
    argv: Sequence[str]
    folder: Path
    curve: Curve | None
    records: Sequence[Record] = ()

    @property
    def newest_records(self) -> Sequence[Record]:
        """The record of the newest attempt of each part."""
        return list({one.part: one for one in self.records}.values())

    @property
    def folders(self) -> Sequence[Path]:
        """One for each part, inside the trial's own, which is all there is of a trial of one part."""
        return [self.folder / str(one.part) for one in self.trial.parts] or [self.folder]


class Fault(StrEnum):
    """What seems to be broken where too many trials fail in a row."""

    SCRIPT = "script"
    MACHINE = "machine"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AgentReport:
    """What came of an agent: distinct trials started, how many executions ended well or not, and who ended it.

    `over`: to how many of the trials nothing more will happen; what was handed back is not among them. `trials` are the
    numbers of those that it started.
    `is_outdated`: the sweep was edited meanwhile, and an agent of the new version has to go on.
    `is_out_of_time`: it left because the time that it was given was over. `fault`: what seems to be broken where it
    left because too many trials failed, and `tail` what one of them said last.
    """

    why: str
    started: int
    finished: int
    failed: int
    is_broken: bool
    was_interrupted: bool
    is_outdated: bool = False
    is_out_of_time: bool = False
    fault: Fault | None = None
    tail: Sequence[str] = ()
    over: int = 0
    trials: Sequence[int] = ()
