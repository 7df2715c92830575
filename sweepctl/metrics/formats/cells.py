"""Lines cut into cells: at bars, at tabs, at two blanks, or at every blank; shared by the formats of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sweepctl.metrics.formats.figures import NUMBER

_WIDE = re.compile(r"\S++(?>(?:[ ]\S++)*)")
_NARROW = re.compile(r"\S++")
_SEPARATED = {
    "|": re.compile(r"[^|│┃║]++"),
    "\t": re.compile(r"[^\t]++"),
    ",": re.compile(r"[^,]++"),
}
_BARS = str.maketrans("|│┃║", "    ")
_VALUE = re.compile(rf"({NUMBER})%?+", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """A text and the columns of the screen that it takes, the end excluded."""

    text: str
    start: int
    end: int

    def overlaps(self, other: Cell) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def value(self) -> float | None:
        """Its number, None where it is none or has a unit."""
        found = _VALUE.fullmatch(self.text)
        return float(found[1]) if found else None


class Cut(Enum):
    """How cells are told apart: from the surest to the weakest."""

    BARS = "|"
    TABS = "\t"
    COMMAS = ","
    WIDE = "  "
    NARROW = " "

    @property
    def is_marked(self) -> bool:
        """Whether cells need not stand below each other."""
        return self.value in _SEPARATED


def cells(text: str, cut: Cut) -> Sequence[Cell]:
    """The cells of a line; empty ones between bars are dropped."""
    if cut.is_marked:
        found = _SEPARATED[cut.value].finditer(text)
    else:
        found = (_WIDE if cut is Cut.WIDE else _NARROW).finditer(text.expandtabs().translate(_BARS))
    made = []
    for match in found:
        inner = match[0].strip()
        if inner:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            made.append(Cell(inner, start, start + len(inner)))
    return made
