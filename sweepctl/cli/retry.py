"""`sweepctl retry`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import verb


@verb
def retry(
    trials: Annotated[list[int] | None, typer.Argument(metavar="[N]...", help="Numbers of trials.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every failed trial.")] = False,
    sweep: Annotated[str | None, typer.Option("--sweep", help="Of which sweep; default: the newest here.")] = None,
    json: Json = False,
) -> None:
    """Queue ended trials again, with the same parameters.

    Example: sweepctl retry --failed
    """
    found, numbers = api.retry(trials or [], failed, sweep)
    if json:
        from sweepctl.views import document

        typer.echo(document.retried(found, numbers))
        return
    if not numbers:
        typer.echo(f"no failed trial in sweep {found.id}")
        return
    named = ", ".join(map(str, numbers))
    typer.echo(f"queued again: trial{'s' if len(numbers) > 1 else ''} {named}; run: sweepctl agent {found.id}")
