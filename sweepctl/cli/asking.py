"""The questions of `init -i`."""

from __future__ import annotations

from collections.abc import Callable

import typer

from sweepctl import api
from sweepctl.cli.output import report, say
from sweepctl.errors import UsageError
from sweepctl.model.goal import Goal
from sweepctl.model.sketch import Sketch

_TRIALS = 20


def asked(sketch: Sketch) -> Sketch:
    """The proposal after its user was asked: for the metric, its goal, what to vary, and how many trials."""
    if sketch.aim is not None and sketch.aim.others:
        say(f"it also prints: {', '.join(sketch.aim.others)}")
    sketch = _answered("metric", sketch.aim.name if sketch.aim else "val_loss", sketch, api.with_aim)
    assert sketch.aim is not None
    sketch = _answered("minimize or maximize", str(sketch.aim.goal), sketch, _with_goal)
    if more := [one.name for one in sketch.left if one.block]:
        say(f"could be varied too: {', '.join(more)}")
    sketch = _answered("vary", " ".join(one.name for one in sketch.varied), sketch, _with_varied)
    return _answered("trials", str(_TRIALS), sketch, _with_cap)


def _answered(question: str, default: str, sketch: Sketch, changed: Callable[[Sketch, str], Sketch]) -> Sketch:
    """The proposal with an answer; after a wrong one the question comes again."""
    while True:
        try:
            return changed(sketch, typer.prompt(question, default=default, err=True))
        except UsageError as error:
            report(error, as_json=False)


def _with_goal(sketch: Sketch, answer: str) -> Sketch:
    found = [one for one in Goal if one.startswith(answer.strip().lower())]
    if len(found) != 1:
        raise UsageError(f"`{answer}` is not a goal", "minimize or maximize")
    return api.with_goal(sketch, found[0])


def _with_varied(sketch: Sketch, answer: str) -> Sketch:
    return api.with_varied(sketch, answer.replace(",", " ").split())


def _with_cap(sketch: Sketch, answer: str) -> Sketch:
    try:
        return api.with_cap(sketch, int(answer))
    except ValueError:
        raise UsageError(f"`{answer}` is not a number of trials") from None
