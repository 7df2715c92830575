"""Taking what killed agents of this machine held out of their hands: nobody else may be there to do so."""

from __future__ import annotations

from contextlib import suppress

from sweepctl.agent.processes.identity import fate
from sweepctl.errors import StoreError
from sweepctl.model.status import Sweep
from sweepctl.store import agents
from sweepctl.store.database import Database


def bury(database: Database, sweep: Sweep) -> None:
    """Declare lost what is surely gone, and kill what it left running. Raises StoreError."""
    for peer in agents.peers(database, sweep.id, ""):
        why = fate(peer.identity)
        if why is not None:
            from sweepctl.agent.processes import tree  # the lazy door: psutil, for a rare case

            tree.kill_tagged("SWEEPCTL_AGENT", peer.id)
            agents.declare_lost(database, sweep.id, peer, why)


def bury_if_possible(database: Database, sweep: Sweep) -> None:
    """The same for those who only look: a store that cannot be written is shown as it is."""
    with suppress(StoreError):
        bury(database, sweep)
