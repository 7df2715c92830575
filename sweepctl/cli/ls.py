"""`sweepctl ls`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import show, verb


@verb
def ls(json: Json = False) -> None:
    """List the sweeps of this folder, newest first.

    Example: sweepctl ls
    """
    lines = api.ls()
    if json:
        from sweepctl.views import document

        typer.echo(document.ls(lines))
        return
    from sweepctl.views import text

    show(text.ls(lines))
