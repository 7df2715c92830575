"""All that one execution is read from beside its output."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sweepctl.agent.sources import SOURCES
from sweepctl.agent.sources.base import Follower, Place
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective, Source


class Sources:
    """The followers of an execution's sources, opened before its program starts."""

    def __init__(self, objectives: Sequence[Objective] = (), places: Mapping[Source, Place] | None = None) -> None:
        """`places` has the place of every source that an objective names."""
        self._followers: list[Follower] = [
            SOURCES[source.kind].load().build(place, [one for one in objectives if one.source == source])
            for source, place in (places or {}).items()
        ]
        self._names = frozenset(one.name for one in objectives if one.source is not None)

    def without_theirs(self, reading: Reading) -> Reading:
        """A reading of the output without the metrics that have a source."""
        if self._names.isdisjoint(reading.values):
            return reading
        return replace(reading, values={name: one for name, one in reading.values.items() if name not in self._names})

    def read(self) -> list[Reading]:
        """What came since the last call, or a part of it."""
        return [reading for follower in self._followers for reading in follower.read()]

    async def read_all(self) -> list[Reading]:
        """All that is there; others have their turn in between."""
        found = self.read()
        while any(follower.is_behind for follower in self._followers):
            await asyncio.sleep(0)
            found += self.read()
        return found

    def rest(self) -> list[Reading]:
        """What is left once nobody writes any more."""
        return [reading for follower in self._followers for reading in follower.rest()]
