"""Points that people choose, in whole or in part."""

from __future__ import annotations

import random
from collections.abc import Mapping

from sweepctl.model.fingerprint import fingerprint
from sweepctl.model.params import Params, Value, canonical
from sweepctl.space.space import ABSENT, Absent, Space

_TRIES = 1000


def completed(space: Space, chosen: Mapping[str, Value], key: str) -> Params:
    """The point with the chosen values, by dotted name; the rest is drawn at random, always the same for a key.

    It satisfies the constraints if that can be done with the chosen values.
    """
    tries = (_completed(space, chosen, f"{key}/{again}" if again else key) for again in range(_TRIES))
    first = next(tries)
    if space.accepts(first):
        return first
    return next(filter(space.accepts, tries), first)


def _completed(space: Space, chosen: Mapping[str, Value], key: str) -> Params:
    stream = random.Random(key)
    drawn = {place: leaf.distribution.quantile(stream.random()) for place, leaf in enumerate(space.leaves)}
    values: list[Value | Absent] = [ABSENT] * len(space.leaves)
    for place in space.order:
        if space.exists(place, values):
            name = space.leaves[place].name
            values[place] = canonical(chosen[name]) if name in chosen else drawn[place]
    return space.nested(values)


def fits(space: Space, params: Params) -> bool:
    """Whether a search of this space can learn from a point: all that it chooses has a value that it might draw."""
    values = space.flat(params)
    return values is not None and all(
        value is ABSENT or leaf.distribution.axis is None or leaf.distribution.encode(value) is not None
        for leaf, value in zip(space.leaves, values, strict=True)
    )


def lies_in(space: Space, params: Params) -> bool:
    """Whether a point has the parameters of the space and no others, each within its limits, and is allowed."""
    values = space.flat(params)
    if values is None or fingerprint(space.nested(values)) != fingerprint(params):
        return False
    known = zip(space.leaves, values, strict=True)
    return space.accepts(params) and all(
        value is ABSENT or leaf.distribution.encode(value) is not None for leaf, value in known
    )


def is_drawn_from(space: Space, params: Params) -> bool:
    """Whether a point is one of those that a finite space has."""
    values, sets = space.flat(params), space.supports
    if values is None or sets is None:
        return False
    known = zip(sets, values, strict=True)
    return space.accepts(params) and all(value is ABSENT or one.position(value) is not None for one, value in known)


def oddities(space: Space, chosen: Mapping[str, Value]) -> list[tuple[str, str]]:
    """What is strange about chosen values of a space's parameters: the name and a sentence for each."""
    found = [
        (leaf.name, f"{chosen[leaf.name]!r} is outside of what is drawn: it is run, and the search learns nothing")
        for leaf in space.leaves
        if leaf.name in chosen and leaf.distribution.encode(canonical(chosen[leaf.name])) is None
    ]
    point = completed(space, chosen, "")
    values = zip(space.leaves, space.flat(point) or (), strict=True)
    present = {leaf.name for leaf, value in values if value is not ABSENT}
    found += [(name, "does not exist beside the others and is left out") for name in chosen if name not in present]
    if not space.accepts(point):
        found.append(("", "this point breaks the constraints; it is run all the same"))
    return found
