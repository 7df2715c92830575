"""`sweepctl logs`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb
from sweepctl.errors import UsageError


@verb
def logs(
    trial: Annotated[
        str | None,
        typer.Argument(metavar="[[SWEEP/]N]", help="A trial; default: the newest one. With --failed a sweep."),
    ] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on while the trial runs.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Every failed trial's output.")] = False,
    json: Json = False,
) -> None:
    """Print what a trial has printed.

    Example: sweepctl logs 3 -f
    """
    if follow and (failed or json):
        raise UsageError("-f follows one trial, as text")
    found = api.logs(trial, failed)
    if json:
        from sweepctl.views import document

        typer.echo(document.logs([(one, list(api.log_lines(one))) for one in found]))
        return
    from sweepctl.views.words import harmless

    for one in found:
        if len(found) > 1:
            typer.echo(harmless(f"== trial {one.trial.number}: {one.trial.reason}"))
        for line in api.follow(one) if follow else api.log_lines(one):
            typer.echo(harmless(line))
