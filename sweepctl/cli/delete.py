"""`sweepctl delete`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import verb
from sweepctl.errors import UsageError
from sweepctl.model.harmless import harmless


@verb
def delete(
    sweep: SweepName = None,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Remove a sweep, its trials and their folders.

    Example: sweepctl delete SWEEP -y
    """
    found = api.named_or_only_live(sweep)
    if not yes:
        if json:
            raise UsageError("delete asks first", "add -y")
        typer.confirm(f"delete sweep {found.id} ({harmless(found.name)}), its trials and their folders?", abort=True)
    api.delete(found.id)
    if json:
        from sweepctl.views import document

        typer.echo(document.sweep_only(found))
    else:
        typer.echo(f"deleted sweep {found.id}")
