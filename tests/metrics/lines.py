"""Lines that frameworks printed, with what must be read: `{framework, stream, context, line, metrics, step}` each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading, Step
from sweepctl.model.point import Stream
from sweepctl.model.spec import Objective

OURS = Path(__file__).with_name("lines.jsonl")
Entry = Mapping[str, Any]


def entries(file: Path) -> list[Entry]:
    """The lines of a file, none where it is not here."""
    return [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def fold(values: Mapping[str, float]) -> dict[str, float]:
    """The values under names that ignore case and everything but letters and digits."""
    return {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): value for name, value in values.items()}


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def readings(entry: Entry, objective: Objective | None = None) -> list[Reading]:
    """All that its line says after its context, frame by frame."""
    frames, reader = Frames(Stream.OUT if entry["stream"] == "out" else Stream.ERR), Reader(objective)
    for line in frames.feed("".join(f"{text}\n" for text in entry["context"]).encode(), 0.0):
        reader.read(line)
    return [reading for line in frames.feed(f"{entry['line']}\n".encode(), 0.0) for reading in reader.read(line)]


def read(entry: Entry) -> tuple[dict[str, float], dict[str, float]]:
    """The values of its last frame that has any, and its steps by kind."""
    values: dict[str, float] = {}
    step: Step | None = None
    for reading in readings(entry):
        values.update(reading.values)
        step = reading.step
    steps: dict[str, float] = {}
    while step is not None:
        steps[step.kind] = step.value
        step = step.within
    return fold(values), steps


def is_read_in_full(entry: Entry) -> bool:
    """Whether every metric that is expected has its value."""
    values, _ = read(entry)
    expected = fold(entry["metrics"])
    return bool(expected) and all(name in values and same(values[name], expected[name]) for name in expected)


def wrong(entry: Entry) -> dict[str, float]:
    """The values that are not what the line says."""
    values, _ = read(entry)
    expected = fold(entry["metrics"])
    return {name: values[name] for name in expected if name in values and not same(values[name], expected[name])}
