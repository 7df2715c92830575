"""LightGBM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .framework import current


def wandb_callback(*args: Any, **kwargs: Any) -> Callable[[Any], None]:
    """Logs `SET_METRIC` after each round; of a cross-validation `METRIC-mean` and `-stdv`."""

    def callback(env: Any) -> None:
        row: dict[str, Any] = {"iteration": env.iteration}
        for data, name, value, _, *spread in env.evaluation_result_list:
            if spread:
                whole = "_".join(name.split()) if data == "cv_agg" else f"{data}_{name}"
                row.update({f"{whole}-mean": value, f"{whole}-stdv": spread[0]})
            else:
                row[f"{data}_{name}"] = value
        current().log(row)

    return callback


def log_summary(model: Any, *args: Any, **kwargs: Any) -> None:
    """The best round."""
    current().run.summary.update({"best_iteration": model.best_iteration, "best_score": model.best_score})
