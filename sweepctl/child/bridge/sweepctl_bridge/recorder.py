"""Writes what a run logs to `$SWEEPCTL_METRICS_FILE`: one `write()` a record, JSON, numbers only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

_DEEPEST = 16


class Recorder:
    """The trial's own run, as W&B counts its steps: a row is what is logged until the step goes on.

    Nothing here raises: that a metric cannot be written down is no reason for a script to fail.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._path = environ.get("SWEEPCTL_METRICS_FILE")
        self._own = environ.get("SWEEPCTL_WANDB_RUN")
        self._claim = os.path.join(environ.get("SWEEPCTL_TRIAL_DIR", ""), f".run-{environ.get('SWEEPCTL_ATTEMPT')}")
        self._step = 0
        self._logged: set[str] = set()

    def adopt(self, run: object) -> None:
        """Where W&B names the runs itself, the first that starts in any process of the trial is its own.

        A link is made at once or not at all, and carries the name.
        """
        if self._own is not None:
            return
        with suppress(OSError):
            os.symlink(str(getattr(run, "id", "")), self._claim)
        try:
            self._own = os.readlink(self._claim)
        except OSError:
            return

    def logging(self, run: object, data: object, step: object, commit: object) -> dict[str, Any] | None:
        """The record of a row that is about to be logged; None for another's run and for a row without a number."""
        try:
            if not self._is_own(run) or not isinstance(data, Mapping):
                return None
            at = self._step if step is None else int(step)  # type: ignore[call-overload]
            self._step = max(self._step, at)
            if (step is None and commit is None) or commit:
                self._step += 1
            metrics = numbers(data)
            self._logged.update(metrics)
            return {"metrics": metrics, "step": at} if metrics else None
        except Exception:
            return None

    def summarised(self, run: object, values: Mapping[str, object]) -> None:
        """Write down what a script puts into the summary of its run, unless it logs that anyway."""
        try:
            metrics = numbers({name: value for name, value in values.items() if name not in self._logged})
            if metrics and self._is_own(run):
                self.write({"metrics": metrics, "step": self._step})
        except Exception:
            return

    def write(self, record: dict[str, Any] | None) -> None:
        """Append a record; opened each time, since scripts fork and close what they do not know."""
        if record is None or not self._path:
            return
        try:
            line = json.dumps(record).encode() + b"\n"
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line)
            finally:
                os.close(file)
        except Exception:
            return

    def _is_own(self, run: object) -> bool:
        return self._own is not None and getattr(run, "id", None) == self._own


def numbers(data: Mapping[Any, object], depth: int = _DEEPEST) -> dict[str, Any]:
    """The numbers of a row, nested ones in their places; arrays and tensors of one element are numbers."""
    found: dict[str, Any] = {}
    for key, value in list(data.items()):
        if isinstance(value, Mapping):
            inner = numbers(value, depth - 1) if depth else {}
            if inner:
                found[str(key)] = inner
            continue
        figure = number(value)
        if figure is not None:
            found[str(key)] = figure
    return found


def number(value: object) -> float | None:
    """A number as plain Python has it; None for all else, truth values among it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    item = getattr(type(value), "item", None)
    if item is None:
        return None
    try:
        inner = item(value)
    except Exception:
        return None
    return inner if type(inner) in (int, float) else None
