"""Who has stopped beating: beats are timed on our own monotonic clock, wall clocks are never compared."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sweepctl.store.agents import Identity, Peer


@dataclass(frozen=True)
class Rhythm:
    """Seconds between beats, and without one before a lease ends; the guard kills a silent agent's trials earlier."""

    beat: float = 2.0
    lease: float = 60.0

    @property
    def patience(self) -> float:
        """How long the guard waits for a renewal: less than any observer does."""
        return self.lease * 2 / 3

    @classmethod
    def from_environment(cls) -> Rhythm:
        """The default, or what SWEEPCTL_LEASE says in seconds."""
        lease = float(os.environ.get("SWEEPCTL_LEASE") or cls.lease)
        return cls(min(cls.beat, lease / 10), lease)


# A gap between two looks counts for no more than this part of a lease: an observer that was suspended itself, or could
# not read the store, has not seen that a peer was silent meanwhile.
_LONGEST_GAP = 1 / 4


class Watch:
    """Remembers for how long each peer's counter was seen not to move."""

    def __init__(self, lease: float, fate: Callable[[Identity], str | None]) -> None:
        self._lease = lease
        self._fate = fate
        self._beats: dict[str, int] = {}
        self._silent: dict[str, float] = {}
        self._looked: float | None = None
        self._moves: Counter[str] = Counter()

    def lost(self, peers: Sequence[Peer], now: float) -> list[tuple[Peer, str]]:
        """The peers that are surely gone or silent for a whole lease, each with why; `now` is monotonic."""
        gap = 0.0 if self._looked is None else min(now - self._looked, self._lease * _LONGEST_GAP)
        self._looked = now
        gone = []
        for peer in peers:
            if self._beats.get(peer.id) == peer.beat:
                self._silent[peer.id] += gap
            else:
                self._moves[peer.id] += peer.id in self._beats
                self._beats[peer.id] = peer.beat
                self._silent[peer.id] = 0.0
            why = self._fate(peer.identity)
            if why is None and self._silent[peer.id] >= self._lease:
                why = f"its agent on {peer.identity.host} has not been heard of for {self._lease:g} s"
            if why is not None:
                gone.append((peer, why))
        return gone

    def moves(self) -> Counter[str]:
        """How often each peer was seen to beat, to compare with later."""
        return self._moves.copy()
