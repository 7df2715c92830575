"""Independent draws (J. Bergstra, Y. Bengio, JMLR 2012), without replacement where the space is finite."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from functools import cached_property

from sweepctl.errors import UsageError
from sweepctl.model.draw import History
from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params
from sweepctl.samplers.base import Setup, Wants
from sweepctl.space.enumeration import Enumeration, TooManyError, count
from sweepctl.space.index import combination, permuted, rank, size, unpermuted
from sweepctl.space.space import Space

# How often a seen point is drawn again before the unseen ones are counted through, and one that breaks a constraint.
_REDRAWS = 100
_TRIES = 10_000
# So many draws of a finite space are worked out again by an agent that comes late.
_MOST_TURNS = 10_000


class RandomSampler:
    """A permutation of the combinations where each is equally likely, else draws that avoid what was seen."""

    def __init__(self, space: Space, key: str) -> None:
        self._space = space
        self._key = key
        self._sets = space.supports
        self._permutes = self._sets is not None and space.is_even
        self._turns: list[Params] = []
        self._taken: set[str] = set()
        self.wants = Wants.NOTHING if self._permutes or self._sets is None else Wants.SEEN

    @cached_property
    def size(self) -> int | None:
        return None if self._sets is None else count(self._space, self._sets)

    def draw(self, index: int, history: History) -> Params:
        if self._sets is not None and self._permutes:
            place = permuted(index, size(self._sets), self._key)
            return self._space.nested(combination(self._sets, place))
        if self._sets is not None and index < _MOST_TURNS:
            point = self._in_turn(index)
            if fingerprint(point) not in history.seen:
                return point
        return self.unseen(index, history.seen)

    def _in_turn(self, index: int) -> Params:
        """The draw of a finite space as if all before it had been drawn one after another, whoever draws them."""
        while len(self._turns) <= index:
            point = self.unseen(len(self._turns), self._taken)
            self._turns.append(point)
            self._taken.add(fingerprint(point))
        return self._turns[index]

    def index_of(self, params: Params) -> int | None:
        values = self._space.flat(params)
        if self._sets is None or not self._permutes or values is None:
            return None
        digits = [one.position(value) for one, value in zip(self._sets, values, strict=True)]  # type: ignore[arg-type]
        known = [digit for digit in digits if digit is not None]
        if len(known) < len(digits):
            return None
        return unpermuted(rank(self._sets, known), size(self._sets), self._key)

    def unseen(self, index: int, seen: AbstractSet[str]) -> Params:
        """A draw that satisfies the constraints and is not in `seen`, where the space has one left.

        Raises UsageError where the constraints leave next to nothing of an endless space.
        """
        fitting = 0
        for attempt in range(_TRIES):
            point = self._independent(index, attempt)
            if not self._space.accepts(point):
                continue
            fitting += 1
            if self._sets is None or fingerprint(point) not in seen:
                return point
            if fitting >= _REDRAWS:
                break
        found = self._first_unseen(seen)
        if found is not None:
            return found
        if not fitting:
            raise UsageError(f"none of {_TRIES:,} draws satisfies the constraints", "`sweepctl check` says how many do")
        return point

    def _independent(self, index: int, attempt: int) -> Params:
        stream = random.Random(f"{self._key}/{index}/{attempt}")
        return self._space.quantile([stream.random() for _ in self._space.leaves])

    def _first_unseen(self, seen: AbstractSet[str]) -> Params | None:
        if self._sets is None:
            return None
        points = Enumeration(self._space, self._sets)
        total = len(seen) + 1 if self._space.is_plain else (self.size or 0)
        try:
            candidates = (self._space.nested(points.at(place)) for place in range(min(total, size(self._sets))))
            return next((point for point in candidates if fingerprint(point) not in seen), None)
        except TooManyError:
            return None


def build(setup: Setup) -> RandomSampler:
    """The registry's door."""
    return RandomSampler(setup.space, f"{setup.seed}/{setup.version}")
