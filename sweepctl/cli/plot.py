"""`sweepctl plot`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sweepctl import api
from sweepctl.cli.options import Json, OfSweep
from sweepctl.cli.output import show, verb
from sweepctl.errors import UsageError
from sweepctl.model.importance import Method

# The kinds, and whether a name follows.
_KINDS = ("history", "curve", "param", "importance")


@verb
def plot(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SWEEP] | curve [METRIC] | param NAME | importance [SWEEP]", show_default=False),
    ] = None,
    sweep: OfSweep = None,
    metric: Annotated[str | None, typer.Option("--metric", help="Which metric; default: the objective.")] = None,
    trials: Annotated[
        str | None, typer.Option("--trials", metavar="3,7,best", help="Whose curves; default: the best five.")
    ] = None,
    method: Annotated[
        Method, typer.Option("--method", help="Of importance; auto: a forest if scikit-learn is installed, else gp.")
    ] = Method.AUTO,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Draw with plain characters.")] = False,
    json: Json = False,
) -> None:
    """Draw the trials' values and the best so far; the curves of a metric; a parameter against the objective; or
    which parameters matter.

    Example: sweepctl plot param lr
    """
    kind, name, sweep = _meant(words or [], sweep)
    if trials is not None and kind != "curve":
        raise UsageError("--trials is for curves", "sweepctl plot curve --trials 3,7,best")
    if method is not Method.AUTO and kind != "importance":
        raise UsageError("--method is for importance", "sweepctl plot importance --method gp")
    if kind == "importance":
        _importance(api.importance(sweep, metric, method), ascii_only, json)
        return
    if kind == "curve":
        found = api.plot_curves(name or metric, trials, sweep)
    elif kind == "param":
        found = api.plot_parameter(name or "", sweep, metric)
    else:
        found = api.plot(sweep, metric)
    from sweepctl.views import charts

    if json:
        typer.echo(charts.chart_document(found))
    else:
        show(charts.chart(found, charts.sheet(ascii_only)))


def _importance(found: Any, ascii_only: bool, json: bool) -> None:
    from sweepctl.views import charts, importance

    if json:
        typer.echo(importance.importances_document(found))
    else:
        show(importance.importances(found, charts.sheet(ascii_only)))


def _meant(words: list[str], sweep: str | None) -> tuple[str, str | None, str | None]:
    """The kind, the name that it takes, and the sweep."""
    kind, rest = (words[0], words[1:]) if words and words[0] in _KINDS else ("history", words)
    name = None
    if kind == "param":
        if not rest:
            raise UsageError("which parameter?", "sweepctl plot param lr")
        name, rest = rest[0], rest[1:]
    elif kind == "curve" and rest:
        name, rest = rest[0], rest[1:]
    if len(rest) > 1 or (rest and sweep is not None):
        raise UsageError(f"`{rest[-1]}` is one word too many", f"plot SWEEP, or plot {' …, plot '.join(_KINDS[1:])} …")
    return kind, name, rest[0] if rest else sweep
