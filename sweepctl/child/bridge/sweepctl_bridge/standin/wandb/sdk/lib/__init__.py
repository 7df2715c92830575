"""Small parts that frameworks import by name."""

from . import disabled, runid
from .disabled import RunDisabled

__all__ = ("RunDisabled", "disabled", "runid")
