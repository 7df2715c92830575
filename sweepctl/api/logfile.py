"""What is read of a log or of a trial's output, line by line."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from sweepctl.agent.folder import LOG, METRICS
from sweepctl.agent.reread import kept_lines, kept_records
from sweepctl.api.detail import show
from sweepctl.errors import NotFoundError, UsageError
from sweepctl.metrics.frames import Frames, Redrawn
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import EPOCH, Reading, Standing
from sweepctl.model.point import Line, LineRead, SourceLine, Stream
from sweepctl.model.spec import Objective

_CHUNK = 65536


def metrics(file: Path | None, metric: str | None = None) -> Iterator[LineRead]:
    """Each line of a log that says something, as it comes; None is stdin. Raises UsageError.

    `metric` is the objective: a name that is spelled otherwise becomes its own. Of frames of one line, the last counts.
    """
    reader = Reader(Objective(metric)) if metric else Reader()
    held: LineRead | None = None
    for line in _lines(file):
        for reading in reader.read(line):
            read = _line_read(line.row, reading)
            if held is not None and not _redraws(read, held):
                yield held
            held = read if isinstance(line, Redrawn) else None
            if held is None:
                yield read
    if held is not None:
        yield held


def why(target: str, metric: str) -> list[SourceLine]:
    """The lines that a trial's values of a metric were read from: of its newest attempt, or of each of its parts'.

    `target` is `[SWEEP/]N`. As in the trial only readings of the highest standing count. Raises NotFoundError where
    no line says the metric, UsageError where the sweep reads it from another file.
    """
    detail = show(target)
    objectives = detail.sweep.spec.objectives
    for one in objectives:
        if one.name == metric and one.source is not None:
            raise UsageError(f"`{metric}` is read from {one.source}, not from what the trial printed")
    if metric not in {one.name for one in objectives}:
        objectives = (*objectives, Objective(metric))
    found = [one for part in detail.folders for one in _source_lines(detail.folder, part, objectives, metric)]
    if not found:
        hint = f"sweepctl logs {shlex.quote(target)}"
        raise NotFoundError(f"no line of trial {detail.trial.number} says `{metric}`", hint)
    return found


def _source_lines(trial: Path, part: Path, objectives: Sequence[Objective], metric: str) -> list[SourceLine]:
    reader = Reader(*objectives)
    found: list[tuple[Standing, SourceLine]] = []

    def add(reading: Reading, file: str, row: int, text: str) -> None:
        if metric in reading.values:
            one = SourceLine(str((part / file).relative_to(trial)), text, _line_read(row, reading))
            found.append((reading.standing(metric), one))

    try:
        for line in kept_lines(part):
            for reading in reader.read(line):
                add(reading, LOG, line.row, line.text)
        for row, record in enumerate(kept_records(part), 1):
            said = reader.record(record)
            if said is not None:
                add(said, METRICS, row, record)
    except OSError:
        return []
    highest = max((standing for standing, _ in found), default=None)
    return [one for standing, one in found if standing == highest]


def _lines(file: Path | None) -> Iterator[Line]:
    frames = Frames(Stream.OUT)
    try:
        with _opened(file) as stream:
            while data := stream.read1(_CHUNK):
                yield from frames.feed(data, 0.0)
    except FileNotFoundError:
        raise UsageError(f"there is no file {file}") from None
    except OSError as error:
        raise UsageError(f"cannot read {file or 'stdin'}: {error.strerror}") from None
    yield from frames.close(0.0)


def _opened(file: Path | None) -> nullcontext[BufferedIOBase] | BufferedIOBase:
    if file is not None:
        return file.open("rb")
    if sys.stdin is None:
        raise UsageError("there is no stdin to read")
    return nullcontext(cast("BufferedIOBase", sys.stdin.buffer))


def _line_read(row: int, reading: Reading) -> LineRead:
    step = reading.step
    if step is None:
        return LineRead(row, reading.values, None, None, reading.format)
    if step.kind == EPOCH:
        return LineRead(row, reading.values, step.value, None, reading.format)
    epoch = None if step.within is None else step.within.value
    return LineRead(row, reading.values, epoch, step.value, reading.format)


def _redraws(new: LineRead, old: LineRead) -> bool:
    """Whether a frame says what an earlier one of its line said of the same place, perhaps with other numbers."""
    place = (new.line, new.format, new.epoch, new.step) == (old.line, old.format, old.epoch, old.step)
    return place and new.metrics.keys() >= old.metrics.keys()
