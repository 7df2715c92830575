"""What was read of a log, a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sweepctl.model.point import LineRead, SourceLine
from sweepctl.views.document import document
from sweepctl.views.words import harmless, number


def line(one: LineRead) -> str:
    """Such as `12: pairs: epoch 3: loss=0.41 val_loss=0.39`."""
    places = [f"{name} {value:g}" for name, value in (("epoch", one.epoch), ("step", one.step)) if value is not None]
    values = " ".join(f"{harmless(name)}={number(value)}" for name, value in one.metrics.items())
    return ": ".join(part for part in (str(one.line), one.format, ", ".join(places), values) if part)


def source_line(one: SourceLine, metric: str) -> str:
    """Such as `output.log:12: pairs: 0.39: epoch 3/10 loss=0.41 val_loss=0.39`."""
    value = number(one.read.metrics[metric])
    return f"{one.file}:{one.read.line}: {one.read.format}: {value}: {harmless(one.text.strip())}"


def source_lines(metric: str, found: Iterable[SourceLine]) -> str:
    """What `why --json` prints."""
    lines = [
        {"file": one.file, "text": one.text, "value": one.read.metrics[metric], **_place(one.read)} for one in found
    ]
    return document(metric=metric, lines=lines)


def _place(read: LineRead) -> dict[str, float | str | None]:
    return {"line": read.line, "epoch": read.epoch, "step": read.step, "format": read.format}


def lines(read: Iterable[LineRead]) -> str:
    """What `metrics --json` prints."""
    return document(lines=[asdict(one) for one in read])
