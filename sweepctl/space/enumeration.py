"""The points of a finite space, counted in the order of W&B's grid; nothing of it is held.

Conditions and constraints leave gaps in the mixed radix numbers. They are checked on the shortest beginning of a
combination that decides them; what follows after the last check is counted by multiplication.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from sweepctl.model.params import Value
from sweepctl.space.expression import Expression
from sweepctl.space.finite import Finite
from sweepctl.space.index import combination, rank, size
from sweepctl.space.space import ABSENT, Absent, Space

_MOST_VISITS = 200_000


class TooManyError(ValueError):
    """The space is too large to be counted through with its conditions and constraints."""


class Enumeration:
    """Points by number 0 … size-1, for the sets of values of a space's leaves."""

    def __init__(self, space: Space, sets: Sequence[Finite]) -> None:
        self._space = space
        self._sets = sets
        self._checked = 1 + max((level for level, _ in self._checks()), default=-1)
        self._conditions, self._constraints = self._by_level()
        self._names = [leaf.name for leaf in space.leaves]
        self._cursor: Iterator[tuple[int, ...]] = iter(())
        self._next = 0
        self._last: tuple[int, ...] = ()

    def _checks(self) -> Iterator[tuple[int, int | Expression]]:
        """Each leaf with gates and each constraint, with the level at which its outcome is known."""
        for place, leaf in enumerate(self._space.leaves):
            if leaf.gates:
                yield max(self._deciders(place)), place
        for constraint in self._space.constraints:
            named = [place for place, leaf in enumerate(self._space.leaves) if _is_named(leaf.path, constraint.names)]
            yield max((decider for place in named for decider in self._deciders(place)), default=0), constraint

    def _deciders(self, place: int) -> set[int]:
        """The leaf and all that decide whether it exists."""
        found = {place}
        for gate in self._space.leaves[place].gates:
            found |= self._deciders(gate.place)
        return found

    def _by_level(self) -> tuple[list[list[int]], list[list[Expression]]]:
        conditions: list[list[int]] = [[] for _ in self._sets]
        constraints: list[list[Expression]] = [[] for _ in self._sets]
        for level, check in self._checks():
            if isinstance(check, int):
                conditions[level].append(check)
            else:
                constraints[level].append(check)
        return conditions, constraints

    @property
    def _tail(self) -> int:
        """How many combinations follow each checked beginning."""
        return size(self._sets[self._checked :])

    @cached_property
    def size(self) -> int:
        """How many points there are. Raises TooManyError."""
        return sum(1 for _ in self._beginnings()) * self._tail

    def at(self, number: int) -> list[Value]:
        """The values of point `number`; those of leaves that do not exist are arbitrary. Raises TooManyError."""
        beginning, rest = divmod(number, self._tail)
        if self._next > beginning + 1 or not self._next:
            self._cursor, self._next = self._beginnings(), 0
        while self._next <= beginning:
            self._last = next(self._cursor)
            self._next += 1
        head = [one.at(digit) for one, digit in zip(self._sets, self._last, strict=False)]
        return head + combination(self._sets[self._checked :], rest)

    def number(self, values: Sequence[Value | Absent]) -> int | None:
        """Which point has these values, None if none has. Raises TooManyError."""
        digits = [0 if isinstance(v, Absent) else one.position(v) for one, v in zip(self._sets, values, strict=True)]
        known = [digit for digit in digits if digit is not None]
        if len(known) < len(digits):
            return None
        head = tuple(known[: self._checked])
        before = next((place for place, one in enumerate(self._beginnings()) if one == head), None)
        return None if before is None else before * self._tail + rank(self._sets[self._checked :], known[len(head) :])

    def _beginnings(self) -> Iterator[tuple[int, ...]]:
        """The digits of every checked beginning that belongs to a point, in order."""
        counts = [one.count for one in self._sets[: self._checked]]
        digits = [0] * len(counts)
        level, visits = 0, 0
        if not counts:
            yield ()
            return
        digits[0] = -1
        while level >= 0:
            digits[level] += 1
            if digits[level] == counts[level]:
                level -= 1
                continue
            visits += 1
            if visits > _MOST_VISITS:
                raise TooManyError
            if not self._holds(digits[: level + 1]):
                continue
            if level == len(counts) - 1:
                yield tuple(digits)
            else:
                level += 1
                digits[level] = -1

    def _holds(self, digits: Sequence[int]) -> bool:
        """Whether what the last digit decides is fulfilled: a leaf that does not exist has its first value."""
        level = len(digits) - 1
        if not self._conditions[level] and not self._constraints[level]:
            return True
        values: list[Value | Absent] = [one.at(digit) for one, digit in zip(self._sets, digits, strict=False)]
        values += [ABSENT] * (len(self._sets) - len(values))
        kept = self._space.pruned(values)
        if any(digits[place] and kept[place] is ABSENT for place in self._conditions[level]):
            return False
        if not self._constraints[level]:
            return True
        named = {name: one for name, one in zip(self._names, kept, strict=True) if not isinstance(one, Absent)}
        return all(constraint.holds(named) for constraint in self._constraints[level])


def _is_named(path: Sequence[str], names: frozenset[str]) -> bool:
    return any(".".join(path[:depth]) in names for depth in range(1, len(path) + 1))


def count(space: Space, sets: Sequence[Finite]) -> int | None:
    """How many points the sets make, None where they are too many to be counted through."""
    if space.is_plain:
        return math.prod(one.count for one in sets)
    try:
        return Enumeration(space, sets).size
    except TooManyError:
        return None
