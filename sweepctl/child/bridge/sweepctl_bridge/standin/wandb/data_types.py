"""What is shown at W&B and nowhere else; a table keeps its rows, since scripts read them back."""

from __future__ import annotations

from typing import Any

from .anything import Anything, forgotten


class WBValue(Anything):
    """Base of all."""


class Media(WBValue):
    """Base of pictures, sounds and the like."""


class Image(Media):
    """Forgotten."""


class Video(Media):
    """Forgotten."""


class Audio(Media):
    """Forgotten."""


class Html(Media):
    """Forgotten."""


class Histogram(WBValue):
    """Forgotten."""


class Object3D(Media):
    """Forgotten."""


class Molecule(Media):
    """Forgotten."""


class Plotly(Media):
    """Forgotten."""


class Bokeh(Media):
    """Forgotten."""


class Graph(Media):
    """Forgotten."""


class Classes(Media):
    """Forgotten."""


class JoinedTable(Media):
    """Forgotten."""


class Table(Media):
    """Rows of cells."""

    def __init__(
        self, columns: Any = None, data: Any = None, rows: Any = None, dataframe: Any = None, **_: Any
    ) -> None:
        if dataframe is not None:
            columns, data = list(dataframe.columns), dataframe.values.tolist()
        given = data if data is not None else rows
        self.columns: list[Any] = list(columns if columns is not None else ("Input", "Output", "Expected"))
        self.data: list[list[Any]] = [list(row) for row in (given if given is not None else ())]

    def add_data(self, *cells: Any) -> None:
        """One more row."""
        self.data.append(list(cells))

    def add_row(self, *cells: Any) -> None:
        """One more row."""
        self.add_data(*cells)

    def add_column(self, name: str, data: Any, optional: bool = False) -> None:
        """One more column."""
        cells = list(data)
        self.columns.append(name)
        self.data = [[*row, cell] for row, cell in zip(self.data or [[] for _ in cells], cells)]  # noqa: B905

    def get_column(self, name: str, convert_to: str | None = None) -> list[Any]:
        """The cells of a column."""
        place = self.columns.index(name)
        return [row[place] for row in self.data]


def box3d(*args: Any, **kwargs: Any) -> Anything:
    """Forgotten."""
    return Anything()


def __getattr__(name: str) -> Any:
    return forgotten(__name__, name)
