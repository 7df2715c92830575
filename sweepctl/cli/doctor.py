"""`sweepctl doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import show, verb
from sweepctl.errors import UsageError


@verb
def doctor(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look; mend nothing.")] = False,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Remove the folders of deleted sweeps, too.")] = False,
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Copy what can be read of a damaged store into a new one in its place.")
    ] = False,
    json: Json = False,
) -> int:
    """Look the store and this machine over; mend what is safe to mend, and say the rest.

    Example: sweepctl doctor --dry-run
    """
    if salvage and dry_run:
        raise UsageError("--salvage writes a new store, --dry-run writes nothing", "give one of them")
    found = api.rescue() if salvage else api.doctor(dry_run=dry_run, sure=yes)
    from sweepctl.views import checkup

    if json:
        typer.echo(checkup.checkup_document(found))
    else:
        show(checkup.checkup(found))
    return 0 if found.is_well else 1
