"""Charts drawn with characters."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from sweepctl.model.chart import Chart, Layer, Mark
from sweepctl.views.canvas import Canvas, Pen
from sweepctl.views.characters import in_ascii, takes_unicode
from sweepctl.views.document import document, sweep
from sweepctl.views.ticks import Range, range_of, ticks
from sweepctl.views.words import harmless

_NARROWEST, _WIDEST, _PIPED = 60, 200, 80
_LOWEST, _HIGHEST = 8, 24
_LONGEST_LABEL = 12
_PENS = (
    Pen("cyan", "o"), Pen("yellow", "x"), Pen("green", "*"), Pen("magenta", "+"), Pen("red", "#"), Pen("blue", "@"),
)  # fmt: skip
_WEAK = {"trials": Pen("dim cyan", "."), "running or failed": Pen("dim red", ",")}
# Told apart without colours too: a dot where others have a spot.
_FAINT = {"running or failed"}
_STRONG = {
    "best so far": Pen("bold green", "*"),
    "best": Pen("bold green", "@"),
    "Pareto front": Pen("bold green", "#"),
}


@dataclass(frozen=True)
class Sheet:
    """The room there is, and whether it takes more than ASCII."""

    width: int
    height: int
    unicode: bool


def sheet(ascii_only: bool = False) -> Sheet:
    """What stdout takes: a terminal's size within limits, or 80 columns in a pipe unless COLUMNS says otherwise."""
    size = shutil.get_terminal_size((_PIPED, 24))
    is_known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    width = min(max(size.columns, _NARROWEST), _WIDEST) if is_known else _PIPED
    height = min(max(min(size.lines - 8, width // 5), _LOWEST), _HIGHEST)
    return Sheet(width, height, not ascii_only and takes_unicode())


def plain(text: str, on: Sheet) -> str:
    """The text in ASCII, where that is all there is."""
    return text if on.unicode else in_ascii(text).encode("ascii", "replace").decode()


def chart(one: Chart, on: Sheet) -> RenderableType:
    """A chart with its title, axes and legend; sentences where there is nothing to draw."""
    title = Text(plain(harmless(one.title), on), "bold")
    notes = [Text(plain(harmless(note), on), "dim") for note in one.notes]
    if not one.points:
        return Group(title, *(notes or [Text("nothing to draw yet", "dim")]))
    x, y = range_of(one.x, [x for x, _ in one.points]), range_of(one.y, [y for _, y in one.points])
    labels = _left_labels(one, y, on)
    margin = max(map(cell_len, labels.values()), default=1)
    tails = _tails(one)
    right = max((len(text) + 1 for text in tails), default=0)
    canvas = Canvas(on.width - margin - 2 - right, on.height, on.unicode)
    _draw(one, canvas, x, y)
    ends = _ends(one, canvas, x, y) if right else {}
    rows = [_row(canvas, k, labels.get(k, ""), margin, ends.get(k), on) for k in range(on.height)]
    head = Text(f"{'':>{margin}} {plain(harmless(one.y.title), on)}{_scale_word(one.y.log)}", "dim")
    foot = _bottom(one, x, canvas.width, margin, on)
    return Group(title, head, *rows, *foot, *_legend(one, on), *notes)


def _scale_word(log: bool) -> str:
    return " (log scale)" if log else ""


def _pen(layer: Layer, place: int) -> Pen:
    return _WEAK.get(layer.label) or _STRONG.get(layer.label) or _PENS[place % len(_PENS)]


def _draw(one: Chart, canvas: Canvas, x: Range, y: Range) -> None:
    for place, layer in enumerate(one.layers):
        pen = _pen(layer, place)
        dots = [canvas.at(x.place(a), y.place(b)) for a, b in _spread(one, layer)]
        if layer.mark is Mark.STEPS:
            canvas.stairs(dots, pen)
        elif layer.mark is Mark.LINE:
            for start, end in pairwise(dots):
                canvas.line(start, end, pen)
            for dot in dots if len(dots) < canvas.width // 4 else dots[:1]:
                canvas.spot(*dot, pen)
        else:
            is_small = layer.label in _FAINT or len(dots) >= canvas.width
            put = canvas.block if layer.label in _STRONG else canvas.dot if is_small else canvas.spot
            for dot in dots:
                put(*dot, pen)


def _spread(one: Chart, layer: Layer) -> Sequence[tuple[float, float]]:
    """The points; those of a category side by side, so that they are told apart."""
    if not one.x.categories:
        return layer.points
    return [(a + ((k * 7) % 11 - 5) / 22, b) for k, (a, b) in enumerate(layer.points)]


def _left_labels(one: Chart, y: Range, on: Sheet) -> dict[int, str]:
    """The label of each row that has a tick."""
    found = {}
    for value, label in ticks(one.y, y, max(2, on.height // 3)):
        found[round((1 - y.place(value)) * (on.height - 1))] = label
    return found


def _row(canvas: Canvas, k: int, label: str, margin: int, end: tuple[str, Pen] | None, on: Sheet) -> Text:
    stroke = ("┤" if label else "│") if on.unicode else ("+" if label else "|")
    text = Text.assemble((f"{label:>{margin}}", "dim"), (f" {stroke}", "dim"), canvas.row(k))
    if end is not None:
        text.append(f" {end[0]}", end[1].style)
    return text


def _bottom(one: Chart, x: Range, width: int, margin: int, on: Sheet) -> list[Text]:
    """The lower axis: a line with ticks, their labels where there is room, the title."""
    line = ["─" if on.unicode else "-"] * width
    labels = [" "] * (width + margin + 2)
    free = 0
    most = max(2, width // 12)
    for value, label in ticks(one.x, x, most):
        column = round(x.place(value) * (width - 1))
        line[column] = "┬" if on.unicode else "+"
        room = width // max(1, len(one.x.categories)) - 1 if one.x.categories else _LONGEST_LABEL
        shown = _fitted(plain(harmless(label), on), max(3, room), on)
        start = min(max(margin + 2 + column - len(shown) // 2, 0), len(labels) - len(shown))
        if start >= free:
            labels[start : start + len(shown)] = shown
            free = start + len(shown) + 1
    corner = "└" if on.unicode else "+"
    title = f"{plain(harmless(one.x.title), on)}{_scale_word(one.x.log)}"
    return [
        Text(f"{'':>{margin}} {corner}{''.join(line)}", "dim"),
        Text("".join(labels).rstrip(), "dim"),
        Text(title.center(margin + 2 + width).rstrip(), "dim"),
    ]


def _fitted(label: str, room: int, on: Sheet) -> str:
    """The label in one cell a character, cut where it is long."""
    if cell_len(label) != len(label):
        label = label.encode("ascii", "replace").decode()
    return label if len(label) <= room else f"{label[: room - 1]}{'…' if on.unicode else '~'}"


def _tails(one: Chart) -> list[str]:
    """Labels at the right ends of several lines, without which nobody could tell them apart but by colour."""
    lines = [layer for layer in one.layers if layer.mark is Mark.LINE]
    return [harmless(layer.label) for layer in lines] if len(lines) > 1 else []


def _ends(one: Chart, canvas: Canvas, x: Range, y: Range) -> dict[int, tuple[str, Pen]]:
    """The row in which each label stands: that of the line's end, or the nearest free one."""
    found: dict[int, tuple[str, Pen]] = {}
    cells = 4 if canvas.braille else 1
    for place, layer in enumerate(one.layers):
        if layer.mark is Mark.LINE:
            a, b = layer.points[-1]
            wanted = canvas.at(x.place(a), y.place(b))[1] // cells
            free = [row for row in range(canvas.height) if row not in found]
            if free:
                row = min(free, key=lambda one, wanted=wanted: abs(one - wanted))  # type: ignore[misc]
                found[row] = (harmless(layer.label), _pen(layer, place))
    return found


def _legend(one: Chart, on: Sheet) -> list[Text]:
    """What is what, where there is more than one layer; in as many lines as it takes."""
    if len(one.layers) < 2:
        return []
    lines = [Text()]
    for place, layer in enumerate(one.layers):
        pen = _pen(layer, place)
        sign = _sign(layer, pen, on)
        name = plain(harmless(layer.label), on)
        item = Text.assemble((sign, pen.style), f" {set_cell_size(name, min(cell_len(name), 30))}")
        if lines[-1] and lines[-1].cell_len + item.cell_len + 3 > on.width:
            lines.append(Text())
        lines[-1].append("   " if lines[-1] else "")
        lines[-1].append_text(item)
    return lines


def _sign(layer: Layer, pen: Pen, on: Sheet) -> str:
    if on.unicode:
        spot = "⣿" if layer.label in _STRONG else "⠂" if layer.label in _FAINT else "⠶"
        return spot if layer.mark is Mark.DOTS else "⠒⠒"
    return "-+" if layer.mark is Mark.STEPS else pen.character


def chart_document(one: Chart) -> str:
    """What `plot --json` prints: the data of the chart."""
    layers: list[dict[str, Any]] = [
        {"label": layer.label, "mark": layer.mark, "points": [list(point) for point in layer.points]}
        for layer in one.layers
    ]
    scales = {name: dict(vars(scale)) for name, scale in (("x", one.x), ("y", one.y))}
    return document(sweep=sweep(one.sweep), title=one.title, **scales, layers=layers, notes=list(one.notes))
