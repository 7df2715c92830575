"""TensorBoard, TensorFlow's hooks and gym: `patch`, `monitor` and the like do nothing."""

from __future__ import annotations

from typing import Any

from ..anything import Anything


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return Anything()
