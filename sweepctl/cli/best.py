"""`sweepctl best`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.options import Format, Json, SweepName
from sweepctl.cli.output import show, tell_detail, verb
from sweepctl.errors import UsageError


@verb
def best(
    sweep: SweepName = None,
    form: Format = None,
    json: Json = False,
) -> None:
    """Show the best trial, or its parameters in a form that other programs read; of several metrics the Pareto front.

    Example: sweepctl best --format command
    """
    several = api.front(sweep)
    if several is None:
        tell_detail(api.best(sweep), form, json)
        return
    if form is not None:
        raise UsageError("with several metrics no trial is best", "`sweepctl show N --format …` takes one of the front")
    from sweepctl.views import document, text

    if json:
        typer.echo(document.front_only(several))
    else:
        show(text.front(several.front, several.sweep.spec.objectives))
