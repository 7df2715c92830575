"""What a trial's kept output says when it is read again, for another metric than the one it was run for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sweepctl.agent.folder import ATTEMPT_MARK, LOG, METRICS
from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.point import Batch, Line, Stream
from sweepctl.model.spec import Objective

_CHUNK = 65536


def kept_lines(folder: Path) -> Iterator[Line]:
    """What the newest attempt printed; rows are lines of the log. Raises OSError."""
    before, mark, text = (folder / LOG).read_bytes().rpartition(ATTEMPT_MARK)
    skipped = before.count(b"\n") + mark.count(b"\n")
    frames = Frames(Stream.OUT)
    for start in range(0, len(text), _CHUNK):
        for line in frames.feed(text[start : start + _CHUNK], 0.0):
            yield replace(line, row=line.row + skipped)
    for line in frames.close(0.0):
        yield replace(line, row=line.row + skipped)


def kept_records(folder: Path) -> list[str]:
    """The lines of the metrics file, if there is one. Raises OSError."""
    path = folder / METRICS
    return path.read_text(errors="replace").splitlines() if path.exists() else []


def reread(folder: Path, objectives: Sequence[Objective]) -> Batch:
    """All that the newest attempt reported, every metric anew. Raises OSError."""
    reader, tracker = Reader(*objectives), Tracker(objectives[0].name if objectives else None)
    for line in kept_lines(folder):
        for reading in reader.read(line):
            tracker.add(reading, line.row)
    for record in kept_records(folder):
        found = reader.record(record)
        if found is not None:
            tracker.add(found, None)
    tracker.finish()
    batch = tracker.take()
    return Batch(batch.points, batch.series, tuple(one.metric for one in batch.series))
