"""What `importlib.metadata` says of the stand-in: frameworks ask for wandb's version before they use it."""

from __future__ import annotations

from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

VERSION = "0.31.0+sweepctl"
_METADATA = f"Metadata-Version: 2.1\nName: wandb\nVersion: {VERSION}\nSummary: sweepctl's stand-in for wandb\n"


class Standin(Distribution):
    """A distribution called wandb, without files."""

    def read_text(self, filename: str) -> str | None:
        """Its metadata; it has no other file."""
        return _METADATA if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        """Where a file of it would be."""
        return Path(__file__).parent / "standin" / path
