"""`sweepctl show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Format, Json
from sweepctl.cli.output import tell_detail, verb


@verb
def show(
    trial: Annotated[
        str, typer.Argument(metavar="[SWEEP/]N", help="A trial's number, of the newest sweep or of SWEEP.")
    ],
    form: Format = None,
    json: Json = False,
) -> None:
    """Show one trial: its value, parameters, command, folder and curve.

    Example: sweepctl show 3
    """
    found = api.show(trial)
    tell_detail(found, form, json)
