"""`sweepctl check`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.options import Folder, Interpreter, Json, Name, Program, SweepFile
from sweepctl.cli.output import say_problems, verb


@verb
def check(
    file: SweepFile,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    json: Json = False,
) -> None:
    """Check a sweep file and run nothing.

    Says every problem with its line, the size of a finite space, the bands of early stopping and the first command.

    Example: sweepctl check sweep.yaml
    """
    found = api.check(file, program=program, name=name, interpreter=interpreter, folder=cwd)
    if json:
        from sweepctl.views import document

        typer.echo(document.checked(found))
        return
    say_problems(found.problems)
    size = "endless" if found.size is None else f"{found.size:,} point{'s' if found.size != 1 else ''}"
    typer.echo(f"{file}: fine, {found.spec.method}, {size}")
    if found.bands:
        shown = ", ".join(map(str, found.bands[:6]))
        typer.echo(f"early stopping compares trials at value number {shown}{' …' if len(found.bands) > 6 else ''}")
    typer.echo(f"first trial, in {found.folder}:\n  {found.shell_line}")
