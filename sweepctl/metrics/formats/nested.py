"""JSON printed over several lines: a name and a number per line, the names of the open objects before it."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER, STEP_KINDS
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_OPEN = re.compile(r"\s*+(?>(?:\"([^\"]{1,80}+)\": )?)\{\s*+$")
_CLOSE = re.compile(r"\s*+\},?+\s*+$")
_ENTRY = re.compile(rf"\s++\"([^\"]{{1,80}}+)\": (?:\"?+({NUMBER}|Infinity|-Infinity)\"?+|[^{{}}]*+),?+\s*+$", re.ASCII)
_DEEPEST = 16


class Nested:
    """Starts at a line that is `{` alone; whatever is no entry ends it."""

    heeds_words = True

    def __init__(self) -> None:
        self._open: list[str] = []

    def read(self, text: str) -> Reading | None:
        if not self._open and not text.rstrip().endswith("{"):
            return None
        if (opened := _OPEN.match(text)) and (self._open or opened[1] is None) and len(self._open) < _DEEPEST:
            self._open.append(opened[1] or "")
        elif _CLOSE.match(text) and self._open:
            self._open.pop()
        elif self._open and (entry := _ENTRY.match(text)):
            names = [*filter(None, self._open), entry[1]]
            if entry[2] is not None and entry[1] not in STEP_KINDS:
                return Reading({".".join(names): float(entry[2])})
        else:
            self._open = []
        return None


def build(objective: Objective | None) -> Nested:
    """The registry's door."""
    return Nested()
