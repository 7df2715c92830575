"""XGBoost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .framework import OfFramework, current


class WandbCallback(OfFramework):
    """Logs `SET-METRIC` after each round, and the best score."""

    framework = ("xgboost.callback", "TrainingCallback")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def before_training(self, model: Any) -> Any:
        """Nothing."""
        return model

    def after_training(self, model: Any) -> Any:
        """The best round."""
        best = model.attr("best_score")
        if best is not None:
            current().log({"best_score": float(best), "best_iteration": int(model.attr("best_iteration"))})
        return model

    def before_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        """Go on."""
        return False

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        """A row; go on."""
        row = {f"{data}-{name}": values[-1] for data, names in evals_log.items() for name, values in names.items()}
        current().log({**row, "epoch": epoch})
        return False


def wandb_callback() -> Callable[[Any], None]:
    """The older one, of the older callbacks of XGBoost."""

    def callback(env: Any) -> None:
        current().log(dict(env.evaluation_result_list))

    return callback
