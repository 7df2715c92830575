"""One execution while it runs: output in, points out, and the verdict if we end it."""

from __future__ import annotations

import asyncio
import math
import signal
import time
from collections import deque
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from sweepctl.agent.failures.advice import last_words, missing
from sweepctl.agent.failures.obstacles import why_not_started
from sweepctl.agent.folder import ATTEMPT_MARK, LOG, METRICS, Log, Tail
from sweepctl.agent.processes.process import Command, Patience, Process
from sweepctl.agent.sources.sources import Sources
from sweepctl.errors import SweepctlError
from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading
from sweepctl.metrics.tracker import Tracker
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.params import Value
from sweepctl.model.point import Batch, Series, Stream
from sweepctl.model.spec import Goal, Objective
from sweepctl.model.trial import Execution

_TAIL_LINES = 10
# So many seconds of output, or so many epochs, without the metric are worth a word.
_PATIENT_SECONDS = 60.0
_PATIENT_EPOCHS = 2


class Running:
    """Owns the process, the log and the tracker of one execution."""

    def __init__(
        self,
        execution: Execution,
        folder: Path,
        objectives: Sequence[Objective],
        params: Mapping[str, Value],
        keep: Container[int],
        sources: Sources,
        requeue: Container[int] = (),
    ) -> None:
        """Open its files; `requeue` are the exit codes that ask to be run again later. Raises OSError."""
        self.execution = execution
        self.objective = objectives[0] if objectives else None
        self._objectives = objectives
        self._params = params
        self.tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self.verdict: Outcome | None = None
        self.process: Process | None = None
        self._requeue = requeue
        self.began = time.monotonic()
        # When it last said something, in its output or elsewhere.
        self.heard = self.began
        # How many values of the objective there were when the stopper judged last.
        self.judged = 0
        self._log = Log(folder / LOG)
        if execution.attempt > 1:
            self._log.write(ATTEMPT_MARK)
        self._records = Tail(folder / METRICS)
        self._sources = sources
        self._frames = {stream: Frames(stream) for stream in Stream}
        self._reader = Reader(*objectives)
        self._tracker = Tracker(self.objective.name if self.objective else None, keep)
        self._stopping: asyncio.Task[None] | None = None

    def start(self, command: Command) -> None:
        """Start the program. Raises SweepctlError, which says why that cannot be done."""
        try:
            self.process = Process(command, str(self.execution), self._receive)
        except (OSError, ValueError) as error:
            self._log.close()
            raise SweepctlError(why_not_started(command, error)) from error

    def _receive(self, stream: Stream, data: bytes, at: float) -> None:
        self.heard = at
        self._log.write(data)
        for line in self._frames[stream].feed(data, at):
            self.tail.append(line.text)
            for reading in self._reader.read(line):
                self._tracker.add(self._sources.without_theirs(reading), line.row)

    def read_records(self) -> None:
        """Take in what was appended to the metrics file, and to the sources, or the next megabyte of it."""
        self._add_records(self._records.lines())
        self._add_sourced(self._sources.read())

    async def read_all_records(self) -> None:
        """Take in what the metrics file and the sources hold now; others have their turn in between."""
        for _ in range(self._records.chunks_ahead()):
            self._add_records(self._records.lines())
            await asyncio.sleep(0)
        self._add_sourced(await self._sources.read_all())

    def _add_records(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.heard = time.monotonic()
            reading = self._reader.record(line)
            if reading is not None:
                self._tracker.add(self._sources.without_theirs(reading), None)

    def _add_sourced(self, readings: Iterable[Reading]) -> None:
        for reading in readings:
            self.heard = time.monotonic()
            self._tracker.add(reading, None)

    async def ended(self) -> int:
        """Wait for the end of the program, of its tree if we end it, and of its output; the return code."""
        assert self.process is not None
        code = await self.process.wait()
        if self._stopping is not None:
            # What outlives the program has its grace too.
            await self._stopping
        await self.process.drain()
        return code

    def finish(self) -> None:
        """Take in the last words and settle every metric."""
        at = time.monotonic()
        for frames in self._frames.values():
            for line in frames.close(at):
                self.tail.append(line.text)
                for reading in self._reader.read(line):
                    self._tracker.add(self._sources.without_theirs(reading), line.row)
        self._add_records(self._records.rest())
        self._add_sourced(self._sources.rest())
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
    def best(self) -> float:
        """The best value of the objective so far, NaN before the first."""
        if self.objective is None or self.series is None:
            return math.nan
        return self.series.low if self.objective.goal is Goal.MINIMIZE else self.series.high

    def worry(self, now: float) -> str | None:
        """What is missing from its output, once it has gone on for long enough; `now` is monotonic."""
        absent = next((one.name for one in self._objectives if self._tracker.series(one.name) is None), None)
        if absent is None or not self.tail:
            return None
        is_late = now - self.began >= _PATIENT_SECONDS or self._tracker.epochs > _PATIENT_EPOCHS
        return missing(absent, self._tracker.seen()) if is_late else None

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
        if code in self._requeue:
            return Outcome(Ending.REQUEUED, code, f"exit code {code} asks to be run again later")
        if code > 0:
            return Outcome(Ending.FAILED, code, last_words(code, self.tail, self._params))
        if code < 0:
            return killed_by(-code)
        return self._quality()

    def _quality(self) -> Outcome:
        """Finished, with or without the metric that was asked for."""
        series = {one.name: self._tracker.series(one.name) for one in self._objectives}
        for objective in self._objectives:
            if series[objective.name] is None:
                where = f" in {objective.source}" if objective.source else ""
                return Outcome(Ending.NO_METRIC, 0, missing(objective.name, self._tracker.seen(), where))
        odd = next((one for one in series.values() if one is not None and not one.count), None)
        why = "" if odd is None else f"`{odd.metric}` was said {odd.odd}×, and never was a finite number"
        return Outcome(Ending.FINISHED, 0, why)


def killed_by(number: int) -> Outcome:
    """The end by a signal, which is named where it has a name."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return Outcome(Ending.KILLED, int(number), f"killed by {name}")
