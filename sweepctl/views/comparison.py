"""Trials side by side, as a table with their curves on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sweepctl.model.comparison import Compared, Comparison
from sweepctl.model.params import canonical
from sweepctl.model.trial import Curve
from sweepctl.views import document as documents
from sweepctl.views.charts import Sheet, plain
from sweepctl.views.strokes import sparkline
from sweepctl.views.words import duration, harmless, mean_text, number, objective_text, value_text

_SPARKS = 40
_STEPS = 5


def comparison(one: Comparison, on: Sheet, *, with_equal: bool = False) -> RenderableType:
    """What became of the trials, the parameters that differ, with `with_equal` all, and the curves."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("", no_wrap=True)
    for compared in one.trials:
        table.add_column(_name(compared, one), justify="right", overflow="fold")
    for name, cells in [*_outcomes(one), *_parameters(one, one.differing), *_records(one)]:
        _add(table, name, cells, on, style="")
    if with_equal:
        for name, cells in _parameters(one, one.equal):
            _add(table, name, cells, on, style="dim")
    folded = len(one.equal)
    told = [Text(f"{folded} equal parameter{'s' if folded > 1 else ''} left out (--all)", "dim")]
    return Group(table, *(told if folded and not with_equal else []), *_curves(one, on))


def _add(table: Table, name: str, cells: Sequence[str], on: Sheet, style: str) -> None:
    table.add_row(Text(plain(harmless(name), on), "dim"), *(Text(plain(cell, on), style) for cell in cells))


def _name(one: Compared, of: Comparison) -> str:
    return f"trial {one.trial.number}" if of.is_of_one_sweep else f"{one.sweep.id}/{one.trial.number}"


def _outcomes(one: Comparison) -> list[tuple[str, list[str]]]:
    """What became of each; lines that say nothing of any trial are left out."""
    names = dict.fromkeys(objective.name for compared in one.trials for objective in compared.sweep.spec.objectives)
    rows: list[tuple[str, Callable[[Compared], str]]] = [("state", lambda it: str(it.trial.state))]
    rows += [(name, lambda it, name=name: _value(it, name)) for name in names]  # type: ignore[misc]
    rows += [
        ("duration", lambda it: _duration(it)),
        ("values", lambda it: str(it.trial.count or "–")),
        ("attempt", lambda it: str(it.trial.attempt)),
        ("why", lambda it: harmless(it.trial.reason)),
    ]
    told = [(name, [cell(compared) for compared in one.trials]) for name, cell in rows]
    return [(name, cells) for name, cells in told if any(cells)]


def _value(one: Compared, name: str) -> str:
    objective = one.sweep.spec.objective
    if one.trial.values:
        return objective_text(one.trial, name)
    return mean_text(one.trial) if objective is not None and objective.name == name else "–"


def _duration(one: Compared) -> str:
    began, ended = one.trial.started, one.trial.ended
    return "–" if began is None or ended is None else duration(max(0.0, ended - began))


def _parameters(one: Comparison, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Numbers in as many digits as tell them apart."""
    return [(name, _cells(one, name)) for name in names]


def _cells(one: Comparison, name: str) -> list[str]:
    values = [compared.params.get(name) for compared in one.trials]
    for digits in (4, 6, 9, 17):
        cells = [
            value_text(value, digits) if name in compared.params else ""
            for compared, value in zip(one.trials, values, strict=True)
        ]
        if len(set(cells)) == len({repr(canonical(value)) for value in values}):
            break
    return cells


def _records(one: Comparison) -> list[tuple[str, list[str]]]:
    """The notes in which the trials differ."""
    names = dict.fromkeys(name for compared in one.trials for name in compared.records)
    rows = [(name, [compared.records.get(name, "") for compared in one.trials]) for name in names]
    return [(name, [harmless(cell) for cell in cells]) for name, cells in rows if len(set(cells)) > 1]


def _curves(one: Comparison, on: Sheet) -> list[RenderableType]:
    """Sparklines over the same steps on the same scale, and the values at steps that all have."""
    curves = [
        (compared, compared.curve) for compared in one.trials if compared.curve and len(compared.curve.points) > 1
    ]
    if len({curve.metric for _, curve in curves}) != 1 or len(curves) < len(one.trials):
        return []
    values = [value for _, curve in curves for _, _, value in curve.points]
    low, high = min(values), max(values)
    last = max(len(curve.points) for _, curve in curves)
    width = min(_SPARKS, last, on.width - 30)
    head = f"{harmless(curves[0][1].metric)} by value, {number(low, 3)} to {number(high, 3)}"
    lines: list[RenderableType] = [Text(), Text(plain(head, on), "dim")]
    names = [_name(compared, one) for compared, _ in curves]
    for name, (_, curve) in zip(names, curves, strict=True):
        sparks = sparkline(resampled(curve, width, last), low, high, unicode=on.unicode)
        lines.append(Text.assemble(f"{name:<{max(map(len, names))}}  ", (sparks.rstrip(), "cyan")))
    return [*lines, Text(), _at_steps([curve for _, curve in curves], names)]


def resampled(curve: Curve, width: int, last: int) -> list[float | None]:
    """The curve's values at so many places among `last` values; None where it has ended."""
    by_n = [value for _, _, value in curve.points]
    edges = [round(k * last / width) for k in range(width + 1)]
    return [by_n[end - 1] if begin < len(by_n) and end <= len(by_n) else None for begin, end in pairwise(edges)]


def _at_steps(curves: Sequence[Curve], names: Sequence[str]) -> Table:
    """The values at a few counts that all the curves have."""
    known = sorted(set.intersection(*({n for n, _, _ in curve.points} for curve in curves)))
    chosen = sorted({known[round(k * (len(known) - 1) / (_STEPS - 1))] for k in range(_STEPS)}) if known else []
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("value", no_wrap=True)
    for n in chosen:
        table.add_column(str(n), justify="right", no_wrap=True)
    for name, curve in zip(names, curves, strict=True):
        values = {n: value for n, _, value in curve.points}
        table.add_row(name, *(number(values[n], 4) for n in chosen))
    return table


def comparison_document(one: Comparison) -> str:
    """What `diff --json` prints."""
    trials: list[dict[str, Any]] = [
        {
            "sweep": compared.sweep.id,
            **documents.trial(compared.trial),
            "curve": documents.curve(compared.curve) if compared.curve else None,
            "records": dict(compared.records),
        }
        for compared in one.trials
    ]
    differing = {name: [compared.params.get(name) for compared in one.trials] for name in one.differing}
    return documents.document(trials=trials, differing=differing, equal=list(one.equal))
