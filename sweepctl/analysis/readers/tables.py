"""Tables of runs: the CSV of W&B's runs table, CSV and JSON that scripts make of W&B's API, and our own exports.

W&B: https://docs.wandb.ai/guides/track/public-api-guide (runs with `name`, `state`, `config`, `summary`).
"""

from __future__ import annotations

import ast
import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

from sweepctl.errors import UsageError
from sweepctl.model.imported import Record, Source
from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value, flat

# What W&B, Optuna and we call the ends of a run; None for one that is not over.
ENDINGS: Mapping[str, Ending | None] = {
    "finished": Ending.FINISHED,
    "complete": Ending.FINISHED,
    "stopped": Ending.STOPPED,
    "pruned": Ending.STOPPED,
    "failed": Ending.FAILED,
    "fail": Ending.FAILED,
    "crashed": Ending.FAILED,
    "killed": Ending.CANCELLED,
    "cancelled": Ending.CANCELLED,
    "no_metric": Ending.NO_METRIC,
    **dict.fromkeys(("running", "pending", "preempting", "preempted", "queued", "waiting"), None),
}
_CONFIGS = ("config", "params", "parameters")
_SUMMARIES = ("summary", "summary_metrics", "summaryMetrics", "metrics", "values")
_STARTS = ("started", "Created", "createdAt", "created_at", "datetime_start")
_ENDS = ("ended", "datetime_complete")
_TIMES = ("duration", "Runtime", "_runtime", "runtime")


def read_table(path: Path) -> Source:
    """The runs of a file. Raises UsageError."""
    try:
        if path.suffix.lower() == ".csv":
            with path.open(newline="", encoding="utf-8-sig") as file:
                records = list(_rows(file))
        else:
            records = list(_documents(path.read_text(encoding="utf-8-sig"), path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    if not records:
        raise UsageError(f"{path} has no run in it")
    return Source(path.name, records)


def _rows(file: Any) -> Iterator[Record]:
    """One record for each row; cells that hold a whole mapping, as pandas writes it, are taken apart."""
    reader = csv.DictReader(file)
    while True:
        first = reader.line_num + 1
        row = next(reader, None)
        if row is None:
            return
        first = max(first, 2)
        cells: dict[str, Any] = {name: text for name, text in row.items() if name and isinstance(text, str)}
        whole = {
            name: found for name in (*_CONFIGS, *_SUMMARIES) if (found := _mapping(cells.get(name, ""))) is not None
        }
        yield _record(f"line {first}", {**cells, **whole}, is_text=not whole)


def _mapping(text: str) -> dict[str, Any] | None:
    """What a cell such as `{'lr': 0.1}` or `{"lr": 0.1}` holds."""
    if not text.startswith("{"):
        return None
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            found = read(text)
            return found if isinstance(found, dict) else None
    return None


def _documents(text: str, path: Path) -> Iterator[Record]:
    """The runs of one JSON document, or of one on each line."""
    try:
        found = json.loads(text)
    except ValueError:
        yield from _lines(text, path)
        return
    except RecursionError:
        raise UsageError(f"{path} is nested too deeply") from None
    if isinstance(found, dict):
        lists = [value for name, value in found.items() if name in {"runs", "trials"} and isinstance(value, list)]
        found = lists[0] if lists else [found]
    for place, run in enumerate(found if isinstance(found, list) else [], 1):
        if isinstance(run, dict):
            name = run.get("name") or run.get("number")
            yield _record(f"run {place}" + (f" ({name})" if name else ""), run)


def _lines(text: str, path: Path) -> Iterator[Record]:
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            run = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}:{place}: {error}") from None
        if isinstance(run, dict):
            yield _record(f"line {place}", run)


def _record(place: str, run: Mapping[str, Any], is_text: bool = False) -> Record:
    """A run with its nested parts joined: the parameters first, then the metrics."""
    config = _joined(run, _CONFIGS)
    summary = _joined(run, _SUMMARIES)
    plain = {name: value for name, value in run.items() if name not in {*_CONFIGS, *_SUMMARIES}}
    state = _text(plain, "state", "State")
    has_state = state.lower() in ENDINGS
    started, ended = _times({**plain, **summary})
    numbers = {name: value for name, value in summary.items() if isinstance(value, int | float) and _is_finite(value)}
    metrics = {name: float(value) for name, value in numbers.items() if not name.startswith("_")}
    return Record(
        place,
        {**flat(plain), **summary, **config},
        metrics,
        is_text,
        ENDINGS[state.lower()] if has_state else Ending.FINISHED,
        has_state,
        _text(plain, "reason"),
        started,
        ended,
    )


def _joined(run: Mapping[str, Any], names: Sequence[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in names:
        part = run.get(name)
        if isinstance(part, dict):
            found |= flat({str(key): _unwrapped(value) for key, value in part.items()})
    return found


def _unwrapped(value: Any) -> Any:
    """W&B keeps a value of `config` as `{value: 0.1, desc: …}` in its files."""
    if isinstance(value, dict) and "value" in value and value.keys() <= {"value", "desc"}:
        return value["value"]
    return value


def _is_finite(value: float) -> bool:
    """A whole number of JSON may be beyond all floats."""
    return not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _text(cells: Mapping[str, Any], *names: str) -> str:
    return next((cells[name] for name in names if isinstance(cells.get(name), str)), "")


def _times(cells: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """When it started and ended, as far as two of start, end and length are known."""
    began, ended = _first_time(cells, _STARTS), _first_time(cells, _ENDS)
    seconds = next((found for name in _TIMES if (found := _seconds(cells.get(name))) is not None), None)
    if ended is None and began is not None and seconds is not None:
        ended = began + seconds
    return began, ended


def _first_time(cells: Mapping[str, Any], names: Sequence[str]) -> float | None:
    return next((found for name in names if (found := _moment(cells.get(name))) is not None), None)


def _moment(value: Any) -> float | None:
    """Seconds since the epoch, or an ISO date; milliseconds as other tools write them."""
    seconds = _seconds(value)
    if seconds is not None:
        return seconds / 1000 if seconds > 1e11 else seconds
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None
