"""Parameters as a sweep file writes them: blocks inside blocks, each with its conditions."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.params import Value
from sweepctl.model.spec import Parameter
from sweepctl.spec.sketching.ranges import Block


def nested(blocks: Mapping[tuple[str, ...], Block]) -> dict[str, Block]:
    """Blocks by path as blocks by name, those inside others as `parameters` of them."""
    found: dict[str, Block] = {}
    for path, block in blocks.items():
        place: dict[str, Value] = found  # type: ignore[assignment]
        for name in path[:-1]:
            inner = place.setdefault(name, {"parameters": {}})
            assert isinstance(inner, dict)
            below = inner["parameters"]
            assert isinstance(below, dict)
            place = below
        place[path[-1]] = block
    return found


def with_when(block: Block, one: Parameter) -> Block:
    """The block of a parameter with the conditions under which it exists."""
    return {**block, "when": {when.name: list(when.values) for when in one.when}} if one.when else block
