"""What `sweepctl.log` is: a script's own way to report metrics. Standard library only, and little of it."""

from __future__ import annotations

import json
import math
import os
import warnings
from collections.abc import Iterator, Mapping

_LONGEST_NAME = 200


def log(metrics: Mapping[str, object], step: float | None = None) -> None:
    """Report metrics, such as `log({"val_loss": 0.3}, step=2)`; inside a trial to the sweep, elsewhere in a print.

    Values are numbers, or what `float()` makes one of (scalars of numpy and torch); mappings inside get dotted names.
    `epoch` and `step` among the names say where the script is. Raises TypeError and ValueError for anything else. A
    disk that is full is warned of and ends nothing.
    """
    if not isinstance(metrics, Mapping):
        raise TypeError(f'sweepctl.log takes a mapping such as {{"loss": 0.3}}, not {_kind(metrics)}')
    figures = dict(_figures(metrics, ""))
    if step is not None:
        figures["step"] = _step(step)
    if not figures:
        return
    path = os.environ.get("SWEEPCTL_METRICS_FILE")
    if path:
        _append(path, json.dumps({"metrics": figures}) + "\n")
    else:
        print(_shown(figures), flush=True)


def _figures(metrics: Mapping[str, object], prefix: str) -> Iterator[tuple[str, float]]:
    for key, value in metrics.items():
        if not isinstance(key, str):
            raise TypeError(f"sweepctl.log: the name of a metric is a text, not {_kind(key)}")
        name = prefix + key
        if not key.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise ValueError(f"sweepctl.log: {name[:_LONGEST_NAME]!r} is no name for a metric")
        if isinstance(value, Mapping):
            yield from _figures(value, f"{name}.")
        else:
            yield name, _number(value, name)


def _number(value: object, name: str) -> float:
    if isinstance(value, str | bytes | bool) or value is None:
        raise TypeError(f"sweepctl.log: `{name}` has to be a number, not {_kind(value)}")
    try:
        return float(value)  # type: ignore[arg-type]  # whatever has no number in it says so itself
    except OverflowError:
        raise ValueError(f"sweepctl.log: `{name}` is too large a number") from None
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"sweepctl.log: `{name}` has to be a single number, not {_kind(value)}") from None


def _step(step: object) -> float:
    figure = _number(step, "step")
    if not math.isfinite(figure):
        raise ValueError(f"sweepctl.log: `step` has to be finite, not {figure}")
    return figure


def _kind(value: object) -> str:
    return "None" if value is None else f"{type(value).__name__} {value!r:.60}"


def _append(path: str, line: str) -> None:
    """One write(), so that records of several processes stay whole."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        warnings.warn(f"sweepctl.log cannot write {path}: {error.strerror}", stacklevel=3)


def _shown(figures: Mapping[str, float]) -> str:
    """A line that people can read, and sweepctl too."""
    steps = [f"{name} {figures[name]:g}" for name in ("epoch", "step") if name in figures]
    values = [f"{name}={value:.6g}" for name, value in figures.items() if name not in {"epoch", "step"}]
    return " ".join([*steps, *values])
