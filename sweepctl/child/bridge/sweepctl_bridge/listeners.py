"""Where wandb is listened to: on its classes, before a run exists, so that every way to log passes by.

`wandb.log` is the bound method of the run; Lightning's logger and the callbacks of the frameworks end in it too. Tried
with 0.16, 0.19 and 0.31. A class or method that a version does not have is not listened to; nor is a disabled run of
those before `NoopRun`, whose methods and id are made up as it starts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import wraps
from types import ModuleType
from typing import Any

from .recorder import Recorder

_RECORDER = Recorder(os.environ)
# A script that wipes WANDB_* for its workers means the run, not that they should go online.
_MODE = os.environ.get("SWEEPCTL_WANDB_MODE")


def listen(module: ModuleType) -> None:
    """Listen to a module of wandb's that was just run."""
    _LISTENERS[module.__name__](module)


def _to_run(module: Any) -> None:
    run = module.Run
    run.log = _logging(run.log)
    if hasattr(run, "_summary_update_callback"):
        run._summary_update_callback = _summarising(run._summary_update_callback)


def _to_disabled_run(module: Any) -> None:
    """With WANDB_MODE=disabled a run has a `log` of its own."""
    run = module.NoopRun
    if "log" in vars(run):
        run.log = _logging(run.log)


def _to_init(module: Any) -> None:
    module.init = _initialising(module.init)


_LISTENERS: Mapping[str, Callable[[Any], None]] = {
    "wandb.sdk.wandb_run": _to_run,
    "wandb.sdk.lib.noop_run": _to_disabled_run,
    "wandb.sdk.wandb_init": _to_init,
}


def _logging(log: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(log)
    def logged(self: Any, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        step = args[0] if args else kwargs.get("step")
        commit = args[1] if len(args) > 1 else kwargs.get("commit")
        record = _RECORDER.logging(self, data, step, commit)
        # W&B first: once the record is written, the trial may be told to stop.
        result = log(self, data, *args, **kwargs)
        _RECORDER.write(record)
        return result

    return logged


def _summarising(update: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(update)
    def updated(self: Any, record: Any, *args: Any, **kwargs: Any) -> Any:
        result = update(self, record, *args, **kwargs)
        try:
            values = {".".join(item.key): item.value for item in record.update}
        except Exception:
            values = {}
        _RECORDER.summarised(self, values)
        return result

    return updated


def _initialising(init: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(init)
    def initialised(*args: Any, **kwargs: Any) -> Any:
        if _MODE:
            os.environ.setdefault("WANDB_MODE", _MODE)
        run = init(*args, **kwargs)
        _RECORDER.adopt(run)
        return run

    return initialised
