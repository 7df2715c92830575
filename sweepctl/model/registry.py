"""How a family lists its members without importing them."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True)
class Entry:
    """A member: the module that holds it, one line about it, and the papers or pages it follows."""

    module: str
    summary: str
    papers: Sequence[str] = ()

    def load(self) -> ModuleType:
        """Import the member."""
        return importlib.import_module(self.module)
