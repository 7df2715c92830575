"""Tables: a line of names, then lines of numbers below them, cut by blanks, tabs, bars or commas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sweepctl.metrics.formats.cells import Cell, Cut, cells
from sweepctl.metrics.formats.figures import STEP_KINDS, join
from sweepctl.metrics.reading import EPOCH, STEP, Reading, Step
from sweepctl.metrics.vocabulary import SECTIONS, SENTENCE, is_metric
from sweepctl.model.spec import Objective

_LONGEST = 1_000
_MOST_COLUMNS = 60
_PATIENCE = 20
_BAR = re.compile(r":?[ ]++\d{1,3}%[ |━█].*+$")
_OF_TOTAL = re.compile(r"(\d++)/\d++", re.ASCII)
_ROW = re.compile(r"[\s|│┃║]*+(?:[A-Za-z_.]{1,20}+[\s|│┃║]++)?+[-+]?+(?:\.?\d|nan|inf)", re.IGNORECASE | re.ASCII)
_RULE = re.compile(r"[-=+|:─━┄═╌┌└├┏┗┡╞╭╰┬┴┼┳┻╇╪┐┘┤┓┛┩╡╮╯\s]++$")
_DASHES = re.compile(r"[-=─━═]++")
_NAME = re.compile(r"#$|[#%(]?+(?u:[^\W\d])[\w .@/()\[\]#%'’&<>+*|-]{0,40}+:?+$")
_NO_NUMBER = re.compile(r"[-+\d.,:/eE%]++[a-zA-Z/%]{0,6}|N/?A|None|null|-+|\++|\*+|<\S++|[^\w\s]{1,3}", re.ASCII)
# Rows whose label says that they are the sum of the others.
_ALL = {"all", "total", "overall", "mean", "average", "avg", "avg."}
_STEPS: Mapping[str, str] = {
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
        return any(column.text.lower() in _STEPS for column in self.columns)

    @property
    def is_known(self) -> bool:
        return self.has_step or any(is_metric(column.text) for column in self.columns)


class Table:
    """Remembers the last header and the last one that had rows; what follows neither is no table.

    A row needs a number for each name, or, where the names are told apart by more than a blank, each number below
    exactly one name. A row's own number in front is an index; of rows with labels only totals are read, and parts such
    as `val`, whose name then comes first.
    """

    heeds_words = True

    def __init__(self) -> None:
        self._headers: list[Header] = []
        self._proven: list[Header] = []
        self._above: list[Cell] = []
        self._text_above = ""
        self._age = 0

    def read(self, text: str) -> Reading | None:
        if len(text) > _LONGEST:
            return None
        if ("=" in text or "{" in text) and not _RULE.match(text):
            self._pass()
            return None
        if "%" in text and (bar := _BAR.search(text)):
            text = text[: bar.start()]
        if (self._headers or self._proven) and _ROW.match(text):
            for headers in (self._headers, self._proven):
                for header in headers:
                    reading = _read_row(text, header)
                    if reading is not None:
                        self._proven, self._age, self._above = [header], 0, []
                        return reading
        elif headers := self._header(text):
            self._headers, self._age = headers, 0
            return None
        elif _RULE.match(text):
            self._headers = [header.ruled(text) for header in self._headers]
            return None
        self._pass()
        return None

    def _pass(self) -> None:
        """A line that is no part of a table; after many the header is forgotten."""
        self._age += 1
        self._above = []
        if self._age > _PATIENCE:
            self._headers, self._proven = [], []

    def _header(self, text: str) -> list[Header]:
        """The ways in which a line may be a header, joined with the one just above where both are as wide."""
        if ": " in text:
            return []
        if not _is_spread(text) and not any(
            _is_word_of_header(word) for word in re.split(r"[ ,|]", text)[:_MOST_COLUMNS]
        ):
            return []
        found = []
        for cut in _cuts(text):
            if cut is Cut.BARS and (both := _stacked(self._text_above, text)):
                return [Header(both, cut)]
            columns = [Cell(_tidy(one.text), one.start, one.end) for one in cells(text, cut)]
            if 2 <= len(columns) <= _MOST_COLUMNS and all(_NAME.match(one.text) for one in columns):
                header = Header(columns, cut)
                is_words = not SENTENCE.isdisjoint(name.lower() for name in header.names)
                if cut is not Cut.NARROW or (not is_words and (header.is_known or _is_spread(text))):
                    found.append(header)
        above, self._above = self._above, list(found[0].columns) if found else []
        self._text_above = text if found else ""
        return [_joined(above, header) for header in found]


def _cuts(text: str) -> Sequence[Cut]:
    if any(bar in text.strip() for bar in "|│┃║"):
        return (Cut.BARS, Cut.NARROW)
    if "\t" in text.strip():
        return (Cut.TABS,)
    if "," in text:
        return () if " " in text.strip() else (Cut.COMMAS,)
    return (Cut.WIDE, Cut.NARROW)


def _tidy(name: str) -> str:
    """Without a colon at its end, and without brackets that open or close in another column."""
    name = name.rstrip(":")
    if name.count("(") != name.count(")"):
        name = name[name.find("(") + 1 :].rstrip(")") or name
    return name


def _is_spread(text: str) -> bool:
    return "  " in text.strip()


def _stacked(above: str, below: str) -> list[Cell]:
    """The columns of a header in two lines with bars at the same places, nothing where there is none."""
    bars = [at for at, char in enumerate(below) if char in "|│┃║"]
    if len(bars) < 3 or bars != [at for at, char in enumerate(above) if char in "|│┃║"]:
        return []
    return [
        Cell(f"{above[start + 1 : end].strip()} {below[start + 1 : end].strip()}".strip(), start + 1, end)
        for start, end in pairwise(bars)
    ]


def _is_word_of_header(word: str) -> bool:
    return word.lower() in _STEPS or is_metric(word)


def _joined(above: Sequence[Cell], header: Header) -> Header:
    """The header with the words above its names: all of them have some, or else only where names come twice."""
    over = [[cell.text for cell in above if cell.overlaps(column)] for column in header.columns]
    names = header.names
    is_twice = len(set(names)) < len(names)
    fits = len(above) == len(names) and all(len(words) == 1 for words in over) and not header.has_step
    if not above or not (is_twice or fits):
        return header
    columns = [
        Cell(f"{words[0]} {column.text}" if words else "", column.start, column.end)
        if fits or names.count(column.text) > 1
        else column
        for words, column in zip(over, header.columns, strict=True)
    ]
    return Header(columns, header.cut)


def _read_row(text: str, header: Header) -> Reading | None:
    row = list(cells(text, header.cut if header.cut.is_marked else Cut.NARROW))
    if header.cut is Cut.BARS and len(row) != len(header.columns):
        row = list(cells(text, Cut.NARROW))
    label = ""
    if row and row[0].value is None and _NAME.match(row[0].text) and not row[0].text.lower().startswith(("nan", "inf")):
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
    starts = [*(column.start for column in columns[1:]), _LONGEST]
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
        kind = EPOCH if is_spacy and name == "E" else _STEPS.get(name.lower())
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


def build(objective: Objective | None) -> Table:
    """The registry's door."""
    return Table()
