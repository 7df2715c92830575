"""Where older versions had `Run`."""

from .sdk.wandb_run import Run

__all__ = ("Run",)
