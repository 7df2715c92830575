"""`sweepctl why`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb


@verb
def why(
    trial: Annotated[
        str, typer.Argument(metavar="[SWEEP/]N", help="A trial's number, of the newest sweep or of SWEEP.")
    ],
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="A metric's name.")],
    json: Json = False,
) -> None:
    """Show the lines that a trial's values of a metric were read from.

    Example: sweepctl why 3 val_loss
    """
    from sweepctl.views import readings

    found = api.why(trial, metric)
    if json:
        typer.echo(readings.source_lines(metric, found))
        return
    for one in found:
        typer.echo(readings.source_line(one, metric))
