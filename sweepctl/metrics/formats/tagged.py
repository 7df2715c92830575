"""The unmistakable line: `sweepctl: {"val_loss": 0.3, "step": 2}`, also after a logger's prefix.

Syne Tune's `[tune-metric]: {…}` (`syne_tune/report.py`) is read alike, so its scripts work as they are.
"""

from __future__ import annotations

import json
import re

from sweepctl.metrics.formats.figures import figures, step_in
from sweepctl.metrics.reading import Reading
from sweepctl.model.point import Rank
from sweepctl.model.spec import Objective

_TAG = re.compile(r"(?:(?<![\w./\"'-])sweepctl|\[tune-metric\]):\s*+(?=\{)")
_DECODER = json.JSONDecoder()


class Tagged:
    """JSON only: what cannot be parsed is broken, never guessed at."""

    def read(self, text: str) -> Reading | None:
        if "sweepctl:" not in text and "[tune-metric]:" not in text:
            return None
        tag = _TAG.search(text)
        if tag is None:
            return None
        try:
            data, _ = _DECODER.raw_decode(text, tag.end())
        except (ValueError, RecursionError):
            data = {}
        return Reading(figures(data), step_in(data), Rank.TAGGED)


def build(objective: Objective | None) -> Tagged:
    """The registry's door."""
    return Tagged()
