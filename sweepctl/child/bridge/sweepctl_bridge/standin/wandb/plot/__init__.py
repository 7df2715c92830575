"""Charts, which are shown at W&B and nowhere else."""

from __future__ import annotations

from typing import Any

from ..anything import Anything


def _chart(*args: Any, **kwargs: Any) -> Anything:
    """Forgotten."""
    return Anything()


plot_table = visualize = line = line_series = scatter = histogram = bar = _chart
confusion_matrix = roc_curve = pr_curve = _chart


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return _chart
