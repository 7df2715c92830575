"""CatBoost."""

from __future__ import annotations

from typing import Any

from .framework import current


class WandbCallback:
    """Logs `SET-METRIC` after each round."""

    def __init__(self, metric_period: int = 1) -> None:
        self.metric_period = metric_period

    def after_iteration(self, info: Any) -> bool:
        """A row; go on."""
        if info.iteration % self.metric_period == 0:
            sets = info.metrics.items()
            row = {f"{data}-{name}": values[-1] for data, names in sets for name, values in names.items()}
            current().log({**row, f"iteration@metric-period-{self.metric_period}": info.iteration})
        return True


def log_summary(model: Any, *args: Any, **kwargs: Any) -> None:
    """The best round."""
    best = {"best_iteration": model.get_best_iteration(), "best_score": model.get_best_score()}
    current().run.summary.update(best)
