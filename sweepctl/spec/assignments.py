"""`name=value` as people type it on the command line; values are read as in a sweep file, ranges are drawn from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from sweepctl.errors import UsageError
from sweepctl.model.params import Value, canonical
from sweepctl.space.distributions import DISTRIBUTIONS, implied_kind
from sweepctl.spec.document import DocumentError, read_document
from sweepctl.spec.findings import did_you_mean
from sweepctl.spec.inline import read_range, split_assignment


def read_scalar(text: str) -> Value:
    """A value as YAML reads it: `1e-3` is a number, `"1e-3"` a text, `[1, 2]` a list. Raises UsageError."""
    if not text.strip():
        return text
    try:
        return canonical(read_document(text.encode()).root.plain)
    except DocumentError as error:
        raise UsageError(f"`{text}` is not a value: {error.sentence}", "put it in quotes inside the quotes") from None


def read_assignments(
    texts: Sequence[str], takes: Mapping[str, Callable[[Value], bool]], stream: random.Random
) -> dict[str, Value]:
    """The values by name; `takes` says of each parameter whether a value is one of its own.

    What is none, but describes a range as `spec.inline` reads it, gives a value drawn from there. Raises UsageError.
    """
    found: dict[str, Value] = {}
    for text in texts:
        name, value = split_assignment(text)
        if name not in takes:
            hint = did_you_mean(name, takes) or f"there are {', '.join(takes)}"
            raise UsageError(f"the sweep has no parameter `{name}`", hint)
        if name in found:
            raise UsageError(f"`{name}` is given twice")
        own = _own(value, takes[name])
        found[name] = own[0] if own else _drawn(text, stream)
    return found


def _own(text: str, takes: Callable[[Value], bool]) -> list[Value]:
    """What the parameter knows, in a list: as YAML reads it, or letter by letter; empty where it does not know it."""
    meant: list[Value] = [text]
    with suppress(UsageError):
        meant.insert(0, read_scalar(text))
    return [value for value in meant if takes(value)][:1]


def _drawn(text: str, stream: random.Random) -> Value:
    block = read_range(text)
    kind = str(block.get("distribution") or implied_kind(block))
    keys = {key: value for key, value in block.items() if key != "distribution"}
    if (
        kind not in DISTRIBUTIONS
        or not DISTRIBUTIONS[kind].required() <= keys.keys() <= DISTRIBUTIONS[kind].checks.keys()
    ):
        raise UsageError(f"`{text}` does not say how to draw it", "such as 1..4, log(1e-5, 1e-1) or [32, 64]")
    return canonical(DISTRIBUTIONS[kind](**keys).quantile(stream.random()))
