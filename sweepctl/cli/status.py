"""`sweepctl status`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import can_paint, say, show, verb
from sweepctl.model.listing import Listing

_NEWEST = 10


def _watch(sweep: str | None, json: bool) -> None:
    """On a terminal a board that stays in place; elsewhere a line whenever something changed, on stderr for JSON."""
    from sweepctl.cli.watching import follow, watch
    from sweepctl.views import text

    chosen = api.find(sweep).id
    if json or not can_paint():
        follow(chosen, say if json else typer.echo)
    else:
        watch(chosen, text.console())


@verb
def status(
    sweep: SweepName = None,
    trials: Annotated[bool, typer.Option("--trials", help="Show every trial, not only the newest.")] = False,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="Only trials in this state; may be repeated.")
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option("--sort", metavar="NAME", help="By value (best first), number, time, a parameter or a metric."),
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="NAMES", help="Parameters and metrics to show, such as lr,loss.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many trials.")] = None,
    watch: Annotated[bool, typer.Option("-w", "--watch", help="Watch it, until it is over or `q` is pressed.")] = False,
    json: Json = False,
) -> None:
    """Show a sweep: counts, the best trial, agents and the newest trials.

    Example: sweepctl status --sort value --state finished --limit 5
    """
    chosen = tuple(name.strip() for name in columns.split(",")) if columns else ()
    listing = Listing(api.states_of(state or ()), sort, reverse, limit, chosen)
    if watch:
        _watch(sweep, json)
    newest = None if trials else (0 if json else _NEWEST)
    is_listed = listing != Listing()
    found = api.status(sweep, newest, listing if is_listed else None)
    if json:
        from sweepctl.views import document

        typer.echo(document.status(found, with_trials=trials or is_listed))
        return
    from sweepctl.views import text

    show(text.status(found, chosen))
