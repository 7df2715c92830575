"""What `create` and `run` share: from a sweep file, a changed one, or a few words to a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sweepctl import api
from sweepctl.cli.output import say, say_problems
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal
from sweepctl.model.spec import Method

if TYPE_CHECKING:
    from sweepctl.model.checked import Checked
    from sweepctl.model.status import Sweep

FileOrProgram = Annotated[
    Path, typer.Argument(metavar="FILE|PROGRAM", help="The sweep file, such as sweep.yaml; or a program, with ranges.")
]
Ranges = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=RANGE]...", help="What to vary of a program: 'lr=log(1e-5,1e-1)' layers=1..4."),
]
Metric = Annotated[str | None, typer.Option("--metric", help="With ranges: the name of the metric.")]
Minimize = Annotated[bool, typer.Option("--minimize", help="With ranges: less of it is better (the default).")]
Maximize = Annotated[bool, typer.Option("--maximize", help="With ranges: more of it is better.")]
MethodChoice = Annotated[
    Method | None, typer.Option("--method", help="With ranges; default: bayes where there is a metric, else random.")
]
EarlyStop = Annotated[
    str | None, typer.Option("--early-stop", metavar="TYPE", help="With ranges: early stopping, such as hyperband.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change the file: 'lr=log(1e-4,1e-1)', method=random; repeatable."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the first five commands, and make nothing.")]


@dataclass(frozen=True)
class Making:
    """A sweep to be, as it was asked for."""

    file: Path
    program: str | None = None
    name: str | None = None
    interpreter: str | None = None
    folder: Path | None = None
    changes: Sequence[str] = ()
    text: str | None = None

    def check(self) -> Checked:
        """What is wrong with it. Raises SweepctlError."""
        return api.check(
            self.file,
            program=self.program,
            name=self.name,
            interpreter=self.interpreter,
            folder=self.folder,
            changes=self.changes,
            text=self.text,
        )

    def create(self, prior: str | None) -> tuple[Sweep, Checked]:
        """Make it. Raises SweepctlError."""
        return api.create(
            self.file,
            program=self.program,
            name=self.name,
            interpreter=self.interpreter,
            folder=self.folder,
            prior=prior,
            changes=self.changes,
            text=self.text,
        )

    def dry_run(self, extra: Sequence[str], quiet: bool, json: bool) -> int:
        """Show what it would run first; the exit code."""
        checked = self.check()
        trials = api.first_trials(checked, extra)
        if json:
            from sweepctl.views import document

            typer.echo(document.upcoming(checked, trials))
            return 0
        if not quiet:
            say_problems(checked.problems)
            if checked.spec.seed is None:
                say("note: without `seed` the points are others each time")
        for one in trials:
            typer.echo(one.shell_line)
        return 0


def inline_of(
    ranges: Sequence[str] | None,
    metric: str | None,
    minimize: bool,
    maximize: bool,
    method: Method | None,
    early_stop: str | None,
) -> api.Inline:
    """What the options say of a sweep without a file. Raises UsageError."""
    if minimize and maximize:
        raise UsageError("--minimize and --maximize exclude each other")
    goal = Goal.MAXIMIZE if maximize else Goal.MINIMIZE if minimize else None
    return api.Inline(tuple(ranges or ()), metric, goal, method, early_stop)


def making_of(
    file: Path,
    inline: api.Inline,
    changes: Sequence[str] | None,
    program: str | None,
    name: str | None,
    interpreter: str | None,
    folder: Path | None,
) -> Making:
    """The sweep that the command line asks for. Raises UsageError."""
    text = api.inline_sweep(file, inline)
    if text is not None and changes:
        raise UsageError("--set changes a sweep file, and there is none", "say it in the ranges")
    return Making(file, program, name, interpreter, folder, tuple(changes or ()), text)
