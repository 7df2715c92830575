"""An agent's events as a view that stays in place below the lines of what has ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from sweepctl.model.event import AgentLeft, AgentStarted, Event, Progress, Suspended, TrialEnded, TrialStarted
from sweepctl.model.spec import SweepSpec
from sweepctl.model.trial import Execution, Trial
from sweepctl.views.lines import lines_of
from sweepctl.views.words import duration, harmless, mean_text, number, params_text

_PER_SECOND = 4
_BAR_WIDTH = 30


@dataclass
class _Row:
    """A running trial as the view knows it."""

    params: str
    began: float
    place: str = ""
    progress: Progress | None = None


class LiveView:
    """Ended trials scroll by; running ones, the best value and the progress stay below."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._spec: SweepSpec | None = None
        self._rows: dict[Execution, _Row] = {}
        self._best: Trial | None = None
        self._goal: int | None = None
        self._done = 0
        self._busy_seconds = 0.0
        self._jobs = 1
        # Last: it renders once while it is made.
        self._live = Live(get_renderable=self._render, console=console, refresh_per_second=_PER_SECOND, transient=True)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def __call__(self, event: Event) -> None:
        """Fold an event in."""
        match event:
            case AgentStarted(sweep, _, jobs, goal):
                self._spec = sweep.spec
                self._goal, self._jobs = goal, jobs
            case TrialStarted(execution, params, place=place):
                self._rows[execution] = _Row(params_text(params), time.monotonic(), place)
                return
            case Progress(execution):
                if execution in self._rows:
                    self._rows[execution].progress = event
                return
            case TrialEnded():
                self._ended(event)
            case Suspended(now):
                # The shell gets its cursor back meanwhile.
                (self._live.stop if now else self._live.start)()
                return
            case AgentLeft():
                self._rows.clear()
        for line in lines_of(event, self._spec):
            self._console.print(Text(line))

    def _ended(self, event: TrialEnded) -> None:
        self._rows.pop(event.execution, None)
        if event.again:
            return
        self._busy_seconds += event.seconds
        if not event.trial.state.is_over:
            return
        self._done += 1
        if event.is_best and len(event.trial.values) < 2:
            self._best = event.trial

    def _render(self) -> RenderableType:
        return Group(*self._running(), self._footer())

    def _running(self) -> list[Text]:
        """A line for each running trial; where it is too long the parameters give way, at its end."""
        rows = [
            (
                (
                    self._named(execution, row.place),
                    self._progress_text(row.progress),
                    duration(time.monotonic() - row.began),
                ),
                row,
            )
            for execution, row in list(self._rows.items())
        ]
        widths = [max(map(len, column)) for column in zip(*(cells for cells, _ in rows), strict=True)]
        lines = []
        for (name, progress, elapsed), row in rows:
            head = f"{name:<{widths[0]}}  {progress:<{widths[1]}}  {elapsed:>{widths[2]}}  "
            lines.append(Text.assemble(head, (row.params, "dim"), no_wrap=True, overflow="ellipsis"))
        return lines

    def _named(self, execution: Execution, place: str) -> str:
        has_parts = self._spec is not None and self._spec.parts.count > 1
        part = f".{execution.part}" if has_parts else ""
        return f"trial {execution.trial}{part}" + (f" on {place}" if place else "")

    def _progress_text(self, progress: Progress | None) -> str:
        if progress is None:
            return "…"
        at = f"{progress.unit or 'step'} {progress.step:g}" if progress.step is not None else f"value {progress.n}"
        return f"{harmless(progress.objective.name)} {number(progress.value)} at {at}"

    def _footer(self) -> RenderableType:
        footer = Table.grid(padding=(0, 2))
        best = ""
        if self._best is not None:
            best = f"best {mean_text(self._best)} (trial {self._best.number})"
        if self._goal is None:
            footer.add_row(f"{self._done} done", best)
        else:
            bar = ProgressBar(self._goal, min(self._done, self._goal), width=_BAR_WIDTH)
            footer.add_row(bar, f"{self._done}/{self._goal}", self._left(), best)
        return footer

    def _left(self) -> str:
        """How long the rest may take, from the mean so far."""
        if not self._done or self._goal is None:
            return ""
        rest = (self._goal - self._done) * self._busy_seconds / self._done / self._jobs
        return f"about {duration(max(0.0, rest))} left"
