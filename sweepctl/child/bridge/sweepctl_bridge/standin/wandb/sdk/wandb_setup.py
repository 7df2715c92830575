"""What comes before a run, and what starts sweeps."""

from __future__ import annotations

from typing import Any

from ..errors import UsageError
from .wandb_settings import Settings


def login(*args: Any, **kwargs: Any) -> bool:
    """Nobody asks."""
    return True


def setup(*args: Any, **kwargs: Any) -> Settings:
    """There is nothing to set up."""
    return Settings()


def require(*args: Any, **kwargs: Any) -> None:
    """Whatever it is, it is granted."""


def teardown(*args: Any, **kwargs: Any) -> None:
    """There is nothing to take down."""


def sweep(*args: Any, **kwargs: Any) -> str:
    """Raises UsageError: a trial starts no sweep."""
    raise UsageError(
        "wandb.sweep(): this script is run as a trial of a sweepctl sweep already. Write the configuration into"
        " sweep.yaml, and call the training function itself in place of wandb.agent(…)"
    )


def agent(sweep_id: Any = None, function: Any = None, *args: Any, **kwargs: Any) -> None:
    """Raises UsageError: a trial runs no trials."""
    name = getattr(function, "__name__", "the training function")
    raise UsageError(
        f"wandb.agent(): sweepctl's agent runs the trials, and this is one of them. Call {name}() itself in place of"
        " wandb.agent(…)"
    )


def controller(*args: Any, **kwargs: Any) -> None:
    """Raises UsageError: sweepctl is the controller."""
    raise UsageError("wandb.controller(): sweepctl decides which trials run; `sweepctl status` shows them")
