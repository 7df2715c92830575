"""The space of a sweep: its leaves in a fixed order, flat inside, nested where the user nested them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from sweepctl.model.params import Params, Value, text_key
from sweepctl.model.spec import Parameter
from sweepctl.space.distributions import distribution_of
from sweepctl.space.distributions.base import Distribution
from sweepctl.space.expression import Expression, parse
from sweepctl.space.finite import Finite


class Absent(Enum):
    """Stands where a point has no value, since a condition of the leaf does not hold."""

    ABSENT = auto()


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Gate:
    """A leaf exists only where the leaf at `place` exists and has one of these values, given as text keys."""

    place: int
    keys: frozenset[str]


@dataclass(frozen=True)
class Leaf:
    """One parameter at the end of a path, and what has to hold for it to exist."""

    path: tuple[str, ...]
    distribution: Distribution
    gates: tuple[Gate, ...] = ()

    @property
    def name(self) -> str:
        """The path in dotted form."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Space:
    """Leaves sorted by path, which is the order of W&B's grid, and constraints that every point has to satisfy."""

    leaves: tuple[Leaf, ...]
    constraints: tuple[Expression, ...] = ()

    @classmethod
    def of(cls, parameters: Sequence[Parameter], constraints: Sequence[str] = ()) -> Space:
        """The space that a spec's parameters and constraints span. Raises ValueError for conditions in a circle."""
        ordered = sorted(parameters, key=lambda parameter: parameter.path)
        places = {parameter.name: place for place, parameter in enumerate(ordered)}
        leaves = tuple(Leaf(one.path, distribution_of(one), _gates(one, places)) for one in ordered)
        made = cls(leaves, tuple(map(parse, constraints)))
        assert len(made.order) == len(leaves)
        return made

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The places of the leaves, each after those that decide whether it exists. Raises ValueError."""
        graph = {place: [gate.place for gate in leaf.gates] for place, leaf in enumerate(self.leaves)}
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " → ".join(self.leaves[place].name for place in error.args[1])
            raise ValueError(f"conditions in a circle: {circle}") from None

    @cached_property
    def is_conditional(self) -> bool:
        """Whether some points lack some parameters."""
        return any(leaf.gates for leaf in self.leaves)

    @property
    def is_plain(self) -> bool:
        """Whether every combination of values is a point."""
        return not self.is_conditional and not self.constraints

    @property
    def supports(self) -> list[Finite] | None:
        """The finite sets of all leaves, None if one of them is endless."""
        sets = [leaf.distribution.support for leaf in self.leaves]
        return None if None in sets else [one for one in sets if one is not None]

    @property
    def grids(self) -> list[Finite] | None:
        """The finite sets that a grid visits, None if a leaf has none."""
        sets = [leaf.distribution.grid for leaf in self.leaves]
        return None if None in sets else [one for one in sets if one is not None]

    @property
    def is_even(self) -> bool:
        """Whether every combination is a point, and as likely as any other."""
        return self.is_plain and all(leaf.distribution.is_even for leaf in self.leaves)

    def exists(self, place: int, values: Mapping[int, Value | Absent] | Sequence[Value | Absent]) -> bool:
        """Whether the leaf at `place` exists, given the values of those that decide it; absent ones are marked."""
        return all(_opens(gate, values[gate.place]) for gate in self.leaves[place].gates)

    def pruned(self, values: Sequence[Value | Absent]) -> list[Value | Absent]:
        """One value for each leaf, with those marked that do not exist beside the others."""
        kept = list(values)
        if self.is_conditional:
            for place in self.order:
                if not self.exists(place, kept):
                    kept[place] = ABSENT
        return kept

    def accepts(self, params: Params) -> bool:
        """Whether a point satisfies every constraint."""
        return all(constraint.holds(params) for constraint in self.constraints)

    def quantile(self, us: Sequence[float]) -> Params:
        """The point at one u in [0, 1) for each leaf."""
        return self.nested([leaf.distribution.quantile(u) for leaf, u in zip(self.leaves, us, strict=True)])

    def nested(self, values: Sequence[Value | Absent]) -> Params:
        """One value for each leaf, as the mapping that a trial receives; what does not exist is left out."""
        params: dict[str, Value] = {}
        for leaf, value in zip(self.leaves, self.pruned(values), strict=True):
            if value is ABSENT:
                continue
            place = params
            for name in leaf.path[:-1]:
                inner = place.setdefault(name, {})
                assert isinstance(inner, dict)
                place = inner
            place[leaf.path[-1]] = value
        return params

    def flat(self, params: Params) -> list[Value | Absent] | None:
        """One value for each leaf, None when the point lacks one that has to exist (it is of another space)."""
        values: list[Value | Absent] = [ABSENT] * len(self.leaves)
        for place in self.order:
            if not self.exists(place, values):
                continue
            found = look_up(params, self.leaves[place].path)
            if found is ABSENT:
                return None
            values[place] = found
        return values


def look_up(params: Params, path: Sequence[str]) -> Value | Absent:
    """The value at a path through nested parameters."""
    here: Value | Absent = dict(params)
    for name in path:
        if not isinstance(here, dict) or name not in here:
            return ABSENT
        here = here[name]
    return here


def _gates(parameter: Parameter, places: Mapping[str, int]) -> tuple[Gate, ...]:
    return tuple(Gate(places[one.name], frozenset(map(text_key, one.values))) for one in parameter.when)


def _opens(gate: Gate, value: Value | Absent) -> bool:
    return not isinstance(value, Absent) and text_key(value) in gate.keys
