"""A chart as data: what a view draws, and what `--json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sweepctl.model.status import Sweep


class Mark(StrEnum):
    """How the points of a layer are drawn: each by itself, joined, or as stairs that hold a value until the next."""

    DOTS = "dots"
    LINE = "line"
    STEPS = "steps"


@dataclass(frozen=True)
class Layer:
    """Finite points that belong together, in the order in which they are joined; `label` names them in the legend."""

    label: str
    mark: Mark
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """One side of a chart. Of `categories` the coordinates are places in that list, from 0; `whole` numbers are
    counted, and have no ticks between them; where only a few values exist, the ticks stand `at` them."""

    title: str
    log: bool = False
    whole: bool = False
    categories: Sequence[str] = ()
    at: Sequence[float] = ()


@dataclass(frozen=True)
class Chart:
    """Layers over two scales; without any point `notes` say why, and elsewhere what is not in the picture."""

    sweep: Sweep
    title: str
    x: Scale
    y: Scale
    layers: Sequence[Layer]
    notes: Sequence[str] = ()

    @property
    def points(self) -> list[tuple[float, float]]:
        """All of them."""
        return [point for layer in self.layers for point in layer.points]
