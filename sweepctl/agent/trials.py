"""Carries out claims: start, follow, finish, one execution a time for each slot that calls."""

from __future__ import annotations

import asyncio
import math
import signal
import time
from collections.abc import Callable, Collection, Container, Sequence

from sweepctl.agent.draws import Draws
from sweepctl.agent.failures.breaker import Breaker
from sweepctl.agent.keeper import Keeper
from sweepctl.agent.launch import Launch
from sweepctl.agent.limiter import Limiter
from sweepctl.agent.processes import tree
from sweepctl.agent.processes.guard import Guard
from sweepctl.agent.processes.orphans import Orphans
from sweepctl.agent.processes.process import Command, Patience
from sweepctl.agent.running import Running, killed_by
from sweepctl.agent.seats.seats import Seat
from sweepctl.errors import FencedError, SweepctlError
from sweepctl.model.claim import Claim
from sweepctl.model.draw import Draw
from sweepctl.model.event import Event, Said, Tone, TrialEnded, TrialStarted
from sweepctl.model.masked import readable
from sweepctl.model.outcome import SCRIPT_FAILURES, Ending, Outcome
from sweepctl.model.point import Batch
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution, TrialState
from sweepctl.store import reports

_WELL = frozenset({Ending.FINISHED, Ending.STOPPED})
# Between its start and its own process group a program takes less than this, on a busy machine too.
_START_SECONDS = 2.0
# How a program ends by a request to end, itself or through a shell.
_SIGNALLED = {
    code for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) for code in (-int(number), 128 + int(number))
}
_MOMENT, _MOMENTS = 0.1, 10
_GUARDED = Outcome(Ending.LOST, why="its agent stood still for too long, so its guard killed it")
_ILL = SCRIPT_FAILURES | {Ending.NOT_STARTED}
# One that takes too much memory has little time to clean up: what it takes others lack.
_HURRY = 2.0


class Trials:
    """The executions an agent has in hand. `succeeded`, `failed` and `blind` (no metric) count how they ended.

    `finished` counts the trials that are over and well; one of several parts is so only once.
    """

    def __init__(
        self,
        sweep: Sweep,
        agent: str,
        keeper: Keeper,
        guard: Guard,
        launch: Launch,
        draws: Draws,
        keep: Container[int],
        patience: Patience,
        breaker: Breaker,
        on_event: Callable[[Event], None],
        orphans: Orphans,
    ) -> None:
        self._sweep = sweep
        self._orphans = orphans
        self._agent = agent
        self._keeper = keeper
        self._guard = guard
        self._launch = launch
        self._draws = draws
        self._keep = keep
        self._patience = patience
        self._breaker = breaker
        self._emit = on_event
        self._parting: Outcome | None = None
        self._leaving: Outcome | None = None
        self._leaving_since = math.inf
        self._limiter = Limiter(sweep.spec.limits, self._end)
        # Registered before the process exists: what carries another tag than these is a stray.
        self._live: set[str] = set()
        self.running: dict[Execution, Running] = {}
        self.succeeded = 0
        self.finished = 0
        self._is_over: dict[int, bool] = {}
        self.failed = 0
        self.blind = 0

    @property
    def over(self) -> int:
        """How many trials ended here and are over, however they ended."""
        return sum(self._is_over.values())

    async def carry_out(self, claim: Claim, seat: Seat) -> None:
        """From a claim to its stored end, in its seat. Nothing is written once the execution is no longer ours."""
        execution = claim.execution
        self._live.add(str(execution))
        try:
            if self._leaving is None:
                draw, command = await self._draws.begin(claim)
            if self._leaving is not None:
                return await self._close(execution, self._leaving, Batch(), 0.0, ())
            running = self._start(execution, draw, seat.fit(command))
        except FencedError as error:
            self._emit(Said(error.sentence, Tone.WARNING))
        except (OSError, SweepctlError) as error:
            await self._close(execution, self._parting or _not_started(error), Batch(), 0.0, ())
        else:
            await self._follow(running, draw, command, seat.place)
        finally:
            self._live.discard(str(execution))

    def _start(self, execution: Execution, draw: Draw, command: Command) -> Running:
        obstacle = self._launch.obstacle()
        if obstacle:
            raise SweepctlError(obstacle)
        folder, objectives = self._launch.folder(execution), self._sweep.spec.objectives
        sources = self._launch.sources(execution, draw.params)
        requeue = self._sweep.spec.limits.requeue
        running = Running(execution, folder, objectives, draw.params, self._keep, sources, requeue)
        running.start(command)
        return running

    async def _follow(self, running: Running, draw: Draw, command: Command, place: str) -> None:
        assert running.process is not None
        execution, group = running.execution, running.process.group
        self.running[execution] = running
        self._guard.add(group)
        self._emit(TrialStarted(execution, draw.params, [readable(item) for item in command.told], group, place))
        if self._parting is not None:
            running.stop(self._parting, self._patience)
        self._limiter.watch(running)
        code = await running.ended()
        if code in _SIGNALLED:
            await self._hear_of(running)
        self._limiter.forget(execution)
        self._guard.drop(group)
        await running.read_all_records()
        running.finish()
        outcome = self._outcome(running, code)
        if outcome.ending is not Ending.FINISHED:
            # It may be run again at once: what left its session must not still write to the same folder.
            await asyncio.to_thread(tree.kill_tagged, "SWEEPCTL_EXECUTION", str(execution))
        await self._end_orphans(self._live - {str(execution)})
        del self.running[execution]
        if running.log_trouble:
            self._emit(Said(f"trial {execution.trial}: output was not kept: {running.log_trouble}", Tone.WARNING))
        await self._close(execution, outcome, running.take(), time.monotonic() - running.began, tuple(running.tail))

    def _outcome(self, running: Running, code: int) -> Outcome:
        """How it ended; what our own guard killed is no fault of the script."""
        outcome = running.outcome(code)
        if outcome == killed_by(signal.SIGKILL) and self._guard.has_fired_since(running.began):
            return _GUARDED
        if running.verdict is not None or code not in _SIGNALLED:
            return outcome
        if self._leaving is not None and self._just_began(running):
            # It had not left our process group yet when the terminal sent Ctrl-C to all of it.
            return self._leaving
        return self._parting or outcome

    async def _hear_of(self, running: Running) -> None:
        """A batch system that ends everything at once may reach a trial first: a moment for it to reach us too."""
        for _ in range(_MOMENTS):
            if running.verdict is None and self._parting is None:
                await asyncio.sleep(_MOMENT)

    def _just_began(self, running: Running) -> bool:
        return abs(self._leaving_since - running.began) < _START_SECONDS

    def _end(self, running: Running, verdict: Outcome) -> None:
        """End what has reached one of its limits."""
        patience = self._patience
        if verdict.ending is Ending.OVER_MEMORY:
            patience = Patience(min(patience.after_int, _HURRY), min(patience.after_term, _HURRY))
        running.stop(verdict, patience)

    def postpone(self, seconds: float) -> None:
        """Everything stood still for so long."""
        self._limiter.postpone(seconds)

    async def _close(
        self, execution: Execution, outcome: Outcome, batch: Batch, seconds: float, tail: Sequence[str]
    ) -> None:
        try:
            done = await self._keeper.call(reports.finish, execution, self._agent, outcome, batch, self._sweep.spec)
        except FencedError as error:
            self._emit(Said(f"{error.sentence}; what it reported last was not counted", Tone.WARNING))
            return
        is_first_failure = outcome.ending in _ILL and not self.failed
        self.failed += outcome.ending in _ILL
        self.blind += outcome.ending is Ending.NO_METRIC
        self.succeeded += outcome.ending in _WELL
        self.finished += done.trial.state in {TrialState.FINISHED, TrialState.STOPPED}
        self._is_over[execution.trial] = done.trial.state.is_over
        shown = tail if is_first_failure else ()
        self._breaker.saw(execution, outcome, seconds, tail, is_first_failure)
        self._emit(TrialEnded(execution, outcome, done.trial, done.again, done.is_best, seconds, shown))

    def drain(self, verdict: Outcome) -> None:
        """Start nothing more: what is claimed and not started yet ends so."""
        if self._leaving is None:
            self._leaving, self._leaving_since = verdict, time.monotonic()

    def part(self, verdict: Outcome) -> None:
        """Stop all that runs, and whatever is just being started."""
        self._parting = verdict
        self._draws.leave()
        for running in self.running.values():
            running.stop(verdict, self._patience)

    def kill(self, verdict: Outcome) -> None:
        """Stop all that runs, and whatever is just being started, without waiting for any of it."""
        self._patience = Patience(0.0, 0.0)
        self.part(verdict)
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to everything that runs."""
        for running in self.running.values():
            if running.process is not None:
                running.process.signal(number)

    async def sweep_strays(self) -> None:
        """Kill what executions that are over have left behind in sessions of their own."""
        await asyncio.to_thread(tree.kill_strays, self._agent, self._live)
        await self._end_orphans(self._live)

    async def _end_orphans(self, live: Collection[str]) -> None:
        """Kill orphans of executions that are over, and tell the guard of all others that only we know."""
        groups = {running.process.group for running in self.running.values() if running.process is not None}
        self._orphans.look(self._live, groups | {self._guard.pid or 0})
        await asyncio.to_thread(self._orphans.kill_left, live)
        self._guard.know(self._orphans.nameless())


def _not_started(error: OSError | SweepctlError) -> Outcome:
    if isinstance(error, SweepctlError):
        return Outcome(Ending.NOT_STARTED, why=error.sentence)
    name = f"{error.filename}: " if error.filename else ""
    return Outcome(Ending.NOT_STARTED, why=f"cannot be started: {name}{error.strerror or error}")
