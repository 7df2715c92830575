"""Ends what runs for too long, says nothing for too long, or takes too much memory; each has its own ending."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from sweepctl.agent.processes import memory
from sweepctl.agent.running import Running
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.spec import Limits
from sweepctl.model.trial import Execution

_PACE = 1.0
# A short limit is looked at this often while it lasts.
_LOOKS = 10
# A look that comes so much later than it was to come: we were stopped, and could not hear anything.
_LATE = 2.0


@dataclass
class _Bounds:
    """A running execution, when it has to be over, and until when it cannot have been heard; both monotonic."""

    running: Running
    deadline: float
    deaf_until: float = -math.inf


class Limiter:
    """Looks at what it watches about once a second, beside the store and the network."""

    def __init__(self, limits: Limits, stop: Callable[[Running, Outcome], None]) -> None:
        """`stop` is asked to end an execution with an outcome."""
        self._limits = limits
        self._stop = stop
        self._watched: dict[Execution, _Bounds] = {}
        shortest = min(limit for limit in (limits.timeout, limits.silence, math.inf) if limit is not None)
        self._pace = min(_PACE, shortest / _LOOKS)
        self._is_needed = limits.max_rss is not None or shortest < math.inf
        self._task: asyncio.Task[None] | None = None

    def watch(self, running: Running) -> None:
        """Begin; the time of an execution counts from now on."""
        if not self._is_needed:
            return
        limit = math.inf if self._limits.timeout is None else self._limits.timeout
        self._watched[running.execution] = _Bounds(running, time.monotonic() + limit)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def forget(self, execution: Execution) -> None:
        """It is over."""
        self._watched.pop(execution, None)

    def postpone(self, seconds: float) -> None:
        """Everything stood still for so long."""
        for bounds in self._watched.values():
            bounds.deadline += seconds
            bounds.deaf_until = time.monotonic()

    async def _look(self) -> None:
        while self._watched:
            before = time.monotonic()
            await asyncio.sleep(self._pace)
            now = time.monotonic()
            for bounds in list(self._watched.values()):
                if now - before > self._pace + _LATE:
                    bounds.deaf_until = now
                self._look_at_time(bounds, now)
            if self._limits.max_rss is not None:
                await self._look_at_memory(self._limits.max_rss)

    def _look_at_time(self, bounds: _Bounds, now: float) -> None:
        running, silence = bounds.running, self._limits.silence
        if now >= bounds.deadline:
            self._stop(running, Outcome(Ending.TIMED_OUT, why=f"ran longer than {self._limits.timeout:g} s"))
        elif silence is not None and now - max(running.heard, bounds.deaf_until) >= silence:
            # The store may have kept those waiting who read the records.
            running.read_records()
            if now - max(running.heard, bounds.deaf_until) >= silence:
                self._stop(running, Outcome(Ending.SILENT, why=f"said nothing for {silence:g} s"))

    async def _look_at_memory(self, limit: int) -> None:
        watched = {str(execution): bounds.running for execution, bounds in self._watched.items()}
        leaders = {tag: one.process.group for tag, one in watched.items() if one.process is not None}
        for tag, used in (await asyncio.to_thread(memory.beyond, limit, leaders)).items():
            why = f"its processes took {_size(used)} of memory, more than the {_size(limit)} of max_rss"
            self._stop(watched[tag], Outcome(Ending.OVER_MEMORY, why=why))


def _size(used: int) -> str:
    """Such as `512 MB`, `8.5 GB`."""
    return f"{used / 1e9:.3g} GB" if used >= 1e9 else f"{used / 1e6:.3g} MB"
