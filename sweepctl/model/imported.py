"""Trials of elsewhere, as they are read and as they are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value
from sweepctl.model.spec import Objective, Parameter
from sweepctl.model.status import Sweep


@dataclass(frozen=True)
class Record:
    """A run of elsewhere: where it stands there, its cells by name, and what became of it.

    Cells are parameters and metrics alike, since a table does not tell them apart; `metrics` are surely none but that.
    `is_text` says that every cell is a text that may stand for something else. `ending` is None for a run that is not
    over; `has_state` says whether the source tells how it ended. Times are seconds since the epoch. `points` is the
    curve of the first objective: (n, step, value).
    """

    place: str
    cells: Mapping[str, Value]
    metrics: Mapping[str, float] = field(default_factory=dict)
    is_text: bool = False
    ending: Ending | None = Ending.FINISHED
    has_state: bool = True
    reason: str = ""
    started: float | None = None
    ended: float | None = None
    points: Sequence[tuple[int, float | None, float]] = ()


@dataclass(frozen=True)
class Source:
    """What was read: its name, the records, and, where the source knows them, its space and its objectives."""

    name: str
    records: Sequence[Record]
    parameters: Sequence[Parameter] = ()
    objectives: Sequence[Objective] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Remark:
    """Something about one record; a record that `is_left_out` was not imported."""

    place: str
    sentence: str
    is_left_out: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True)
class Imported:
    """What came of an import: the numbers of the new trials, how many were there already, and what was strange."""

    sweep: Sweep
    numbers: Sequence[int]
    known: int
    remarks: Sequence[Remark] = ()
    notes: Sequence[str] = ()
