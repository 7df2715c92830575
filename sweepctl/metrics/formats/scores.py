"""scikit-learn's cross-validation: `[CV 1/2] END ....C=0.1;, score=0.850 total time=   0.0s`; parameters are none."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_SCORER = re.compile(
    rf"([A-Za-z_][\w-]*+)(?::[ ]|=)(?:\(((?>(?:(?:train|test)={NUMBER}(?>(?:,[ ])?))+))\)|({NUMBER})(?=[ ]))", re.ASCII
)
_SPLIT = re.compile(rf"(train|test)=({NUMBER})", re.ASCII)
_LONGEST = 4_000


class Scores:
    """Nobody else reads such a line: its parameters look like metrics."""

    def read(self, text: str) -> Reading | None:
        if not text.startswith("[CV") or "END" not in text:
            return None
        start = max(text.find("END"), text.rfind(";", 0, _LONGEST))
        values: dict[str, float] = {}
        for scorer in _SCORER.finditer(text, start, text.rfind(" total time", 0, _LONGEST) + 1 or _LONGEST):
            name = scorer[1]
            if scorer[3] is not None:
                values[name] = float(scorer[3])
            else:
                values |= {f"{name}_{part}": float(value) for part, value in _SPLIT.findall(scorer[2])}
        return Reading(values) if values else None


def build(objective: Objective | None) -> Scores:
    """The registry's door."""
    return Scores()
