"""`sweepctl diff`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json
from sweepctl.cli.output import show, verb


@verb
def diff(
    trials: Annotated[list[str], typer.Argument(metavar="[SWEEP/]N [SWEEP/]M…", help="At least two trials.")],
    every: Annotated[bool, typer.Option("--all", help="Show the parameters that are equal too.")] = False,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Draw with plain characters.")] = False,
    json: Json = False,
) -> None:
    """Compare trials: what became of them, the parameters that differ, and the curves on one scale.

    Example: sweepctl diff 3 7
    """
    found = api.diff(trials)
    from sweepctl.views import charts, comparison

    if json:
        typer.echo(comparison.comparison_document(found))
    else:
        show(comparison.comparison(found, charts.sheet(ascii_only), with_equal=every))
