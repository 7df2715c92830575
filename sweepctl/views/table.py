"""Trials and their curves as CSV, JSON and JSON lines, written as they are read.

A cell of a CSV is empty where there is nothing, a text as it is, and anything else as JSON writes it, so that floats
come back as they were.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sweepctl.model.document import plain
from sweepctl.model.params import Value, canonical, flat
from sweepctl.model.spec import SweepSpec
from sweepctl.model.table import CurveTable, TableForm, TrialRow, TrialTable
from sweepctl.views.document import SCHEMA, sweep

_FIRST = ("number", "state")
_LAST = ("attempt", "duration", "started", "ended", "host", "ending", "reason")
_CURVE = ("number", "part", "metric", "n", "step", "value")

Written = Iterator[str]


def trials(table: TrialTable, form: TableForm) -> Written:
    """The trials as lines of text, each with its newline."""
    if form is TableForm.CSV:
        return _csv(_header(table), (_cells(row, table) for row in table.rows))
    rows = (_row(row, table.sweep.spec) for row in table.rows)
    return _lines(rows) if form is TableForm.JSONL else _document(table, "trials", rows)


def curves(table: CurveTable, form: TableForm) -> Written:
    """Every value of every metric in a row of its own."""
    rows = ({name: getattr(row, name) for name in _CURVE} for row in table.rows)
    if form is TableForm.CSV:
        return _csv(_CURVE, (list(row.values()) for row in rows))
    return _lines(rows) if form is TableForm.JSONL else _document(table, "points", rows)


def _metrics(spec: SweepSpec) -> list[str]:
    return [one.name for one in spec.objectives] or ["value"]


def _header(table: TrialTable) -> list[str]:
    """The columns; a parameter that is called as one of ours has `params.` before its name."""
    metrics = _metrics(table.sweep.spec)
    taken = {*_FIRST, *metrics, *_LAST}
    return [*_FIRST, *metrics, *(f"params.{name}" if name in taken else name for name in table.params), *_LAST]


def _values(row: TrialRow, spec: SweepSpec) -> Mapping[str, float | None]:
    return row.trial.values or {_metrics(spec)[0]: row.trial.value}


def _story(row: TrialRow) -> dict[str, Any]:
    """What became of a trial, under the names of the last columns."""
    one = row.trial
    known = one.started is not None and one.ended is not None
    return {
        "attempt": one.attempt,
        "duration": one.ended - one.started if known else None,  # type: ignore[operator]
        "started": one.started,
        "ended": one.ended,
        "host": row.host,
        "ending": one.ending,
        "reason": one.reason or None,
    }


def _cells(row: TrialRow, table: TrialTable) -> list[Any]:
    values, leaves = _values(row, table.sweep.spec), flat(row.trial.params)
    return [
        row.trial.number,
        row.trial.state,
        *(values.get(name) for name in _metrics(table.sweep.spec)),
        *(_leaf(leaves, name) for name in table.params),
        *_story(row).values(),
    ]


def _leaf(leaves: Mapping[str, Value], name: str) -> str | None:
    if name not in leaves:
        return None
    value = canonical(leaves[name])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(row: TrialRow, spec: SweepSpec) -> dict[str, Any]:
    params = {name: canonical(value) for name, value in row.trial.params.items()}
    numbered = {"number": row.trial.number, "state": row.trial.state, "value": row.trial.value}
    errors = {"errors": dict(row.trial.errors)} if row.trial.errors else {}
    several = {"values": dict(_values(row, spec)), **errors}
    error = {"error": row.trial.error} if row.trial.parts else {}
    return {**numbered, **several, **error, "params": params, **_story(row)}


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Written:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    yield _taken(buffer)
    for cells in rows:
        writer.writerow(["" if cell is None else repr(cell) if isinstance(cell, float) else cell for cell in cells])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _lines(rows: Iterable[Mapping[str, Any]]) -> Written:
    return (f"{_json(row)}\n" for row in rows)


def _document(table: TrialTable | CurveTable, name: str, rows: Iterable[Mapping[str, Any]]) -> Written:
    """One document, a row on a line."""
    yield f'{{"schema": {SCHEMA}, "sweep": {_json(sweep(table.sweep))}, "{name}": ['
    comma = "\n"
    for row in rows:
        yield f"{comma}{_json(row)}"
        comma = ",\n"
    yield "\n]}\n"


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
