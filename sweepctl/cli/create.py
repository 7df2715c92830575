"""`sweepctl create`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.making import (
    Changes,
    DryRun,
    EarlyStop,
    FileOrProgram,
    Maximize,
    MethodChoice,
    Metric,
    Minimize,
    Ranges,
    inline_of,
    making_of,
)
from sweepctl.cli.options import Folder, Interpreter, Json, Name, Prior, Program, Quiet
from sweepctl.cli.output import say_problems, tell, verb


@verb
def create(
    file: FileOrProgram,
    ranges: Ranges = None,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    prior: Prior = None,
    changes: Changes = None,
    metric: Metric = None,
    minimize: Minimize = False,
    maximize: Maximize = False,
    method: MethodChoice = None,
    early_stop: EarlyStop = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Store a sweep; agents then run its trials.

    A program with ranges makes one without a file, as `run` does; --set changes what a file says.

    Example: sweepctl create sweep.yaml --set method=random
    """
    inline = inline_of(ranges, metric, minimize, maximize, method, early_stop)
    making = making_of(file, inline, changes, program, name, interpreter, cwd)
    if dry_run:
        making.dry_run((), quiet, json)
        return
    sweep, checked = making.create(prior)
    if json:
        from sweepctl.views import document

        typer.echo(document.created(sweep, checked.problems))
        return
    say_problems(checked.problems)
    if quiet:
        typer.echo(sweep.id)
        return
    tell(f"created sweep {sweep.id} ({sweep.name}), trials run in {sweep.folder}")
    typer.echo(f"run it with: sweepctl agent {sweep.id}{'' if api.has_end(sweep.spec) else ' --count 20'}")
