"""`sweepctl status`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import show, verb

_NEWEST = 10


@verb
def status(
    sweep: SweepName = None,
    trials: Annotated[bool, typer.Option("--trials", help="Show every trial, not only the newest.")] = False,
    json: Json = False,
) -> None:
    """Show a sweep: counts, the best trial, agents and the newest trials.

    Example: sweepctl status --trials
    """
    newest = None if trials else (0 if json else _NEWEST)
    found = api.status(sweep, newest)
    if json:
        from sweepctl.views import document

        typer.echo(document.status(found, with_trials=trials))
        return
    from sweepctl.views import text

    show(text.status(found))
