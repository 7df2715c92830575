"""`sweepctl edit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sweepctl import api
from sweepctl.cli.making import Changes
from sweepctl.cli.options import Json, Name, SweepName
from sweepctl.cli.output import say_problems, tell, verb
from sweepctl.model.goal import Goal

if TYPE_CHECKING:
    from sweepctl.api.revision import Edited


@verb
def edit(
    sweep: SweepName = None,
    metric: Annotated[str | None, typer.Option("--metric", help="The name of the metric to search for.")] = None,
    goal: Annotated[Goal | None, typer.Option("--goal", help="Its better direction; default: as before.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A sweep file: ranges, caps, stop rules and all else as it says.")
    ] = None,
    changes: Changes = None,
    name: Name = None,
    json: Json = False,
) -> None:
    """Change a sweep that exists: its metric, its name, a few of its keys, or all that a sweep file says.

    Its trials stay, those outside of a new space are marked; running agents go on with the new version.
    For another metric the kept output is read again, and the other columns of what was imported, so that no finished
    training is wasted.

    Example: sweepctl edit --file sweep.yaml

    Example: sweepctl edit --set run_cap=50 --set lr.max=0.1
    """
    found = api.edit(api.Change(metric, goal, file, name, tuple(changes or ())), sweep)
    if json:
        from sweepctl.views import document

        typer.echo(document.edited(found.sweep, found.mended, found.outside, found.lacking))
        return
    say_problems(found.problems)
    tell(_told(found))


def _told(found: Edited) -> str:
    one = found.sweep
    lines = [f"sweep {one.id} ({one.name}) is at version {one.version} now"]
    if one.spec.objective is not None:
        lines[0] += f" and looks for {one.spec.objective.name} ({one.spec.objective.goal})"
    if found.mended:
        lines.append(f"found in {_numbered(found.mended)}")
    if found.lacking:
        names = " or ".join(objective.name for objective in one.spec.objectives)
        lines.append(f"imported without {names}: {_numbered(found.lacking)}")
    if found.outside:
        lines.append(f"outside of its space, and kept: {_numbered(found.outside)}")
    return "\n".join(lines)


def _numbered(numbers: Sequence[int]) -> str:
    return f"trial{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
