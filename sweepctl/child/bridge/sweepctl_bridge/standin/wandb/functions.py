"""`wandb.util`: the few functions that scripts and frameworks call."""

from __future__ import annotations

import re
from typing import Any

from .anything import forgotten
from .sdk.lib.runid import generate_id

__all__ = ("generate_id", "make_artifact_name_safe", "to_json")


def make_artifact_name_safe(name: str) -> str:
    """The name with what W&B does not allow in it replaced."""
    return re.sub(r"[^a-zA-Z0-9_\-.]", "_", name)


def to_json(value: Any) -> Any:
    """The value."""
    return value


def __getattr__(name: str) -> Any:
    return forgotten(__name__, name)
