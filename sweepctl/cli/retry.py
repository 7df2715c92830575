"""`sweepctl retry`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, OfSweep
from sweepctl.cli.output import verb


@verb
def retry(
    trials: Annotated[list[str] | None, typer.Argument(metavar="[[SWEEP/]N]...", help="Trials of one sweep.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every failed trial.")] = False,
    sweep: OfSweep = None,
    json: Json = False,
) -> None:
    """Queue ended trials again, with the same parameters.

    Example: sweepctl retry --failed
    """
    found, numbers = api.retry(trials or [], failed, sweep)
    if json:
        from sweepctl.views import document

        typer.echo(document.queued(found, numbers))
        return
    if not numbers:
        typer.echo(f"no failed trial in sweep {found.id}")
        return
    named = ", ".join(map(str, numbers))
    typer.echo(f"queued again: trial{'s' if len(numbers) > 1 else ''} {named}; run: sweepctl agent {found.id}")
