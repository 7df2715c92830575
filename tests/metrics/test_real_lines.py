"""Lines of real frameworks: as many as possible are read in full, and none is read wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sweepctl.metrics.frames import Frames
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Step
from sweepctl.model.point import Stream

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "stdout_lines.jsonl"
FULLY_READ = 61
STEPS_READ = 40

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real lines is not here")


def corpus() -> list[Mapping[str, Any]]:
    return [json.loads(text) for text in CORPUS.read_text(encoding="utf-8").splitlines()] if CORPUS.exists() else []


def fold(values: Mapping[str, float]) -> dict[str, float]:
    return {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): value for name, value in values.items()}


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


def read(entry: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """The values of the entry's last frame that has any, and its steps by kind."""
    frames, reader = Frames(Stream.OUT if entry["stream"] == "out" else Stream.ERR), Reader(None)
    for line in frames.feed("".join(f"{text}\n" for text in entry["context"]).encode(), 0.0):
        reader.read(line)
    values: dict[str, float] = {}
    step: Step | None = None
    for line in frames.feed(f"{entry['line']}\n".encode(), 0.0):
        for reading in reader.read(line):
            values.update(reading.values)
            step = reading.step
    steps: dict[str, float] = {}
    while step is not None:
        steps[step.kind] = step.value
        step = step.within
    return fold(values), steps


@pytest.mark.parametrize("entry", corpus(), ids=lambda entry: entry["framework"])
def test_no_value_is_wrong(entry: Mapping[str, Any]) -> None:
    values, _ = read(entry)
    expected = fold(entry["metrics"])
    assert {
        name: values[name] for name, value in expected.items() if name in values and not same(values[name], value)
    } == {}


@pytest.mark.parametrize("entry", corpus(), ids=lambda entry: entry["framework"])
def test_no_step_is_wrong(entry: Mapping[str, Any]) -> None:
    _, steps = read(entry)
    assert steps.items() <= (entry["step"] or {}).items()


def test_as_many_as_ever_are_read_in_full() -> None:
    full = steps_read = 0
    for entry in corpus():
        values, steps = read(entry)
        expected = fold(entry["metrics"])
        full += bool(expected) and all(name in values and same(values[name], expected[name]) for name in expected)
        steps_read += bool(entry["step"]) and steps == entry["step"]
    assert full >= FULLY_READ
    assert steps_read >= STEPS_READ


def test_negatives_give_no_metric() -> None:
    for entry in corpus():
        if entry["framework"].startswith("NEGATIVE"):
            assert read(entry)[0] == {}
