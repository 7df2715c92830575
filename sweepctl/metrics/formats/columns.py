"""The names of a table and the numbers below them: which number is whose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sweepctl.metrics.formats.cells import Cell, Cut, cells
from sweepctl.metrics.formats.figures import STEP_KINDS, join
from sweepctl.metrics.reading import EPOCH, STEP, Reading, Step
from sweepctl.metrics.vocabulary import SECTIONS, is_metric

LONGEST = 1_000
# What the name of a column or of a row can be.
NAME = re.compile(r"#$|[#%(]?+(?u:[^\W\d])[\w .@/()\[\]#%'’&<>+*|-]{0,40}+:?+$")
_OF_TOTAL = re.compile(r"(\d++)/\d++", re.ASCII)
_DASHES = re.compile(r"[-=─━═]++")
_NO_NUMBER = re.compile(r"[-+\d.,:/eE%]++[a-zA-Z/%]{0,6}|N/?A|None|null|-+|\++|\*+|<\S++|[^\w\s]{1,3}", re.ASCII)
_ALL = {"all", "total", "overall", "mean", "average", "avg", "avg."}
STEPS: Mapping[str, str] = {
    **STEP_KINDS,
    **dict.fromkeys(("epochs", "ep"), EPOCH),
    **dict.fromkeys(
        ("it", "iters", "iterations", "niter", "nit", "#", "gen", "n_gen", "trial", "steps", "batch"), STEP
    ),
}


@dataclass(frozen=True)
class Header:
    """The names above the numbers; a name that comes twice and cannot be told apart is empty."""

    columns: Sequence[Cell]
    cut: Cut

    def ruled(self, rule: str) -> Header:
        """With columns as wide as the dashes below them, where there are as many."""
        dashes = list(_DASHES.finditer(rule))
        if len(dashes) != len(self.columns):
            return self
        columns = [
            Cell(column.text, min(column.start, dash.start()), max(column.end, dash.end()))
            for column, dash in zip(self.columns, dashes, strict=True)
        ]
        return Header(columns, self.cut)

    @property
    def names(self) -> Sequence[str]:
        return [column.text for column in self.columns]

    @property
    def is_flat(self) -> bool:
        """Whether single blanks part the names, so that numbers need not stand below them."""
        return self.is_known and _is_flat(self.columns)

    @property
    def has_step(self) -> bool:
        return any(column.text.lower() in STEPS for column in self.columns)

    @property
    def is_known(self) -> bool:
        return self.has_step or any(is_metric(column.text) for column in self.columns)


def read_row(text: str, header: Header) -> Reading | None:
    """What a line says as a row below the header, None where it is none."""
    row = list(cells(text, header.cut if header.cut.is_marked else Cut.NARROW))
    if header.cut is Cut.BARS and len(row) != len(header.columns):
        row = list(cells(text, Cut.NARROW))
    label = ""
    if row and row[0].value is None and NAME.match(row[0].text) and not row[0].text.lower().startswith(("nan", "inf")):
        label = row.pop(0).text
        if label.lower() not in _ALL and label.lower() not in SECTIONS:
            return None
    if len(row) < 2 and not (label and row):
        return None
    if not all(cell.value is not None or _NO_NUMBER.fullmatch(cell.text) for cell in row):
        return None
    placed = _place(row, header, bool(label))
    return None if placed is None else _reading(placed, "" if label.lower() in _ALL else label)


def _place(row: list[Cell], header: Header, has_label: bool) -> list[tuple[str, Cell]] | None:
    """Each cell with its column's name."""
    columns = header.columns
    names = header.names
    if has_label and len(columns) == len(row) + 1 and not row[0].overlaps(columns[0]):
        columns, names = columns[1:], names[1:]
    if len(row) == len(columns):
        if _are_below(row, columns) or header.cut.is_marked or (header.is_flat and _is_flat(row)):
            return list(zip(names, row, strict=True))
        return None
    if header.has_step and len(row) == len(columns) + 1 and row[0].text.isdigit():
        is_over = all(column.overlaps(cell) for column, cell in zip(columns, row[1:], strict=True))
        return list(zip(names, row[1:], strict=True)) if is_over else None
    if header.cut is Cut.NARROW or len(row) > len(columns):
        return None
    under = [[at for at, column in enumerate(columns) if column.overlaps(cell)] for cell in row]
    if not all(len(at) == 1 for at in under) or len({at[0] for at in under}) < len(under):
        return None
    return [(names[at[0]], cell) for at, cell in zip(under, row, strict=True)]


def _are_below(row: Sequence[Cell], columns: Sequence[Cell]) -> bool:
    """Whether each cell reaches under its own name; one of them may miss it, in the gap between its neighbours."""
    ends = [0, *(column.end for column in columns[:-1])]
    starts = [*(column.start for column in columns[1:]), LONGEST]
    missing = [
        end <= cell.start and cell.end <= start
        for cell, column, end, start in zip(row, columns, ends, starts, strict=True)
        if not column.overlaps(cell)
    ]
    return missing in ([], [True]) and len(missing) < len(row) - 1


def _is_flat(cells_of_line: Sequence[Cell]) -> bool:
    return cells_of_line[0].start == 0 and all(b.start - a.end == 1 for a, b in pairwise(cells_of_line))


def _reading(placed: Sequence[tuple[str, Cell]], label: str) -> Reading | None:
    values: dict[str, float] = {}
    steps: dict[str, float] = {}
    is_spacy = any(name == "#" for name, _ in placed)
    twice: set[str] = set()
    for name, cell in placed:
        kind = EPOCH if is_spacy and name == "E" else STEPS.get(name.lower())
        value = cell.value
        if value is None and kind is not None and (of_total := _OF_TOTAL.fullmatch(cell.text)):
            value = float(of_total[1])
        if value is None or not name:
            continue
        if kind is not None and abs(value) < float("inf"):
            steps.setdefault(kind, value)
        elif kind is None:
            name = f"{label} {name}" if label else name
            if name in values:
                twice.add(name)
            values[name] = value
    kept = {name: value for name, value in values.items() if name not in twice}
    step: Step | None = join(steps.get(EPOCH), steps.get(STEP))
    return Reading(kept, step) if kept else None
