"""Independent draws (J. Bergstra, Y. Bengio, JMLR 2012), without replacement where the space is finite."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from itertools import count

from sweepctl.model.draw import History
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.samplers.base import Setup, Wants
from sweepctl.space.index import combination, permuted, size
from sweepctl.space.space import Space

_REDRAWS = 100


class RandomSampler:
    """A permutation of the combinations where each is equally likely, else draws that avoid what was seen."""

    def __init__(self, space: Space, key: str) -> None:
        self._space = space
        self._key = key
        self._sets = space.supports
        self._permutes = self._sets is not None and space.is_even
        self.wants = Wants.NOTHING if self._permutes or self._sets is None else Wants.SEEN

    @property
    def size(self) -> int | None:
        return None if self._sets is None else size(self._sets)

    def draw(self, index: int, history: History) -> Params:
        if self._sets is None:
            return self._independent(index, 0)
        if self._permutes:
            return self._space.nested(combination(self._sets, permuted(index, size(self._sets), self._key)))
        return self.unseen(index, history.seen)

    def unseen(self, index: int, seen: AbstractSet[str]) -> Params:
        """A draw that is not in `seen`, where the space has one left."""
        for attempt in range(_REDRAWS):
            point = self._independent(index, attempt)
            if self._sets is None or fingerprint(point) not in seen:
                return point
        return self._first_unseen(seen) or point

    def _independent(self, index: int, attempt: int) -> Params:
        stream = random.Random(f"{self._key}/{index}/{attempt}")
        return self._space.quantile([stream.random() for _ in self._space.leaves])

    def _first_unseen(self, seen: AbstractSet[str]) -> Params | None:
        assert self._sets is not None
        total = size(self._sets)
        places = count() if total > len(seen) else range(total)
        points = (self._space.nested(combination(self._sets, place)) for place in places)
        return next((point for point in points if fingerprint(point) not in seen), None)


def build(setup: Setup) -> RandomSampler:
    """The registry's door."""
    return RandomSampler(setup.space, f"{setup.seed}/{setup.version}")
