"""The agent: slots that claim and carry out, beside a heart that reports, judges and beats."""

from __future__ import annotations

import asyncio
import math
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sweepctl.agent.draws import Draws
from sweepctl.agent.failures.breaker import BREAKER, Breaker
from sweepctl.agent.keeper import Keeper
from sweepctl.agent.launch import Launch
from sweepctl.agent.lease import Rhythm
from sweepctl.agent.neighbours import Neighbours
from sweepctl.agent.notices import Notices
from sweepctl.agent.processes.guard import Guard
from sweepctl.agent.processes.identity import this_process
from sweepctl.agent.processes.orphans import Orphans
from sweepctl.agent.processes.process import Patience
from sweepctl.agent.pulse import Pulse
from sweepctl.agent.seats.seats import Chairs, Seats
from sweepctl.agent.signals import Halt, Phase, handled
from sweepctl.agent.trials import Trials
from sweepctl.command import Template
from sweepctl.errors import NotFoundError, StoreError
from sweepctl.model.claim import Answer, Claim, Idle, Leave
from sweepctl.model.event import AgentLeft, AgentStarted, Event, Said, Suspended, Tone
from sweepctl.model.notice import Hook
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.status import AgentReport, Sweep
from sweepctl.model.wandb import Wandb
from sweepctl.stoppers import open_stopper
from sweepctl.store import agents, claims
from sweepctl.store.finish import take_finish

_POLL_SECONDS = 0.5
_BRIEF_SECONDS = 0.05
# How long a store that cannot be used is still waited for once the agent was told to leave.
_STORE_SECONDS = {Phase.DRAIN: math.inf, Phase.TERMINATE: 15.0, Phase.KILL: 0.0}
_STORE_SECONDS_IDLE = 3.0
_HANDED_BACK = Outcome(Ending.HANDED_BACK, why="handed back when its agent was told to leave")
_TOLD = "it was told to leave"


@dataclass(frozen=True)
class Plan:
    """What an agent is asked to do: how many distinct trials (None: no end), how many at a time, and how.

    `known` are trials that it has started before the sweep was edited; they count, and it may go on with them.
    At its `deadline`, by the monotonic clock, it leaves as if it were told to. It leaves too after `breaker` quick
    failures in a row, unless that is 0.
    """

    sweep: Sweep
    store: Path
    template: Template
    count: int | None = None
    jobs: int = 1
    extra: Sequence[str] = ()
    patience: Patience = field(default_factory=Patience)
    rhythm: Rhythm = field(default_factory=Rhythm)
    wandb: Wandb = Wandb.AUTO
    deadline: float = math.inf
    breaker: int = BREAKER
    seats: Seats = field(default_factory=lambda: Chairs({}))
    hooks: Sequence[Hook] = ()
    # Nothing else is going on in this process.
    owns_process: bool = False
    known: Sequence[int] = ()


async def run(plan: Plan, on_event: Callable[[Event], None]) -> AgentReport:
    """Run trials until there is nothing more to do. Raises SweepctlError."""
    return await Agent(plan, on_event).run()


class Agent:
    """One agent of one sweep."""

    def __init__(self, plan: Plan, on_event: Callable[[Event], None]) -> None:
        sweep = plan.sweep
        self._plan = plan
        self._sweep = sweep.id
        self._tell = on_event
        self._id = f"{sweep.id}-{secrets.token_hex(4)}"
        self._halt = Halt(self._on_phase)
        self._keeper = Keeper(plan.store, self._warn)
        self._launch = Launch(sweep, plan.template, plan.extra, plan.store, self._id, plan.wandb)
        self._draws = Draws(sweep, self._keeper, self._launch, self._id, self._warn)
        orphans = Orphans(self._id)
        if plan.owns_process:
            orphans.adopt()
        self._guard = Guard(self._id, plan.rhythm.patience)
        self._notices = Notices(sweep, self._id, plan.hooks, self._guard, self._warn)
        self._breaker = Breaker(sweep.id, self._id, plan.breaker, self._keeper, self._emit)
        stopper = open_stopper(sweep.spec)
        self._trials = Trials(
            sweep,
            self._id,
            self._keeper,
            self._guard,
            self._launch,
            self._draws,
            stopper.bands if stopper else (),
            plan.patience,
            self._breaker,
            self._emit,
            orphans,
        )
        self._pulse = Pulse(self._id, sweep, self._keeper, stopper, self._trials.running, plan.patience, self._emit)
        self._neighbours = Neighbours(sweep.id, self._id, plan.rhythm, self._keeper, self._emit)
        self._claiming = asyncio.Lock()
        self._started = set(plan.known)
        self._why = ""
        self._is_out_of_time = False
        self._is_outdated = False
        self._said: str | None = None
        self._is_parting = False
        self._suspending: asyncio.Task[None] | None = None

    async def run(self) -> AgentReport:
        """Work until there is no more, or until told to leave."""
        # Signals are ours to the very end: the third Ctrl-C must not keep us from saying goodbye.
        with handled(self._halt, self._suspend):
            try:
                await self._keeper.call(agents.register, self._id, self._sweep, this_process(), self._plan.jobs)
                self._emit(AgentStarted(self._plan.sweep, self._id, self._plan.jobs, self._goal()))
                await self._neighbours.look()
                await self._live()
            finally:
                trouble = sys.exception()
                await self._notices.leave()
                self._guard.close()
                try:
                    await self._keeper.call(agents.leave, self._id, self._sweep, self._why)
                except StoreError as error:
                    # What ends us is told by our caller.
                    if not isinstance(trouble, StoreError):
                        self._warn(error.sentence)
                self._keeper.close()
                self._draws.close()
                self._plan.seats.close()
        goes_on = self._is_outdated and self._halt.phase is Phase.RUN
        self._emit(AgentLeft(self._why, len(self._started), goes_on))
        return AgentReport(
            self._why,
            len(self._started),
            self._trials.finished,
            self._trials.failed,
            self._breaker.is_open,
            self._halt.phase > Phase.RUN and not (self._breaker.is_open or self._is_out_of_time),
            goes_on,
            self._is_out_of_time,
            self._breaker.fault,
            self._breaker.tail,
            self._trials.over,
            sorted(self._started),
        )

    def _emit(self, event: Event) -> None:
        """Tell whoever watches; a terminal that was closed is no reason to stop, nor to stop differently."""
        with suppress(OSError):
            self._tell(event)
        self._notices.see(event)

    def _warn(self, sentence: str) -> None:
        self._emit(Said(sentence, Tone.WARNING))

    def _goal(self) -> int | None:
        """How many trials there can be at most."""
        limits = (self._plan.count, self._plan.sweep.spec.limits.run_cap, self._draws.size)
        return min((limit for limit in limits if limit is not None), default=None)

    async def _live(self) -> None:
        """Slots and heart, until the slots are done or one of them breaks."""
        heart = asyncio.gather(self._heart(), self._reassure())
        if self._plan.deadline < math.inf:
            left = max(0.0, self._plan.deadline - time.monotonic())
            asyncio.get_running_loop().call_later(left, self._run_out_of_time)
        slots = asyncio.gather(*(self._work() for _ in range(self._plan.jobs)))
        both: list[asyncio.Future[Any]] = [slots, heart]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if heart.done():
                heart.result()
            await slots
            await self._breaker.settle()
            await self._part()
        finally:
            self._trials.signal(signal.SIGKILL)
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _part(self) -> None:
        """Wait for what the user's commands were told, and tell them of the end of the sweep if nobody has."""
        self._is_parting = True
        await self._notices.settle()
        if self._notices.want_finish:
            # It may be deleted by now.
            with suppress(NotFoundError):
                finished = await self._keeper.call(take_finish, self._sweep, self._id)
                if finished is not None:
                    self._notices.finish(finished)
                    await self._notices.settle()

    async def _work(self) -> None:
        """One slot: find a place, claim and carry out, again and again."""
        while self._halt.phase is Phase.RUN:
            seat = await self._plan.seats.take(self._warn)
            try:
                answer = await self._claim(takes=seat is not None)
                if isinstance(answer, Claim) and seat is not None:
                    await self._trials.carry_out(answer, seat)
                    if await self._breaker.check():
                        self._why = self._breaker.why
                        self._halt.raise_to(Phase.DRAIN)
                    continue
            finally:
                if seat is not None:
                    seat.leave()
            if not await self._goes_on(answer):
                return

    async def _goes_on(self, answer: Answer) -> bool:
        """Wait for work, or for a place, if there may be some."""
        match answer:
            case Leave(why, is_edited):
                self._why = self._why or why
                self._is_outdated |= is_edited
                return False
            case Idle(is_brief=True):
                await self._halt.sleep(_BRIEF_SECONDS)
            case Idle(is_work=True):
                # That some slots wait while others work was said at the start.
                if not self._trials.running:
                    self._say_once(self._plan.seats.why)
                await self._halt.sleep(_POLL_SECONDS)
            case Idle(why, others_hold):
                if others_hold and self._neighbours.all_well():
                    self._why = self._why or why
                    return False
                self._say_once(why)
                await self._halt.sleep(_POLL_SECONDS)
        return True

    async def _claim(self, takes: bool) -> Answer:
        async with self._claiming:
            if self._halt.phase is not Phase.RUN:
                return Leave("")
            more = self._plan.count is None or len(self._started) < self._plan.count
            known = frozenset(self._started)
            budget = claims.Budget(self._draws.size, more, known, self._plan.sweep.version, takes)
            answer = await self._keeper.call(claims.claim, self._sweep, self._id, budget)
            if isinstance(answer, Claim):
                self._started.add(answer.execution.trial)
                self._neighbours.busy()
                self._said = None
            return answer

    def _say_once(self, why: str) -> None:
        if self._said != why:
            self._said = why
            self._emit(Said(f"waiting: {why}"))

    async def _heart(self) -> None:
        """Report, judge and beat while there is an agent."""
        next_beat = 0.0
        while True:
            await self._pulse.tick()
            if time.monotonic() >= next_beat:
                next_beat = time.monotonic() + self._plan.rhythm.beat
                if not await self._keeper.call(agents.beat, self._id):
                    self._evict()
                await self._neighbours.look()
                await self._trials.sweep_strays()
            await asyncio.sleep(_POLL_SECONDS)

    async def _reassure(self) -> None:
        """Tell the guard that we live, also while the store cannot be used: the store's other agents wait as we do."""
        while True:
            self._guard.renew()
            await asyncio.sleep(self._plan.rhythm.beat)

    def _evict(self) -> None:
        """Others took us for lost: what we run is theirs now."""
        self._why = "it was out of touch for too long, and its trials were given to others"
        self._trials.kill(Outcome(Ending.LOST, why=self._why))
        self._halt.raise_to(Phase.DRAIN)

    def _run_out_of_time(self) -> None:
        """The time that the agent was given is over: as if it were told to leave."""
        if self._halt.phase < Phase.TERMINATE:
            self._is_out_of_time = self._halt.phase is Phase.RUN
            self._halt.raise_to(Phase.TERMINATE)

    def _on_phase(self, phase: Phase) -> None:
        """What the user is told, and what happens to the trials that run."""
        running = len(self._trials.running)
        if self._is_parting or phase is Phase.KILL:
            self._notices.close()
        self._trials.drain(_HANDED_BACK)
        self._keeper.give_up(_STORE_SECONDS[phase] if running or phase is Phase.KILL else _STORE_SECONDS_IDLE)
        if phase is Phase.DRAIN:
            if not self._breaker.is_open:
                self._why = _TOLD
                hint = "Ctrl-C again hands them back to the queue" if running else "leaving"
                self._emit(Said(f"no new trials; {running} still running. {hint}"))
            return
        self._why = self._breaker.why or ("its time is over" if self._is_out_of_time else _TOLD)
        which, it = ("1 trial; it goes", "it") if running == 1 else (f"{running} trials; they go", "them")
        if phase is Phase.KILL:
            self._trials.kill(_HANDED_BACK)
            told = f"killing {which} back to the queue"
        else:
            self._trials.part(_HANDED_BACK)
            told = f"stopping {which} back to the queue. Once more kills {it}"
        if running:
            self._emit(Said(told))

    def _suspend(self) -> None:
        if self._suspending is None or self._suspending.done():
            self._suspending = asyncio.create_task(self._sleep_and_wake())

    async def _sleep_and_wake(self) -> None:
        """Ctrl-Z: stop the trials, then ourselves with no transaction open; afterwards look at the lease first."""
        self._emit(Suspended(True))
        self._trials.signal(signal.SIGSTOP)
        self._guard.pause()
        began = time.monotonic()
        await self._keeper.alone(lambda: os.kill(os.getpid(), signal.SIGSTOP))
        self._trials.postpone(time.monotonic() - began)
        self._guard.resume()
        self._emit(Suspended(False))
        if not await self._keeper.call(agents.beat, self._id):
            self._evict()
        self._trials.signal(signal.SIGCONT)
