"""`sweepctl why`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb


@verb
def why(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[SWEEP|[SWEEP/]N]", help="A trial, or a sweep; default: the newest sweep here."),
    ] = None,
    metric: Annotated[
        str | None, typer.Argument(metavar="[METRIC]", help="Of a trial: which lines this metric was read from.")
    ] = None,
    json: Json = False,
) -> None:
    """Say why a trial ended, attempt by attempt, or why nothing is running in a sweep, and how to go on.

    With a METRIC: the lines that a trial's values of it were read from.

    Example: sweepctl why 3
    """
    if target is not None and metric is not None:
        from sweepctl.views import readings

        found = api.why(target, metric)
        lines = (readings.source_line(one, metric) for one in found)
        typer.echo(readings.source_lines(metric, found) if json else "\n".join(lines))
        return
    from sweepctl.views import story

    if target is not None and api.is_trial(target):
        trial = api.why_trial(target)
        typer.echo(story.trial_document(trial) if json else "\n".join(story.trial_lines(trial)))
        return
    sweep = api.why_sweep(target)
    typer.echo(story.sweep_document(sweep) if json else "\n".join(story.sweep_lines(sweep)))
