"""What a trial's kept output says when it is read again, for another metric than the one it was run for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sweepctl.agent.folder import ATTEMPT_MARK, LOG, METRICS
from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.point import Batch, Stream
from sweepctl.model.spec import Objective

_CHUNK = 65536


def reread(folder: Path, objectives: Sequence[Objective]) -> Batch:
    """All that the newest attempt reported, every metric anew. Raises OSError."""
    reader, tracker = Reader(*objectives), Tracker(objectives[0].name if objectives else None)
    frames = Frames(Stream.OUT)
    text = (folder / LOG).read_bytes().rpartition(ATTEMPT_MARK)[2]
    chunks = (text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))
    for line in (line for chunk in chunks for line in frames.feed(chunk, 0.0)):
        for reading in reader.read(line):
            tracker.add(reading, line.row)
    for line in frames.close(0.0):
        for reading in reader.read(line):
            tracker.add(reading, line.row)
    if (folder / METRICS).exists():
        for record in (folder / METRICS).read_text(errors="replace").splitlines():
            found = reader.record(record)
            if found is not None:
                tracker.add(found, None)
    tracker.finish()
    batch = tracker.take()
    return Batch(batch.points, batch.series, tuple(one.metric for one in batch.series))
