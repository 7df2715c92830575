"""A sweep as those see it who watch it."""

from __future__ import annotations

from sweepctl.api.burial import bury_if_possible
from sweepctl.api.stores import looked_at, pick_sweep
from sweepctl.model.board import Board
from sweepctl.store.board import board as read_board


def board(sweep: str | None = None) -> Board:
    """All that is watched of a sweep, at this moment."""
    with looked_at() as database:
        chosen = pick_sweep(database, sweep)
        bury_if_possible(database, chosen)
        return read_board(database, chosen)
