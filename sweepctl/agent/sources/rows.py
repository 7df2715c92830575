"""`csv:PATH`: names in the first row, values below; Lightning's metrics.csv, Keras' CSVLogger and the like."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from sweepctl.agent.sources.base import Place
from sweepctl.agent.sources.followed import TextFollower
from sweepctl.metrics.formats.figures import STEP_KINDS, figures, number, step_in
from sweepctl.metrics.reader import Reader
from sweepctl.metrics.reading import Reading
from sweepctl.model.point import Rank
from sweepctl.model.spec import Objective

Row: TypeAlias = Mapping[str, str]

_DELIMITERS = (",", "\t", ";")


class Rows:
    """A row is a reading; cells may be empty, and rows that do not fit the names are left out."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._reader = Reader(*objectives)
        self.restart()

    def restart(self) -> None:
        """A header comes first."""
        self._names: list[str] = []
        self._delimiter = ","

    def item(self, line: str) -> Row | None:
        """The cells that are not empty, by their names; None for a header and for what is no row."""
        if not line.strip():
            return None
        if not self._names:
            self._delimiter = max(_DELIMITERS, key=line.count)
        cells = self._cells(line)
        if cells and all(cell and number(cell) is None for cell in cells):
            self._names = [name.lower() if name.lower() in STEP_KINDS else name for name in cells]
            return None
        if len(cells) != len(self._names):
            return None
        return {name: cell for name, cell in zip(self._names, cells, strict=True) if cell}

    def key(self, item: Row) -> frozenset[tuple[str, str]]:
        """The cells, wherever their columns are."""
        return frozenset(item.items())

    def _cells(self, line: str) -> list[str]:
        try:
            row = next(csv.reader([line], delimiter=self._delimiter), [])
        except csv.Error:
            return []
        return [cell.strip() for cell in row]

    def readings(self, item: Row) -> Iterator[Reading]:
        """The numbers of the row, at its epoch and step."""
        row = dict[object, object](item.items())
        values = figures(row)
        if values:
            yield self._reader.named(Reading(values, step_in(row), Rank.FILE, format="csv"))


def build(place: Place, objectives: Sequence[Objective]) -> TextFollower:
    """A follower of a place for the objectives that are read there."""
    return TextFollower(place, lambda: Rows(objectives))
