"""What matters in a sweep, as a table with bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sweepctl.model.importance import Importances, Weight
from sweepctl.views.charts import Sheet, plain
from sweepctl.views.document import document, sweep
from sweepctl.views.strokes import bar
from sweepctl.views.words import harmless, number, value_text

_NAME, _LEVELS = 24, 3
_COLUMNS = 44
_LEVELS_ROOM = 40


def importances(one: Importances, on: Sheet) -> RenderableType:
    """A row for each parameter, the method, how sure it is, and what speaks against it."""
    title = Text(plain(f"importance for {harmless(one.metric)} in {one.trials:,} trials", on), "bold")
    said = [Text(plain(sentence, on), "dim") for sentence in _sentences(one)]
    doubts = [Text(f"unsure: {plain(harmless(doubt), on)}", "yellow") for doubt in one.doubts]
    if not one.weights:
        return Group(title, *doubts)
    return Group(title, _table(one.weights, on), *said, *doubts)


def _table(weights: Sequence[Weight], on: Sheet) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in ("parameter", "importance", "", "±", "corr", "rank", "η²"):
        side = "left" if name in {"parameter", ""} else "right"
        table.add_column(plain(name, on) if name != "±" else _sign("±", "+-", on), justify=side, no_wrap=True)  # type: ignore[arg-type]
    table.columns[6].header = _sign("η²", "eta2", on)
    widest = min(_NAME, max(cell_len(harmless(one.name)) for one in weights))
    length = min(40, on.width - widest - _COLUMNS)
    has_levels = any(one.levels for one in weights) and on.width - widest - length - _COLUMNS > _LEVELS_ROOM
    if has_levels:
        table.add_column("means", no_wrap=True, overflow="ellipsis")
    for one in weights:
        name = harmless(one.name)
        levels = [_levels(one, on)] if has_levels else []
        table.add_row(
            plain(name if cell_len(name) <= _NAME else f"{name[: _NAME - 1]}…", on),
            f"{one.importance:.2f}",
            Text(bar(one.importance, max(8, length), unicode=on.unicode), "cyan"),
            *(plain(_share(share), on) for share in (one.spread, one.pearson, one.spearman, one.eta)),
            *levels,
        )
    return table


def _sign(unicode: str, otherwise: str, on: Sheet) -> str:
    return unicode if on.unicode else otherwise


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


def _levels(one: Weight, on: Sheet) -> str:
    """The mean of each value of a category, the first few."""
    shown = sorted(one.levels, key=lambda level: level.mean)[:_LEVELS]
    texts = [f"{value_text(level.value)} {number(level.mean, 3)}" for level in shown]
    return plain(", ".join(texts) + (", …" if len(one.levels) > _LEVELS else ""), on)


def _sentences(one: Importances) -> list[str]:
    sentences = [f"by {one.summary}"]
    if one.explained is not None:
        sentences[0] += f"; it explains {max(0.0, one.explained):.0%} of the variation of trials it has not seen"
    if one.samples:
        sentences.append(
            f"{harmless(one.weights[0].name)} is first in {one.lead} of {one.samples} half-samples of the trials"
        )
    if one.constants:
        sentences.append(f"without a choice: {', '.join(map(harmless, one.constants))}")
    return sentences


def importances_document(one: Importances) -> str:
    """What `plot importance --json` prints."""
    parameters: list[dict[str, Any]] = [
        {**vars(weight), "levels": [dict(vars(level)) for level in weight.levels]} for weight in one.weights
    ]
    known = {name: value for name, value in vars(one).items() if name not in {"sweep", "weights"}}
    return document(sweep=sweep(one.sweep), parameters=parameters, **known)
