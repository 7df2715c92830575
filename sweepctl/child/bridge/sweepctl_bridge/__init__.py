"""What is loaded once a script imports wandb, the real one or ours: its metrics are written down for sweepctl too."""

from .listeners import listen

__all__ = ("listen",)
