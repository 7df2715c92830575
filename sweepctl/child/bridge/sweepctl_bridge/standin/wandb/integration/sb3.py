"""Stable Baselines 3: its metrics come as its logger writes them, not from this callback, as with the real one."""

from __future__ import annotations

from typing import Any

from .framework import OfFramework


class WandbCallback(OfFramework):
    """Goes on."""

    framework = ("stable_baselines3.common.callbacks", "BaseCallback")

    def __init__(self, verbose: int = 0, *args: Any, **kwargs: Any) -> None:
        if type(self).__bases__[-1] is not OfFramework:
            super().__init__(verbose)  # type: ignore[call-arg]

    def _on_step(self) -> bool:
        return True
