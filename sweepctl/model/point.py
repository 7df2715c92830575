"""What a script reports: lines of output, and the metric points read from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Stream(StrEnum):
    """Which pipe a line came from."""

    OUT = "stdout"
    ERR = "stderr"


@dataclass(frozen=True)
class Line:
    """One visible line, or one frame of it where `\\r` rewrites it.

    `at` is in seconds on the monotonic clock; frames of one physical line share `row`.
    """

    text: str
    stream: Stream
    row: int
    at: float


class Rank(IntEnum):
    """How sure a reading is; of one metric only the readings of the highest rank seen count."""

    GUESSED = 0
    PATTERN = 1
    TAGGED = 2
    FILE = 3


@dataclass(frozen=True)
class LineRead:
    """What the `line`-th line of a log says, by which format; without metrics only where the script is."""

    line: int
    metrics: Mapping[str, float]
    epoch: float | None
    step: float | None
    format: str


@dataclass(frozen=True)
class SourceLine:
    """Where a value of a trial is from: `read` of the line `text` in `file`, a path relative to the trial's folder."""

    file: str
    text: str
    read: LineRead


@dataclass(frozen=True)
class Point:
    """The `n`-th finite value of a metric, counted from 1; `step` is the script's own epoch or step, if it says one.

    A point with an `n` already seen replaces the earlier one.
    """

    metric: str
    n: int
    step: float | None
    value: float


@dataclass(frozen=True)
class Series:
    """Exact figures of one metric over a whole execution, whatever was thinned from its points.

    `low` and `high` are over finite values, with the `n` and the step at which they came; `last` may be NaN or
    infinite, `final` is the last finite value. `odd` counts the values that were not
    finite. `unit` is what the script counts by: epoch or step.
    """

    metric: str
    count: int = 0
    odd: int = 0
    first: float = math.nan
    last: float = math.nan
    final: float = math.nan
    last_step: float | None = None
    unit: str | None = None
    low: float = math.nan
    low_n: int = 0
    low_step: float | None = None
    high: float = math.nan
    high_n: int = 0
    high_step: float | None = None
    total: float = 0.0


@dataclass(frozen=True)
class Batch:
    """What one execution reported since its last batch; `voided` metrics lose all that was stored of them before."""

    points: Sequence[Point] = ()
    series: Sequence[Series] = ()
    voided: Sequence[str] = ()
