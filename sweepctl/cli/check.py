"""`sweepctl check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sweepctl import api
from sweepctl.cli.making import Changes, Making
from sweepctl.cli.options import Folder, Interpreter, Json, Name, OptionalFile, Program
from sweepctl.cli.output import say_problems, show, tell, verb
from sweepctl.errors import UsageError
from sweepctl.model.harmless import harmless

if TYPE_CHECKING:
    from pathlib import Path

    from sweepctl.model.checked import Checked

_SHOWN_BANDS = 6


@verb
def check(
    file: OptionalFile = None,
    program: Program = None,
    name: Name = None,
    interpreter: Interpreter = None,
    cwd: Folder = None,
    changes: Changes = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say in words what will be done, with papers.")] = False,
    json: Json = False,
) -> None:
    """Check a sweep file and run nothing.

    Says every problem with its line, the size of a finite space, the bands of early stopping and the first command.
    With --explain also which algorithm draws and stops; without a file, every one that there is.

    Example: sweepctl check sweep.yaml
    """
    if file is None and not explain:
        raise UsageError("which file?", "sweepctl check sweep.yaml")
    if file is None and changes:
        raise UsageError("--set changes a sweep file: which one?", "sweepctl check sweep.yaml --set run_cap=50")
    found = None if file is None else Making(file, program, name, interpreter, cwd, tuple(changes or ())).check()
    topics = (api.explain_all() if found is None else api.explain_sweep(found)) if explain else ()
    if json:
        from sweepctl.views import document

        typer.echo(document.checked(found, topics))
        return
    if found is not None and file is not None:
        _tell(file, found)
    if topics:
        from sweepctl.views import text

        show(text.topics(topics))


def _tell(file: Path, found: Checked) -> None:
    say_problems(found.problems)
    size = "endless" if found.size is None else f"{found.size:,} point{'s' if found.size != 1 else ''}"
    cap = found.spec.limits.run_cap
    most = f", at most {cap} trial{'s' if cap != 1 else ''}" if cap is not None else ""
    typer.echo(f"{file}: fine, {found.spec.method}, {size}{most}")
    if found.share is not None:
        typer.echo(f"the constraints leave about {found.share:.0%} of the space")
    if found.bands:
        shown = ", ".join(map(str, found.bands[:_SHOWN_BANDS]))
        more = " …" if len(found.bands) > _SHOWN_BANDS else ""
        tell(f"early stopping compares trials at value number {shown}{more}")
    tell(f"first trial, in {found.folder}:\n  {harmless(found.shell_line)}")
