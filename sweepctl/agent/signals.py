"""Ctrl-C once, twice, three times; SIGTERM and SIGHUP act like the second; SIGTSTP suspends the trials too."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum


class Phase(IntEnum):
    """How much the user wants the agent to end."""

    RUN = 0
    DRAIN = 1
    TERMINATE = 2
    KILL = 3


class Halt:
    """The phase, which only ever rises, and an event for those who wait for it to."""

    def __init__(self, on_rise: Callable[[Phase], None]) -> None:
        self.phase = Phase.RUN
        self._on_rise = on_rise
        self._risen = asyncio.Event()

    def raise_to(self, phase: Phase) -> None:
        """Go to a phase, unless we are there already."""
        if phase > self.phase:
            self.phase = phase
            self._risen.set()
            self._on_rise(phase)

    def next(self) -> None:
        """What a Ctrl-C does."""
        self.raise_to(Phase(min(self.phase + 1, Phase.KILL)))

    def terminate(self) -> None:
        """What SIGTERM does."""
        self.raise_to(Phase.KILL if self.phase >= Phase.TERMINATE else Phase.TERMINATE)

    async def sleep(self, seconds: float) -> None:
        """Sleep, but wake up when the phase leaves RUN."""
        try:
            await asyncio.wait_for(self._risen.wait(), seconds)
        except TimeoutError:
            return


@contextmanager
def handled(halt: Halt, suspend: Callable[[], None]) -> Iterator[None]:
    """Signals go to `halt` and `suspend` while inside."""
    loop = asyncio.get_running_loop()
    handlers: dict[signal.Signals, Callable[[], None]] = {
        signal.SIGINT: halt.next,
        signal.SIGTERM: halt.terminate,
        signal.SIGHUP: halt.terminate,
        signal.SIGTSTP: suspend,
    }
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)
