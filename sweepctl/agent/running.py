"""One execution while it runs: output in, points out, and the verdict if we end it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Container
from pathlib import Path

from sweepctl.agent.folder import LOG, METRICS, Log, Tail
from sweepctl.agent.process import Command, Patience, Process
from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.point import Batch, Series, Stream
from sweepctl.model.spec import Objective
from sweepctl.model.trial import Execution

_TAIL_LINES = 10
_NAMES_SHOWN = 5


class Running:
    """Owns the process, the log and the tracker of one execution."""

    def __init__(self, execution: Execution, folder: Path, objective: Objective | None, keep: Container[int]) -> None:
        """Open its files. Raises OSError."""
        self.execution = execution
        self.objective = objective
        self.tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self.verdict: Outcome | None = None
        self.process: Process | None = None
        self.began = time.monotonic()
        self._log = Log(folder / LOG)
        self._records = Tail(folder / METRICS)
        self._frames = {stream: Frames(stream) for stream in Stream}
        self._reader = Reader(objective)
        self._tracker = Tracker(objective.name if objective else None, keep)
        self._stopping: asyncio.Task[None] | None = None

    def start(self, command: Command) -> None:
        """Start the program. Raises OSError."""
        self.process = Process(command, str(self.execution), self._receive)

    def _receive(self, stream: Stream, data: bytes, at: float) -> None:
        self._log.write(data)
        for line in self._frames[stream].feed(data, at):
            self.tail.append(line.text)
            for reading in self._reader.read(line):
                self._tracker.add(reading, line.row)

    def read_records(self) -> None:
        """Take in what was appended to the metrics file."""
        for line in self._records.lines():
            reading = self._reader.record(line)
            if reading is not None:
                self._tracker.add(reading, None)

    async def ended(self) -> int:
        """Wait for the end of the program and of its output; the return code."""
        assert self.process is not None
        code = await self.process.wait()
        await self.process.drain()
        if self._stopping is not None:
            await self._stopping
        return code

    def finish(self) -> None:
        """Take in the last words and settle every metric."""
        at = time.monotonic()
        for frames in self._frames.values():
            for line in frames.close(at):
                self.tail.append(line.text)
                for reading in self._reader.read(line):
                    self._tracker.add(reading, line.row)
        self.read_records()
        self._tracker.finish()
        self._log.close()

    def take(self) -> Batch:
        """What was reported since the last call."""
        return self._tracker.take()

    @property
    def settled(self) -> int:
        """How many values of the objective are final."""
        return self._tracker.settled

    @property
    def series(self) -> Series | None:
        """The figures of the objective so far."""
        return self._tracker.series(self.objective.name) if self.objective else None

    @property
    def log_trouble(self) -> str | None:
        """Why output is no longer kept, if it is not."""
        return self._log.broken

    def stop(self, verdict: Outcome, patience: Patience) -> None:
        """End the program for a reason of ours; the first reason counts, and none once it has ended by itself."""
        if self.process is None or self.process.is_over:
            return
        if self.verdict is None:
            self.verdict = verdict
        if self._stopping is None:
            self._stopping = asyncio.create_task(self.process.stop(patience))

    def outcome(self, code: int) -> Outcome:
        """How it ended; what we decided counts, whatever the program made of the signal."""
        if self.verdict is not None:
            return self.verdict
        if code > 0:
            return Outcome(Ending.FAILED, code, f"exit code {code}")
        if code < 0:
            return Outcome(Ending.KILLED, -code, f"killed by signal {-code}")
        return self._quality()

    def _quality(self) -> Outcome:
        """Finished, with or without the metric that was asked for."""
        if self.objective is None:
            return Outcome(Ending.FINISHED, 0)
        series = self.series
        if series is None:
            why = f"`{self.objective.name}` was not found; {_names(self._tracker.seen())}"
            return Outcome(Ending.NO_METRIC, 0, why)
        if not series.count:
            return Outcome(Ending.FINISHED, 0, f"`{series.metric}` was never a finite number, {series.odd} times")
        return Outcome(Ending.FINISHED, 0)


def _names(seen: dict[str, tuple[int, float]]) -> str:
    if not seen:
        return "no metric was seen in its output"
    shown = [f"`{name}` ({count}×, last {last:.6g})" for name, (count, last) in list(seen.items())[:_NAMES_SHOWN]]
    more = f" and {len(seen) - _NAMES_SHOWN} more" if len(seen) > _NAMES_SHOWN else ""
    return f"seen: {', '.join(shown)}{more}"
