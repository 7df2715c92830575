"""What `agent` and `run` share: the view while it works, and the words at the end."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from sweepctl import api
from sweepctl.cli.fault import INTERRUPTED
from sweepctl.cli.output import abandon, can_paint, say, show
from sweepctl.errors import NotFoundError
from sweepctl.model.wandb import Wandb
from sweepctl.views.characters import fitting

if TYPE_CHECKING:
    from sweepctl.agent.processes.process import Patience
    from sweepctl.agent.seats.seating import Seating
    from sweepctl.cli.watching import AgentView
    from sweepctl.model.notice import Hook
    from sweepctl.model.status import AgentReport
    from sweepctl.views.lines import Lines

_NEWEST = 20


def work(
    sweep: str | None,
    count: int | None,
    seating: Seating,
    interpreter: str | None,
    patience: Patience,
    max_time: str | None,
    breaker: int | None,
    hooks: Sequence[Hook],
    wandb: Wandb,
    extra: Sequence[str],
    quiet: bool,
    json: bool,
) -> int:
    """Run an agent, show what it does, and tell what came of it; the exit code."""
    chosen = api.find(sweep).id
    again = Again(chosen, count, seating, interpreter, wandb, extra, max_time, breaker, hooks)
    try:
        with _view(chosen, quiet, json) as view:
            report = api.agent(
                chosen,
                view,
                count=count,
                seating=seating,
                interpreter=interpreter,
                patience=patience,
                extra=tuple(extra),
                wandb=wandb,
                max_time=max_time,
                breaker=breaker,
                hooks=hooks,
                owns_process=True,
            )
    except KeyboardInterrupt:
        say(f"go on with: {again.command(0)}")
        raise
    _tell(again, report, quiet, json)
    return _exit_code(report)


@dataclass(frozen=True)
class Again:
    """What an agent was asked for, to ask for the rest of it."""

    sweep: str
    count: int | None
    seating: Seating
    interpreter: str | None
    wandb: Wandb
    extra: Sequence[str]
    max_time: str | None = None
    breaker: int | None = None
    hooks: Sequence[Hook] = ()

    def command(self, over: int) -> str:
        """The command line that goes on where so many of the trials are over; after all of them, with as many more."""
        left = None if self.count is None else self.count - over or self.count
        parts = ["sweepctl", "agent", self.sweep, *(["-n", str(left)] if left else [])]
        parts += self.seating.options
        parts += ["--interpreter", self.interpreter] if self.interpreter else []
        parts += ["--max-time", self.max_time] if self.max_time else []
        parts += ["--breaker", str(self.breaker)] if self.breaker is not None else []
        parts += [word for hook in self.hooks for word in ("--on-event", hook.text)]
        parts += ["--wandb", self.wandb] if self.wandb is not Wandb.AUTO else []
        return shlex.join([*parts, *(["--", *self.extra] if self.extra else [])])


def _view(sweep: str, quiet: bool, json: bool) -> Lines | AgentView:
    """In place on a terminal that can, else a line an event: on stderr where stdout is for a document."""
    from sweepctl.views.lines import Lines

    if quiet:
        return Lines(lambda line: None)
    if json or not can_paint():
        return Lines(say if json else _print)
    from sweepctl.cli.watching import AgentView
    from sweepctl.views import text

    return AgentView(sweep, text.console())


def _print(line: str) -> None:
    """A line on stdout; that nobody reads it any more must not end the agent."""
    try:
        print(fitting(line), flush=True)
    except OSError:
        abandon(sys.stdout)


def _tell(again: Again, report: AgentReport, quiet: bool, json: bool) -> None:
    sweep = again.sweep
    status = api.status(sweep, newest=_NEWEST)
    if json:
        from sweepctl.views import document

        typer.echo(document.worked(status, report))
        return
    if quiet:
        return
    from sweepctl.views import record, text
    from sweepctl.views.words import harmless

    show(text.status(status))
    try:
        best = api.best(sweep)
    except NotFoundError:
        best = None
    if best is not None and (command := record.command_line(best)):
        parts = f", of part 0 of {len(best.trial.parts)}" if best.trial.parts else ""
        typer.echo(f"\nbest command{parts}:\n  {harmless(command)}")
    if report.is_broken:
        say(f"error: {report.why}\nhint: {_remedy(report, sweep)}")
    elif status.sweep.state in {"running", "paused"}:
        typer.echo(f"\ngo on with: {again.command(report.over)}")
    elif status.sweep.state == "stopped":
        typer.echo(f"\ngo on with: sweepctl resume {sweep} && {again.command(report.over)}")


def _remedy(report: AgentReport, sweep: str) -> str:
    """What to do after a sweep that gave nothing."""
    if report.fault == "machine":
        return f"mend this machine, then: sweepctl agent {sweep}"
    if report.failed:
        return f"mend the script, then: sweepctl retry --failed --sweep {sweep} && sweepctl agent {sweep}"
    return (
        f"`sweepctl show 1` says which names it printed; set `metric.name` to one: sweepctl edit {sweep} --metric NAME"
    )


def _exit_code(report: AgentReport) -> int:
    """0 if any trial finished, there was nothing to do, or the time for it was over before any failed."""
    if report.is_broken:
        return 1
    if report.finished:
        return 0
    if report.is_out_of_time:
        return 1 if report.failed else 0
    if report.was_interrupted:
        return INTERRUPTED
    return 1 if report.started else 0
