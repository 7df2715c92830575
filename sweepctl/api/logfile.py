"""What would be read of a log, line by line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from sweepctl.errors import UsageError
from sweepctl.metrics.frames import Frames, Redrawn
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import EPOCH, Reading
from sweepctl.model.point import Line, LineRead, Stream
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
            read = _line_read(line, reading)
            if held is not None and not _redraws(read, held):
                yield held
            held = read if isinstance(line, Redrawn) else None
            if held is None:
                yield read
    if held is not None:
        yield held


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


def _line_read(line: Line, reading: Reading) -> LineRead:
    step = reading.step
    if step is None:
        return LineRead(line.row, reading.values, None, None, reading.format)
    if step.kind == EPOCH:
        return LineRead(line.row, reading.values, step.value, None, reading.format)
    epoch = None if step.within is None else step.within.value
    return LineRead(line.row, reading.values, epoch, step.value, reading.format)


def _redraws(new: LineRead, old: LineRead) -> bool:
    """Whether a frame says what an earlier one of its line said of the same place, perhaps with other numbers."""
    place = (new.line, new.format, new.epoch, new.step) == (old.line, old.format, old.epoch, old.step)
    return place and new.metrics.keys() >= old.metrics.keys()
