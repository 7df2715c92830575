"""`sweepctl metrics`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import say, verb


@verb
def metrics(
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="A log; - is stdin.")],
    metric: Annotated[str | None, typer.Option("--metric", help="The metric's name in the sweep file.")] = None,
    json: Json = False,
) -> None:
    """Show which metrics would be read of a log, line by line, and by which format.

    Lines that say nothing are left out. With --metric, that name is recognised as in a sweep.

    Example: sweepctl metrics train.log --metric val_loss
    """
    from sweepctl.views import readings

    found = api.metrics(None if str(file) == "-" else file, metric)
    if json:
        typer.echo(readings.lines(found))
        return
    count = 0
    for read in found:
        count += metric is None or metric in read.metrics
        typer.echo(readings.line(read))
    if not count:
        say(f"`{metric}` was not found" if metric else "no line says a metric or a step")
