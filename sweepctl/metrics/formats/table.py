"""Tables: a line of names, then lines of numbers below them, cut by blanks, tabs, bars or commas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sweepctl.metrics.formats.cells import Cell, Cut, cells
from sweepctl.metrics.formats.columns import LONGEST, NAME, STEPS, Header, read_row
from sweepctl.metrics.reading import Reading
from sweepctl.metrics.vocabulary import SENTENCE, is_metric
from sweepctl.model.spec import Objective

_MOST_COLUMNS = 60
_PATIENCE = 20
_BAR = re.compile(r":?[ ]++\d{1,3}%[ |━█].*+$")
_ROW = re.compile(r"[\s|│┃║]*+(?>(?:[A-Za-z_.]{1,20}+[\s|│┃║]++)?)[-+]?+(?:\.?\d|nan|inf)", re.IGNORECASE | re.ASCII)
_RULE = re.compile(r"[-=+|:─━┄═╌┌└├┏┗┡╞╭╰┬┴┼┳┻╇╪┐┘┤┓┛┩╡╮╯\s]++$")


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
        if len(text) > LONGEST:
            return None
        if ("=" in text or "{" in text) and not _RULE.match(text):
            self._pass()
            return None
        if "%" in text and (bar := _BAR.search(text)):
            text = text[: bar.start()]
        if (self._headers or self._proven) and _ROW.match(text):
            for headers in (self._headers, self._proven):
                for header in headers:
                    reading = read_row(text, header)
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
            if 2 <= len(columns) <= _MOST_COLUMNS and all(NAME.match(one.text) for one in columns):
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
    return word.lower() in STEPS or is_metric(word)


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


def build(objective: Objective | None) -> Table:
    """The registry's door."""
    return Table()
