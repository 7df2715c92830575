"""`sweepctl import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, Name, Program
from sweepctl.cli.output import say, verb

_SHOWN = 20


@verb
def import_(
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|URL", help="A W&B or sweepctl export (csv, json, jsonl), or Optuna's storage."),
    ],
    into: Annotated[
        str | None, typer.Option("--into", metavar="SWEEP", help="The sweep that they are added to.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--from", metavar="SWEEPFILE", help="Make a new sweep from this file for them.")
    ] = None,
    study: Annotated[
        str | None, typer.Option("--study", metavar="NAME", help="Which of several Optuna studies.")
    ] = None,
    program: Program = None,
    name: Name = None,
    json: Json = False,
) -> None:
    """Add runs of elsewhere as ended trials, which the search learns from and `run_cap` does not count.

    An Optuna study makes a new sweep of its own space, unless --into or --from says which.

    Example: sweepctl import wandb.csv --into first
    """
    found = api.import_(source, api.Destination(into, file, name, program), study)
    if json:
        from sweepctl.views import document

        typer.echo(document.imported(found))
        return
    for note in found.notes:
        say(f"note: {note}")
    for remark in found.remarks[:_SHOWN]:
        say(f"{'left out' if remark.is_left_out else 'warning'}: {remark}")
    if len(found.remarks) > _SHOWN:
        say(f"and {len(found.remarks) - _SHOWN} more; --json has all of them")
    many = len(found.numbers)
    typer.echo(f"imported {many} trial{'' if many == 1 else 's'} into sweep {found.sweep.id} ({found.sweep.name})")
    if found.known:
        typer.echo(f"{found.known} had been imported before")
