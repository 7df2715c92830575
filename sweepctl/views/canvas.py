"""A raster of dots for a terminal: Braille, two by four to a cell, or plain characters, one to a cell.

Braille patterns: The Unicode Standard, U+2800 and the order of their bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rich.text import Text

_BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


@dataclass(frozen=True)
class Pen:
    """How something is drawn: its colour, and the character that stands for a dot where there is no Braille."""

    style: str
    character: str


@dataclass
class Canvas:
    """So many cells, counted from the upper left; what is drawn later lies above."""

    width: int
    height: int
    braille: bool
    _dots: dict[tuple[int, int], int] = field(default_factory=dict)
    _pens: dict[tuple[int, int], Pen] = field(default_factory=dict)

    @property
    def across(self) -> int:
        """How many dots there are in a row."""
        return self.width * (2 if self.braille else 1)

    @property
    def down(self) -> int:
        """How many dots there are in a column."""
        return self.height * (4 if self.braille else 1)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The dot at shares of the width, and of the height from below."""
        return round(x * (self.across - 1)), round((1 - y) * (self.down - 1))

    def dot(self, x: int, y: int, pen: Pen) -> None:
        """Set a dot; beyond the edge nothing happens."""
        if not (0 <= x < self.across and 0 <= y < self.down):
            return
        cell = (x // 2, y // 4) if self.braille else (x, y)
        self._dots[cell] = self._dots.get(cell, 0) | _BITS[y % 4][x % 2]
        self._pens[cell] = pen

    def spot(self, x: int, y: int, pen: Pen) -> None:
        """A dot that is seen among lines: two by two."""
        size = 2 if self.braille else 1
        self._square(min(x, self.across - size), min(y, self.down - size), size, size, pen)

    def block(self, x: int, y: int, pen: Pen) -> None:
        """A dot that is seen among spots: its whole cell."""
        if self.braille:
            self._square(x // 2 * 2, y // 4 * 4, 2, 4, pen)
        else:
            self.dot(x, y, pen)

    def _square(self, x: int, y: int, width: int, height: int, pen: Pen) -> None:
        for dx in range(width):
            for dy in range(height):
                self.dot(x + dx, y + dy, pen)

    def line(self, start: tuple[int, int], end: tuple[int, int], pen: Pen) -> None:
        """A straight line, both ends included."""
        (x0, y0), (x1, y1) = start, end
        count = max(abs(x1 - x0), abs(y1 - y0), 1)
        for i in range(count + 1):
            self.dot(round(x0 + (x1 - x0) * i / count), round(y0 + (y1 - y0) * i / count), pen)

    def stairs(self, points: Sequence[tuple[int, int]], pen: Pen) -> None:
        """Across, then up or down, from each point to the next."""
        flat, steep = (pen, pen) if self.braille else (Pen(pen.style, "-"), Pen(pen.style, "|"))
        for (x0, y0), (x1, y1) in pairwise(points):
            self.line((x1, y0), (x1, y1), steep)
            self.line((x0, y0), (x1, y0), flat)
            if y0 != y1 and not self.braille:
                self.dot(x1, y0, Pen(pen.style, "+"))
        if points:
            self.dot(*points[-1], flat)

    def row(self, y: int) -> Text:
        """One row of cells."""
        text = Text()
        for x in range(self.width):
            dots, pen = self._dots.get((x, y), 0), self._pens.get((x, y))
            if pen is None:
                text.append(" ")
            else:
                text.append(chr(_BLANK + dots) if self.braille else pen.character, pen.style)
        return text
