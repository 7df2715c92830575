"""`wandb.Settings`: kept, and without effect."""

from __future__ import annotations

from typing import Any

from ..anything import Anything


class Settings:
    """Remembers what it is given; everything else is there and does nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.update(kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Remember more."""
        for given in args:
            self.__dict__.update(dict(given))
        self.__dict__.update(kwargs)
