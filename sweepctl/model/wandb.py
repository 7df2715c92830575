"""What a script that imports wandb gets."""

from __future__ import annotations

from enum import StrEnum


class Wandb(StrEnum):
    """The real one where it is installed and a stand-in elsewhere, one of the two, or whatever Python finds."""

    AUTO = "auto"
    REAL = "real"
    STANDIN = "standin"
    OFF = "off"
