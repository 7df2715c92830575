"""`run.summary`: the last value of each metric, and what the script puts there itself."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class Summary(dict):  # type: ignore[type-arg]  # subscripted at run time only from Python 3.9 on
    """A dict with attributes; what is set by hand is told, as the real one tells it."""

    def __init__(self, tell: Callable[[Any], None]) -> None:
        super().__init__()
        object.__setattr__(self, "_tell", tell)

    def keep(self, values: Any) -> None:
        """Take in what was logged."""
        super().update(values)

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set several."""
        values = dict(*args, **kwargs)
        super().update(values)
        items = [SimpleNamespace(key=(str(key),), value=value) for key, value in values.items()]
        object.__getattribute__(self, "_tell")(SimpleNamespace(update=items))

    def __setitem__(self, key: Any, value: Any) -> None:
        self.update({key: value})

    def __setattr__(self, name: str, value: Any) -> None:
        self.update({name: value})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)
