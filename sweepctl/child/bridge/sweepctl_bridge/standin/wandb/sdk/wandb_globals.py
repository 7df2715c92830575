"""The names of the package that belong to the run: `wandb.log` is `wandb.run.log`."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from ..errors import Error

OF_THE_RUN = (
    "config", "summary", "log", "save", "watch", "unwatch", "alert", "define_metric", "mark_preempting",
    "log_artifact", "use_artifact", "log_model", "use_model", "link_model", "restore",
)  # fmt: skip
_PACKAGE = __name__.partition(".")[0] if __name__.startswith("wandb.") else __name__.rpartition(".sdk.")[0]


class Early:
    """Stands for a name before there is a run; every use of it is refused."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _refuse(self) -> NoReturn:
        raise Error(f"You must call wandb.init() before wandb.{object.__getattribute__(self, '_name')}")

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        self._refuse()

    def __getitem__(self, key: Any) -> NoReturn:
        self._refuse()

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        self._refuse()


def current() -> Any:
    """The run, None before and after."""
    return sys.modules[_PACKAGE].__dict__.get("run")


def hand_out(run: Any) -> None:
    """Let the names of the package be those of a run, or of none."""
    package = sys.modules[_PACKAGE].__dict__
    package["run"] = run
    for name in OF_THE_RUN:
        package[name] = Early(name) if run is None else getattr(run, name)
