"""`sweepctl create`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.options import Folder, Interpreter, Json, Name, Prior, Program, Quiet, SweepFile
from sweepctl.cli.output import say_problems, tell, verb


@verb
def create(
    file: SweepFile,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    prior: Prior = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Store a sweep; agents then run its trials.

    Example: sweepctl create sweep.yaml
    """
    sweep, checked = api.create(file, program=program, name=name, interpreter=interpreter, folder=cwd, prior=prior)
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
