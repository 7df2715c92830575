"""`sweepctl pause`, `resume`, `stop`, `cancel`: four requests of one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import verb

if TYPE_CHECKING:
    from sweepctl.model.status import Sweep


def _done(sweep: Sweep, sentence: str, json: bool) -> None:
    if json:
        from sweepctl.views import document

        typer.echo(document.sweep_only(sweep))
    else:
        typer.echo(sentence)


@verb
def pause(sweep: SweepName = None, json: Json = False) -> None:
    """Start no new trials; running ones go on, agents stay and wait.

    Example: sweepctl pause
    """
    found = api.pause(sweep)
    _done(found, f"sweep {found.id} is paused; `sweepctl resume {found.id}` goes on", json)


@verb
def resume(sweep: SweepName = None, json: Json = False) -> None:
    """Undo pause and stop.

    Example: sweepctl resume
    """
    found = api.resume(sweep)
    _done(found, f"sweep {found.id} is running again; agents that left: sweepctl agent {found.id}", json)


@verb
def stop(sweep: SweepName = None, json: Json = False) -> None:
    """Start no new trials; running ones finish, then agents leave.

    Example: sweepctl stop
    """
    found = api.stop(sweep)
    _done(found, f"sweep {found.id} is stopped; `sweepctl resume {found.id}` goes on", json)


@verb
def cancel(
    target: Annotated[str | None, typer.Argument(metavar="[SWEEP[/N]]", help="A sweep, or one trial of it.")] = None,
    json: Json = False,
) -> None:
    """Kill what runs and end the sweep; with /N that one trial only.

    Example: sweepctl cancel SWEEP/3
    """
    found, number = api.cancel(target)
    what = f"sweep {found.id}" if number is None else f"trial {number} of sweep {found.id}"
    _done(found, f"{what} is cancelled; agents kill what runs", json)
