"""Keras calls its callbacks by name and asks for no class, so these need no Keras, whichever the script has."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

from .framework import current


def _unused(self: Any, *args: Any, **kwargs: Any) -> None:
    """Keras skips what carries this mark."""


_unused._is_default = True  # type: ignore[attr-defined]


class Callback:
    """Every hook of a Keras callback, doing nothing."""

    on_epoch_begin = on_epoch_end = on_train_begin = on_train_end = _unused
    on_batch_begin = on_batch_end = on_train_batch_begin = on_train_batch_end = _unused
    on_test_begin = on_test_end = on_test_batch_begin = on_test_batch_end = _unused
    on_predict_begin = on_predict_end = on_predict_batch_begin = on_predict_batch_end = _unused
    model: Any = None
    params: Any = None

    def set_params(self, params: Any) -> None:
        """How it is trained."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """What is trained."""
        self.model = model


def _learning_rate(model: Any) -> dict[str, float]:
    try:
        return {"learning_rate": float(model.optimizer.learning_rate)}
    except Exception:
        return {}


class WandbMetricsLogger(Callback):
    """Logs `epoch/NAME`, and `batch/NAME` where asked for."""

    def __init__(self, log_freq: Any = "epoch", initial_global_step: int = 0, *args: Any, **kwargs: Any) -> None:
        self.log_freq: Any = 1 if log_freq == "batch" else log_freq
        self.global_batch = initial_global_step
        if not isinstance(self.log_freq, int):
            self.__dict__["on_train_batch_end"] = _unused.__get__(self)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """A row."""
        row = {**(logs or {}), "epoch": epoch, **_learning_rate(self.model)}
        current().log({f"epoch/{name}": value for name, value in row.items()})

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A row."""
        if batch % self.log_freq == 0:
            row = {**(logs or {}), "batch_step": self.global_batch, **_learning_rate(self.model)}
            current().log({f"batch/{name}": value for name, value in row.items()})
            self.global_batch += self.log_freq


class WandbCallback(Callback):
    """The older one: logs the names as Keras has them, and the best of the monitored one."""

    def __init__(
        self, monitor: str = "val_loss", mode: str = "auto", log_batch_frequency: Any = None, **_: Any
    ) -> None:
        self.monitor = monitor
        is_higher_better = mode == "max" or (mode == "auto" and ("acc" in monitor or monitor.startswith("fmeasure")))
        self.is_better: Callable[[float, float], bool] = float.__gt__ if is_higher_better else float.__lt__
        self.best = -math.inf if is_higher_better else math.inf
        self.log_batch_frequency = log_batch_frequency
        if not log_batch_frequency:
            self.__dict__["on_train_batch_end"] = _unused.__get__(self)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """A row."""
        row = dict(logs or {})
        current().log({"epoch": epoch, **row})
        figure = row.get(self.monitor)
        if figure is not None and self.is_better(float(figure), self.best):
            self.best = float(figure)
            current().run.summary.update({f"best_{self.monitor}": self.best, "best_epoch": epoch})

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A row."""
        if batch % self.log_batch_frequency == 0:
            current().log(dict(logs or {}))


class WandbEvalCallback(Callback):
    """Tables of predictions, which are not made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass


def WandbModelCheckpoint(*args: Any, **kwargs: Any) -> Any:  # noqa: N802
    """Keras's own checkpoint, since scripts load what it saves."""
    keras = sys.modules.get("keras") or getattr(sys.modules.get("tensorflow"), "keras", None)
    return Callback() if keras is None else keras.callbacks.ModelCheckpoint(*args, **kwargs)
