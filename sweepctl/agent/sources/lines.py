"""`file:PATH`: a log or JSON lines, read as the output is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from sweepctl.agent.sources.base import Place
from sweepctl.agent.sources.followed import TextFollower
from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading
from sweepctl.model.point import Stream
from sweepctl.model.spec import Objective


class Lines:
    """Every line of a file goes through the reader of the output."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._objectives = objectives
        self.restart()

    def item(self, line: str) -> str | None:
        """The line itself, unless it is blank."""
        return line if line.strip() else None

    def key(self, item: str) -> str:
        """The line."""
        return item

    def readings(self, item: str) -> Iterator[Reading]:
        """What it says."""
        for frame in self._frames.feed(f"{item}\n".encode(), time.monotonic()):
            yield from self._reader.read(frame)

    def restart(self) -> None:
        """Forget the step, the headers of tables and the like."""
        self._frames = Frames(Stream.OUT)
        self._reader = Reader(*self._objectives)


def build(place: Place, objectives: Sequence[Objective]) -> TextFollower:
    """A follower of a place for the objectives that are read there."""
    return TextFollower(place, lambda: Lines(objectives))
