"""`sweepctl show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Format, Json
from sweepctl.cli.output import tell_detail, verb
from sweepctl.errors import UsageError


@verb
def show(
    trial: Annotated[
        str | None, typer.Argument(metavar="[SWEEP/]N", help="A trial's number, of the newest sweep or of SWEEP.")
    ] = None,
    form: Format = None,
    spec: Annotated[bool, typer.Option("--spec", help="The sweep file as it was; with SWEEP in place of N.")] = False,
    json: Json = False,
) -> None:
    """Show one trial: its value, parameters, command, folder and curve. With --spec a sweep's file.

    Example: sweepctl show 3
    """
    if spec:
        sweep, text = api.verbatim(trial)
        if json:
            from sweepctl.views import document

            typer.echo(document.spec(sweep, text))
        else:
            typer.echo(text.rstrip("\n"))
        return
    if trial is None:
        raise UsageError("which trial?", "sweepctl show 1; `sweepctl status --trials` lists them")
    found = api.show(trial)
    tell_detail(found, form, json)
