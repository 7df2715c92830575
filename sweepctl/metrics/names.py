"""Whether a name that a script prints is the objective's."""

from __future__ import annotations

import re
from dataclasses import replace

from sweepctl.metrics.reading import Reading

_SEPARATORS = re.compile(r"[/_\-.\s]+")
_MOST_KNOWN = 10_000


def fold(name: str) -> str:
    """The canonical spelling: `Val/Loss`, `val loss` and `val_loss` are one."""
    return _SEPARATORS.sub("_", name.casefold())


class Names:
    """Renames to the objective's name what is spelled otherwise, until the exact name was seen once."""

    def __init__(self, objective_name: str | None) -> None:
        self._exact = objective_name
        self._folded = None if objective_name is None else fold(objective_name)
        self._exact_was_seen = False
        self._known: dict[str, bool] = {}

    def match(self, reading: Reading) -> Reading:
        """The reading, with at most one name replaced by the objective's own."""
        if self._exact is None or self._exact_was_seen:
            return reading
        if self._exact in reading.values:
            self._exact_was_seen = True
            return reading
        other = next((name for name in reading.values if self._is_like(name)), None)
        if other is None:
            return reading
        renamed = {self._exact if name == other else name: value for name, value in reading.values.items()}
        return replace(reading, values=renamed, is_folded=True)

    def _is_like(self, name: str) -> bool:
        like = self._known.get(name)
        if like is None:
            like = fold(name) == self._folded
            if len(self._known) < _MOST_KNOWN:
                self._known[name] = like
        return like
