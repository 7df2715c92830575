"""The questions of `init -i`."""

from __future__ import annotations

import typer

from sweepctl import api
from sweepctl.cli.output import say
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal
from sweepctl.model.sketch import Sketch

_TRIALS = 20


def asked(sketch: Sketch) -> Sketch:
    """The proposal after its user was asked: for the metric, its goal, what to vary, and how many trials."""
    aim = sketch.aim
    if aim is not None and aim.others:
        say(f"it also prints: {', '.join(aim.others)}")
    metric = typer.prompt("metric", default=aim.name if aim else "val_loss", err=True)
    fresh = api.with_aim(sketch, metric)
    assert fresh.aim is not None
    goal = _goal(typer.prompt("minimize or maximize", default=str(fresh.aim.goal), err=True))
    names = [one.name for one in sketch.varied]
    more = [one.name for one in sketch.left if one.block]
    if more:
        say(f"could be varied too: {', '.join(more)}")
    chosen = typer.prompt("vary", default=" ".join(names), err=True)
    trials = typer.prompt("trials", default=_TRIALS, type=int, err=True)
    return api.with_answers(fresh, goal, chosen.replace(",", " ").split(), trials)


def _goal(answer: str) -> Goal:
    found = [one for one in Goal if answer and one.startswith(answer.lower())]
    if len(found) != 1:
        raise UsageError(f"`{answer}` is not a goal", "minimize or maximize")
    return found[0]
