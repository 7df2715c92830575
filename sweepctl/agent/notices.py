"""Notifications: commands of the user's that are run beside the event loop, each told by one JSON document on stdin."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from sweepctl.agent.processes import tree
from sweepctl.agent.processes.guard import Guard
from sweepctl.agent.processes.identity import this_process
from sweepctl.model.document import document
from sweepctl.model.event import BreakerOpened, Event, TrialEnded
from sweepctl.model.notice import Hook, Notice, Occasion
from sweepctl.model.outcome import SCRIPT_FAILURES, Ending
from sweepctl.model.status import Sweep, SweepStatus
from sweepctl.model.trial import TrialState

# How long a command may take, and how long an agent that leaves waits for those that are not over.
LIMIT = 30.0
_TAG = "SWEEPCTL_NOTICE"
# A command that is slower than its events misses the oldest of these.
_MOST_WAITING = 100
_KILL_SECONDS = 5.0
_ILL = SCRIPT_FAILURES | {Ending.NOT_STARTED}


class Notices:
    """The commands of one agent. `guard` kills what runs of them should the agent die."""

    def __init__(self, sweep: Sweep, agent: str, hooks: Sequence[Hook], guard: Guard, warn: Callable[[str], None]):
        self._sweep = sweep
        self._agent = agent
        self._tellers = [Teller(hook, guard, warn) for hook in hooks]
        self._failed: set[tuple[int, int]] = set()
        self._is_closed = False

    def see(self, event: Event) -> None:
        """Tell of an event, if it is one of those."""
        for notice in self._worth_telling(event) if self._tellers else ():
            self.tell(notice)

    def _worth_telling(self, event: Event) -> list[Notice]:
        match event:
            case BreakerOpened(why, tail):
                return [Notice(Occasion.BREAKER, why, tail=tail)]
            case TrialEnded(again=False, trial=trial) if event.is_best:
                place = "the best so far" if len(trial.values) < 2 else "on the Pareto front now"
                why = f"trial {trial.number} is {place}"
                return [Notice(Occasion.IMPROVED, why, trial.number, trial.value, trial.values, trial.params)]
            case TrialEnded(again=False, trial=trial, outcome=outcome) if outcome.ending in _ILL:
                # Several parts of a trial may go wrong at once.
                is_new = (trial.number, trial.attempt) not in self._failed
                self._failed.add((trial.number, trial.attempt))
                if trial.state is TrialState.FAILED and is_new:
                    return [Notice(Occasion.FAILED, outcome.why, trial.number, params=trial.params)]
        return []

    def tell(self, notice: Notice) -> None:
        """Hand a notice to every command that wants it; they are run one after another, in the order of events."""
        if not self._is_closed:
            for teller in self._tellers:
                if notice.kind in teller.hook.occasions:
                    teller.tell(notice.kind, self._document(notice))

    def _document(self, notice: Notice) -> str:
        sweep, objective = self._sweep, self._sweep.spec.objective
        return document(
            kind=notice.kind,
            at=time.time(),
            sweep={"id": sweep.id, "name": sweep.name, "folder": sweep.folder},
            agent=self._agent,
            host=this_process().host,
            metric={"name": objective.name, "goal": objective.goal} if objective else None,
            trial=notice.trial,
            value=notice.value,
            **({"values": notice.values} if len(notice.values) > 1 else {}),
            params=notice.params,
            why=notice.why,
            **({"counts": notice.counts} if notice.counts else {}),
            **({"tail": notice.tail} if notice.tail else {}),
        )

    @property
    def want_finish(self) -> bool:
        """Whether anybody is to be told of the end of the sweep, and still can be."""
        return not self._is_closed and any(Occasion.FINISHED in one.hook.occasions for one in self._tellers)

    def finish(self, status: SweepStatus) -> None:
        """Tell that the sweep is finished."""
        counts = {name: many for name, many in vars(status.counts).items() if many}
        notice = Notice(Occasion.FINISHED, status.reason, counts=counts)
        best = status.best
        if best is not None:
            notice = replace(notice, trial=best.number, value=best.value, params=best.params)
        self.tell(notice)

    async def settle(self) -> None:
        """Wait for what was told so far, for as long as one command may take; what is not over then is killed."""
        tasks = [one.task for one in self._tellers if one.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=LIMIT)
        for teller in self._tellers:
            teller.stop()

    def close(self) -> None:
        """Kill what runs, and tell nothing more."""
        self._is_closed = True
        for teller in self._tellers:
            teller.stop()

    async def leave(self) -> None:
        """The same, and wait until all of it is gone: the guard has to be there until then."""
        self.close()
        await asyncio.gather(*(one.task for one in self._tellers if one.task is not None))


class Teller:
    """One command: what it is still to be told, and the process that is being told. Trouble is said once."""

    def __init__(self, hook: Hook, guard: Guard, warn: Callable[[str], None]) -> None:
        self.hook = hook
        self.task: asyncio.Task[None] | None = None
        self._guard = guard
        self._warn = warn
        self._waiting: deque[tuple[Occasion, str]] = deque(maxlen=_MOST_WAITING)
        self._running: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self._has_failed = False

    def tell(self, kind: Occasion, text: str) -> None:
        """Run the command with a document, once it is done with those before."""
        self._waiting.append((kind, text))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._work())

    def stop(self) -> None:
        """Forget what waits, and kill what runs."""
        self._waiting.clear()
        if self._running is not None:
            self._is_stopped = True
            tree.signal_group(self._running.pid, signal.SIGKILL)

    async def _work(self) -> None:
        # A thread of its own: a command that hangs must keep nobody else waiting.
        with ThreadPoolExecutor(1, thread_name_prefix="notice") as thread:
            while self._waiting:
                trouble = await self._run(*self._waiting.popleft(), thread)
                if trouble and not self._has_failed:
                    self._has_failed = True
                    self._warn(f"--on-event `{self.hook.text}`: {trouble}")

    async def _run(self, kind: Occasion, text: str, thread: ThreadPoolExecutor) -> str:
        """Start the command and wait for it; what went wrong."""
        tag = secrets.token_hex(8)
        try:
            process = subprocess.Popen(
                self.hook.argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "SWEEPCTL_EVENT": kind, _TAG: tag},
                # In our session, so that it is not taken for an orphan of a trial, but out of reach of Ctrl-C.
                process_group=0,
            )
        except OSError as error:
            return f"cannot be started: {error.strerror}"
        self._running, self._is_stopped = process, False
        self._guard.add(process.pid)
        trouble = await asyncio.get_running_loop().run_in_executor(thread, _ended, process, tag, text)
        self._running = None
        self._guard.drop(process.pid)
        return "was killed, since the agent leaves" if self._is_stopped else trouble


def _ended(process: subprocess.Popen[bytes], tag: str, text: str) -> str:
    """Give it the document and wait for its end, or make one; what went wrong."""
    is_late = False
    try:
        process.communicate(f"{text}\n".encode(), LIMIT)
    except subprocess.TimeoutExpired:
        is_late = True
        tree.signal_group(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_KILL_SECONDS)
    code = process.returncode
    if is_late or code == -signal.SIGKILL:
        # Whoever killed it, what it started is to be gone too.
        tree.kill_tagged(_TAG, tag)
    if is_late:
        return f"took longer than {LIMIT:g} s and was killed"
    if code < 0:
        return f"was ended by signal {-code}"
    return f"failed with exit code {code}" if code else ""
