"""`sweepctl best`."""

from __future__ import annotations

from sweepctl import api
from sweepctl.cli.options import Format, Json, SweepName
from sweepctl.cli.output import tell_detail, verb


@verb
def best(
    sweep: SweepName = None,
    form: Format = None,
    json: Json = False,
) -> None:
    """Show the best trial, or its parameters in a form that other programs read.

    Example: sweepctl best --format command
    """
    found = api.best(sweep)
    tell_detail(found, form, json)
