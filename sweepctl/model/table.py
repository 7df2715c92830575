"""Trials as rows for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.model.status import Sweep
from sweepctl.model.trial import Trial


class TableForm(StrEnum):
    """What `export --format` takes."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


@dataclass(frozen=True)
class TrialRow:
    """A trial and the machine that ran it, where that is known."""

    trial: Trial
    host: str | None


@dataclass(frozen=True)
class CurveRow:
    """One stored value of one metric of a trial; `n` counts the values of that metric, `step` is the script's own."""

    number: int
    part: int
    metric: str
    n: int
    step: float | None
    value: float


@dataclass(frozen=True)
class TrialTable:
    """The trials of a sweep, read as they are asked for, so that any number of them fits.

    `params` are the dotted names of all parameters that some trial has, the space's first, in their order.
    """

    sweep: Sweep
    params: Sequence[str]
    rows: Iterator[TrialRow]


@dataclass(frozen=True)
class CurveTable:
    """Every stored value of a sweep's trials, in order of trial, metric and `n`."""

    sweep: Sweep
    rows: Iterator[CurveRow]
