"""Points that people choose, in whole or in part."""

from __future__ import annotations

import random
from collections.abc import Mapping

from sweepctl.model.params import Params, Value, canonical
from sweepctl.space.space import ABSENT, Absent, Space


def completed(space: Space, chosen: Mapping[str, Value], key: str) -> Params:
    """The point with the chosen values, by dotted name; the rest is drawn at random, always the same for a key."""
    stream = random.Random(key)
    drawn = {place: leaf.distribution.quantile(stream.random()) for place, leaf in enumerate(space.leaves)}
    values: list[Value | Absent] = [ABSENT] * len(space.leaves)
    for place in space.order:
        if space.exists(place, values):
            name = space.leaves[place].name
            values[place] = canonical(chosen[name]) if name in chosen else drawn[place]
    return space.nested(values)


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
    if not space.accepts(point) and present <= chosen.keys():
        found.append(("", "this point breaks the constraints; it is run all the same"))
    return found
