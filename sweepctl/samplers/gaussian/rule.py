"""When which model chooses the next point."""

from __future__ import annotations

# Draws by chance before any model; with many agents the model starts as soon as a few of these have a value.
STARTUP = 10
_VALUED = 3


def choose(valued: int, index: int, dimensions: int) -> str:
    """`random`, `gp` or `tpe` for the draw `index` (from 0) when `valued` earlier trials have a value."""
    if index < STARTUP or valued < _VALUED:
        return "random"
    return "gp"
