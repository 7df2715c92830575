"""From a claim to a stored point and its command. A slow sampler is never inside a transaction or on the event loop."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sweepctl.agent.keeper import Keeper
from sweepctl.agent.launch import Launch
from sweepctl.agent.processes.process import Command
from sweepctl.agent.records.recorder import Recorder
from sweepctl.errors import FencedError
from sweepctl.model.claim import Claim
from sweepctl.model.draw import Draw, History
from sweepctl.model.masked import readable
from sweepctl.model.params import Params
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution
from sweepctl.samplers import open_sampler
from sweepctl.samplers.base import Wants
from sweepctl.store import claims, learning

_MOST_REDRAWS = 50
# A disk that is full, or read-only for a while.
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_POLL_SECONDS = 1.0


class Draws:
    """Draws one point at a time, so that each draw sees those before it as running."""

    def __init__(
        self, sweep: Sweep, keeper: Keeper, launch: Launch, agent: str, on_trouble: Callable[[str], None]
    ) -> None:
        self._sweep = sweep
        self._keeper = keeper
        self._launch = launch
        self._agent = agent
        self._recorder = Recorder(sweep, launch.store, on_trouble)
        self._sampler = open_sampler(sweep.spec, sweep.seed, sweep.space)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sampler")
        self._turn = asyncio.Lock()
        self._on_trouble = on_trouble
        self._is_leaving = False
        # Another agent may have drawn the same point meanwhile; only samplers that look at the history can evade it.
        must_be_fresh = self.size is not None and self._sampler.wants is not Wants.NOTHING
        self._start = claims.Start(sweep.spec.parts.count, must_be_fresh)

    @property
    def size(self) -> int | None:
        """How many points there are to draw, None when endless."""
        return self._sampler.size

    async def begin(self, claim: Claim) -> tuple[Draw, Command]:
        """Mark the execution running, with its point and its command stored. Raises FencedError and OSError."""
        async with self._turn:
            for _ in range(_MOST_REDRAWS):
                draw = await self._draw(claim)
                await self._make_folder(claim.execution, draw.params)
                command = self._launch.command(claim.execution, draw.params)
                told = [readable(item) for item in command.told]
                record = await self._recorder.record(claim.execution, command)
                stored = await self._keeper.call(claims.begin, claim, self._agent, draw, told, self._start, record)
                if stored:
                    return draw, command
        raise FencedError(f"trial {claim.execution.trial}: other agents take every point that it draws")

    async def _make_folder(self, execution: Execution, params: Params) -> None:
        """Make the trial's folder; a disk that is full is waited for, and that is said once. Raises OSError."""
        was_full = False
        while True:
            try:
                return self._launch.prepare(execution, params)
            except OSError as error:
                if error.errno not in _NO_SPACE or self._is_leaving:
                    raise
                if not was_full:
                    self._on_trouble(
                        f"the folder of trial {execution.trial} cannot be written: {error.strerror}; waiting for it"
                    )
                was_full = True
            await asyncio.sleep(_POLL_SECONDS)

    def leave(self) -> None:
        """From now on wait for nothing."""
        self._is_leaving = True

    async def _draw(self, claim: Claim) -> Draw:
        number = claim.execution.trial
        if claim.params is not None or claim.index is None:
            return Draw(number, claim.index, claim.params or {})
        past = await self._history(number)
        if self._sampler.wants is Wants.NOTHING:
            params = self._sampler.draw(claim.index, past)
        else:
            loop = asyncio.get_running_loop()
            params = await loop.run_in_executor(self._thread, self._sampler.draw, claim.index, past)
        return Draw(number, claim.index, params, history_size=len(past.observations))

    async def _history(self, number: int) -> History:
        match self._sampler.wants:
            case Wants.NOTHING:
                return History()
            case Wants.SEEN:
                return History(seen=await self._keeper.call(learning.seen, self._sweep.id))
            case Wants.OBSERVATIONS:
                return await self._keeper.call(learning.history, self._sweep.id, self._sweep.spec.scoring, number)

    def close(self) -> None:
        """End the sampler's thread."""
        self._thread.shutdown()
