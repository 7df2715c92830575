"""`sweepctl edit`."""

from __future__ import annotations

from typing import Annotated

import typer

from sweepctl import api
from sweepctl.cli.options import Json, SweepName
from sweepctl.cli.output import tell, verb
from sweepctl.model.goal import Goal


@verb
def edit(
    sweep: SweepName = None,
    metric: Annotated[str | None, typer.Option("--metric", help="The name of the metric to search for.")] = None,
    goal: Annotated[Goal | None, typer.Option("--goal", help="Its better direction; default: as before.")] = None,
    json: Json = False,
) -> None:
    """Change a sweep that exists: the metric that it searches for.

    The kept output of its trials is read again, so that no finished training is wasted; running agents go on with it.

    Example: sweepctl edit --metric val_loss
    """
    found, mended = api.edit(metric, goal, sweep)
    if json:
        from sweepctl.views import document

        typer.echo(document.edited(found, mended))
        return
    objective = found.spec.objectives[0]
    tell(f"sweep {found.id} looks for {objective.name} now ({objective.goal})")
    if mended:
        typer.echo(f"found in trial{'s' if len(mended) > 1 else ''} {', '.join(map(str, mended))}")
