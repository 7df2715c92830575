"""Twice a second: what the running trials reported goes to the store, and what the store knows comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from sweepctl.agent.evidence import Standing, evidence_for
from sweepctl.agent.keeper import Keeper
from sweepctl.agent.processes.process import Patience
from sweepctl.agent.running import Running
from sweepctl.metrics.summary import objective_value
from sweepctl.model.event import Event, Progress, Said, Tone
from sweepctl.model.outcome import Ending, Outcome
from sweepctl.model.status import Sweep
from sweepctl.model.trial import Execution
from sweepctl.stoppers.base import Evidence, Stopper
from sweepctl.store import reports


class Pulse:
    """Reports and judges the executions in `running`, which others fill and empty."""

    def __init__(
        self,
        agent: str,
        sweep: Sweep,
        keeper: Keeper,
        stopper: Stopper | None,
        running: Mapping[Execution, Running],
        patience: Patience,
        on_event: Callable[[Event], None],
    ) -> None:
        self._agent = agent
        self._sweep = sweep
        self._keeper = keeper
        self._stopper = stopper
        self._running = running
        self._patience = patience
        self._emit = on_event
        self._has_worried = False

    async def tick(self) -> None:
        """One round."""
        batches = {}
        for running in self._running.values():
            running.read_records()
            batch = running.take()
            if batch.points or batch.series or batch.voided:
                batches[running.execution] = batch
        answer = await self._keeper.call(reports.report, self._agent, batches)
        for execution, verdict in answer.verdicts.items():
            if execution in self._running:
                self._running[execution].stop(verdict, self._patience)
        for execution in batches:
            self._tell(execution)
        self._worry()
        await self._judge()

    def _worry(self) -> None:
        """Say once that the metric does not come, while there is time to do something about it."""
        for running in self._running.values() if not self._has_worried else ():
            worry = running.worry(time.monotonic())
            if worry is not None:
                self._has_worried = True
                self._emit(Said(f"trial {running.execution.trial}: {worry}", Tone.WARNING))
                return

    def _tell(self, execution: Execution) -> None:
        running = self._running.get(execution)
        if running is None or running.objective is None or running.series is None:
            return
        series = running.series
        found = objective_value(running.objective, series)
        summary = found[0] if found else None
        self._emit(
            Progress(execution, running.objective, series.count, series.last_step, series.unit, series.last, summary)
        )

    async def _judge(self) -> None:
        """Stop what the stopper gives up; it says itself when it wants to be asked again."""
        objective = self._sweep.spec.objective
        if self._stopper is None or objective is None:
            return
        for running in list(self._running.values()):
            question = self._stopper.question(running.judged, running.settled)
            if question is not None and running.verdict is None:
                standing = Standing(running.settled, running.judged, running.best)
                evidence = await self._keeper.call(
                    evidence_for, self._sweep.spec, running.execution, standing, question
                )
                await self._judge_one(self._stopper, running, evidence)

    async def _judge_one(self, stopper: Stopper, running: Running, evidence: Evidence | None) -> None:
        if evidence is None:
            return
        running.judged = evidence.count
        # Beside the loop: a statistical test may take its time.
        decision = await asyncio.to_thread(stopper.judge, evidence)
        if decision.stop:
            running.stop(Outcome(Ending.STOPPED, why=decision.why, figures=decision.figures), self._patience)
