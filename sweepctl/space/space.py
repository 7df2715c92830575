"""The space of a sweep: its leaves in a fixed order, flat inside, nested where the user nested them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sweepctl.model.params import Params, Value
from sweepctl.model.spec import Parameter
from sweepctl.space.distributions import distribution_of
from sweepctl.space.distributions.base import Distribution
from sweepctl.space.finite import Finite


@dataclass(frozen=True)
class Leaf:
    """One parameter at the end of a path."""

    path: tuple[str, ...]
    distribution: Distribution


@dataclass(frozen=True)
class Space:
    """Leaves sorted by path, which is the order of W&B's grid."""

    leaves: tuple[Leaf, ...]

    @classmethod
    def of(cls, parameters: Sequence[Parameter]) -> Space:
        """The space that a spec's parameters span."""
        ordered = sorted(parameters, key=lambda parameter: parameter.path)
        return cls(tuple(Leaf(parameter.path, distribution_of(parameter)) for parameter in ordered))

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
        """Whether every combination is equally likely."""
        return all(leaf.distribution.is_even for leaf in self.leaves)

    def quantile(self, us: Sequence[float]) -> Params:
        """The point at one u in [0, 1) for each leaf."""
        return self.nested([leaf.distribution.quantile(u) for leaf, u in zip(self.leaves, us, strict=True)])

    def nested(self, values: Sequence[Value]) -> Params:
        """One value for each leaf, as the mapping that a trial receives."""
        params: dict[str, Value] = {}
        for leaf, value in zip(self.leaves, values, strict=True):
            place = params
            for name in leaf.path[:-1]:
                inner = place.setdefault(name, {})
                assert isinstance(inner, dict)
                place = inner
            place[leaf.path[-1]] = value
        return params

    def flat(self, params: Params) -> list[Value] | None:
        """One value for each leaf, None when the point lacks one (a trial of an older version of the space)."""
        values = []
        for leaf in self.leaves:
            place: Value = dict(params)
            for name in leaf.path:
                if not isinstance(place, dict) or name not in place:
                    return None
                place = place[name]
            values.append(place)
        return values
