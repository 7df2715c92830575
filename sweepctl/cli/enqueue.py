"""`sweepctl enqueue`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, OfSweep
from sweepctl.cli.output import say, verb


@verb
def enqueue(
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Parameters; the rest is drawn.")
    ] = None,
    like: Annotated[
        int | None, typer.Option("--from", metavar="N", help="The rest is trial N's; alone: run trial N's point again.")
    ] = None,
    sweep: OfSweep = None,
    json: Json = False,
) -> None:
    """Queue a point of your own as the next trial.

    A range in place of a value, such as 'lr=log(1e-4,1e-3)' or width=64,128, is drawn from.

    Example: sweepctl enqueue lr=0.01 width=64

    Example: sweepctl enqueue --from 7 lr=0.02
    """
    found, number, strange = api.enqueue(values or (), sweep, like)
    if json:
        from sweepctl.views import document

        typer.echo(document.queued(found, [number]))
        return
    for sentence in strange:
        say(f"warning: {sentence}")
    typer.echo(f"queued trial {number} of sweep {found.id}; run: sweepctl agent {found.id}")
