"""How an execution ended, with the data of that ending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Ending(StrEnum):
    """The kinds of end an execution can have."""

    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    TIMED_OUT = "timed_out"
    SILENT = "silent"
    OVER_MEMORY = "over_memory"
    NOT_STARTED = "not_started"
    STOPPED = "stopped"
    NO_METRIC = "no_metric"
    LOST = "lost"
    CANCELLED = "cancelled"
    HANDED_BACK = "handed_back"
    REQUEUED = "requeued"


# The script itself went wrong, which is what `retries` is for.
SCRIPT_FAILURES = frozenset({Ending.FAILED, Ending.KILLED, Ending.TIMED_OUT, Ending.SILENT, Ending.OVER_MEMORY})


@dataclass(frozen=True)
class Outcome:
    """An ending, the exit code or signal number where there is one, and why in a sentence, and in numbers."""

    ending: Ending
    code: int | None = None
    why: str = ""
    figures: Mapping[str, float] = field(default_factory=dict, compare=False)
