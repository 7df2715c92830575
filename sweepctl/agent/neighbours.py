"""The other agents of a sweep: those that vanished give up their trials, those that live are believed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from sweepctl.agent.keeper import Keeper
from sweepctl.agent.lease import Rhythm, Watch
from sweepctl.agent.processes import tree
from sweepctl.agent.processes.identity import fate
from sweepctl.model.event import Event, Said, Tone
from sweepctl.store import agents
from sweepctl.store.agents import Peer


class Neighbours:
    """Looks at the peers at every beat."""

    def __init__(
        self, sweep: str, agent: str, rhythm: Rhythm, keeper: Keeper, on_event: Callable[[Event], None]
    ) -> None:
        self._sweep = sweep
        self._agent = agent
        self._keeper = keeper
        self._emit = on_event
        self._watch = Watch(rhythm.lease, fate)
        self._peers: list[Peer] = []
        self._idle_since: Counter[str] | None = None
        self._looked = False

    async def look(self) -> None:
        """Read the peers' beats, and take over from those that are lost."""
        self._peers = await self._keeper.call(agents.peers, self._sweep, self._agent)
        self._looked = True
        for peer, why in self._watch.lost(self._peers, time.monotonic()):
            # What it left running on this machine must be gone before its trials start again.
            await asyncio.to_thread(tree.kill_tagged, "SWEEPCTL_AGENT", peer.id)
            lost = await self._keeper.call(agents.declare_lost, self._sweep, peer, why)
            for execution in lost:
                self._emit(Said(f"trial {execution.trial} was lost: {why}", Tone.WARNING))

    def all_well(self) -> bool:
        """Whether every peer has beaten since we ran out of work: what they hold is in good hands."""
        if self._idle_since is None:
            self._idle_since = self._watch.moves()
            self._looked = False
        moves = self._watch.moves()
        return self._looked and all(moves[peer.id] > self._idle_since[peer.id] for peer in self._peers)

    def busy(self) -> None:
        """We have work again."""
        self._idle_since = None
