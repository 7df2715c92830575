"""Modules of wandb that are not here: they can be imported, and whatever is taken from them does nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .anything import forgotten

_PREFIX = __name__.rpartition(".")[0] + "."


class Elsewhere(ModuleType):
    """Has every name."""

    def __getattr__(self, name: str) -> Any:
        found = forgotten(self.__name__, name)
        setattr(self, name, found)
        return found


class Finder:
    """Asked last: knows every module below wandb. Its own loader."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        """None for what is not wandb's."""
        return ModuleSpec(name, self, is_package=True) if name.startswith(_PREFIX) else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty one."""
        return Elsewhere(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def install() -> None:
    """From now on nothing of wandb is missing."""
    sys.meta_path.append(Finder())
