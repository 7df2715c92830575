"""The circuit breaker of an agent: too many failures in a row, and it takes no more trials and says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sweepctl.agent.failures.streak import QUICK, Streak, Suspicion
from sweepctl.agent.keeper import Keeper
from sweepctl.agent.processes.identity import this_process
from sweepctl.model.event import BreakerOpened, Event
from sweepctl.model.outcome import Outcome
from sweepctl.model.status import Fault
from sweepctl.model.trial import Execution
from sweepctl.store import faults

# Quick failures in a row that open it, more where the sweep's trials fail often anyway.
BREAKER = 5


class Breaker:
    """Opens once. A broken machine's failures go back to the queue; a sweep whose script is broken pauses itself."""

    def __init__(
        self, sweep: str, agent: str, threshold: int, keeper: Keeper, on_event: Callable[[Event], None]
    ) -> None:
        """`threshold` quick failures in a row are too many; 0 never opens it."""
        self._sweep = sweep
        self._agent = agent
        self._keeper = keeper
        self._emit = on_event
        self._streak = Streak(threshold)
        self._checking = asyncio.Lock()
        self._shown: Sequence[str] = ()
        self.fault: Fault | None = None
        self.why = ""
        self.tail: Sequence[str] = ()

    @property
    def is_open(self) -> bool:
        """Whether the agent is to take no more trials."""
        return self.fault is not None

    def saw(self, execution: Execution, outcome: Outcome, seconds: float, tail: Sequence[str], is_shown: bool) -> None:
        """An execution ended; `is_shown` says that its last lines were shown."""
        self._streak.saw(execution, outcome, seconds, tail)
        if is_shown:
            self._shown = tuple(tail)

    async def check(self) -> bool:
        """Look at the failures so far; True if that opened it."""
        async with self._checking:
            suspicion = None if self.is_open else self._streak.suspicion()
            if suspicion is None:
                return False
            row = [one.execution for one in suspicion.row]
            found = await self._keeper.call(faults.health, self._sweep, self._agent, row, QUICK)
            fault = suspicion.fault(found)
            if fault is None:
                return False
            await self._open(fault, suspicion)
            return True

    async def _open(self, fault: Fault, suspicion: Suspicion) -> None:
        self.fault, self.why, self.tail = fault, suspicion.why, suspicion.row[-1].tail
        if fault is Fault.MACHINE:
            others = "" if suspicion.kind == "symptom" else ", while other agents' trials do not"
            host = this_process().host
            self.why += f"{others}: this machine, {host}, looks broken, so they go back to the queue"
        elif fault is Fault.SCRIPT and await self._keeper.call(
            faults.pause_itself, self._sweep, self._agent, suspicion.why
        ):
            self.why += ", so the sweep paused itself"
        await self.settle()
        self._emit(BreakerOpened(self.why, () if self.tail == self._shown else self.tail))

    async def settle(self) -> None:
        """Give back what failed on a broken machine, also what still ran there when that came out."""
        if self.fault is Fault.MACHINE:
            failed = [one.execution for one in self._streak.failures if not one.is_own]
            self._streak.failures.clear()
            why = f"not its fault: {self.why.partition(':')[0]}"
            await self._keeper.call(faults.give_back, self._sweep, failed, why)
