"""What happens while an agent runs, told to whoever watches; views fold these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sweepctl.model.outcome import Outcome
from sweepctl.model.params import Value
from sweepctl.model.spec import Objective
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution, Trial


class Tone(StrEnum):
    """How much a sentence matters."""

    NOTE = "note"
    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Said:
    """A sentence for the user."""

    sentence: str
    tone: Tone = Tone.NOTE


@dataclass(frozen=True)
class AgentStarted:
    """An agent begins; `goal` is how many trials it or the sweep is to have, None when endless."""

    sweep: Sweep
    agent: str
    jobs: int
    goal: int | None


@dataclass(frozen=True)
class TrialStarted:
    """A program was started; `place` names the GPUs it has to itself, if any."""

    execution: Execution
    params: Mapping[str, Value]
    argv: Sequence[str]
    pid: int
    place: str = ""


@dataclass(frozen=True)
class Progress:
    """The objective of a running trial moved; `value` is its newest value, `summary` the trial's objective so far."""

    execution: Execution
    objective: Objective
    n: int
    step: float | None
    unit: str | None
    value: float
    summary: float | None


@dataclass(frozen=True)
class TrialEnded:
    """An execution is over and stored; `trial` is how the trial stands now, `again` that it goes back to the queue.

    `is_best` says that no trial of the sweep has a better value; `tail` has its last lines of output.
    """

    execution: Execution
    outcome: Outcome
    trial: Trial
    again: bool
    is_best: bool
    seconds: float
    tail: Sequence[str] = ()


@dataclass(frozen=True)
class Suspended:
    """The agent is about to be suspended with its trials (Ctrl-Z), or it is awake again."""

    now: bool


@dataclass(frozen=True)
class AgentLeft:
    """An agent is done: why, how many distinct trials it started; one that `goes_on` begins anew at once."""

    why: str
    started: int
    goes_on: bool = False


@dataclass(frozen=True)
class BreakerOpened:
    """Too many trials failed in a row: the agent takes no more. `tail` has last lines that were not shown yet."""

    why: str
    tail: Sequence[str] = ()


Event: TypeAlias = Said | AgentStarted | TrialStarted | Progress | TrialEnded | Suspended | BreakerOpened | AgentLeft
