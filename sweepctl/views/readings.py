"""What was read of a log, a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sweepctl.model.point import LineRead
from sweepctl.views.document import document
from sweepctl.views.words import harmless, number


def line(one: LineRead) -> str:
    """Such as `12: pairs: epoch 3: loss=0.41 val_loss=0.39`."""
    places = [f"{name} {value:g}" for name, value in (("epoch", one.epoch), ("step", one.step)) if value is not None]
    values = " ".join(f"{harmless(name)}={number(value)}" for name, value in one.metrics.items())
    return ": ".join(part for part in (str(one.line), one.format, ", ".join(places), values) if part)


def lines(read: Iterable[LineRead]) -> str:
    """What `metrics --json` prints."""
    return document(lines=[asdict(one) for one in read])
