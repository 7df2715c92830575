"""`| ep_rew_mean | 1.2 |`: boxes of one name and one number per row, with the rows above that name a section."""

from __future__ import annotations

import math
import re

from sweepctl.metrics.formats.figures import NUMBER, STEP_KINDS
from sweepctl.metrics.reading import Reading, Step
from sweepctl.model.spec import Objective

_BAR = r"[|│┃║]"
_ROW = re.compile(
    rf"\s*+{_BAR}\s*+([A-Za-z_][^|│┃║]{{0,80}}+){_BAR}\s*+(?:({NUMBER})\s*+%?+|[^|│┃║]{{0,80}}+){_BAR}\s*+$", re.ASCII
)
_RULE = re.compile(r"\s*+[-=+|─━┄═┌└├┏┗┡╞╭╰┬┴┼][-=+|─━┄═┬┴┼┳┻╇╪┐┘┤┓┛┩╡╮╯ ]{4,}+\s*$")


class Box:
    """`rollout/` alone in a row comes before the names below it, to the next such row or rule.

    An epoch or step is one for the rows below it, so only where it comes first; at the end it would be one too late.
    """

    heeds_words = True

    def __init__(self) -> None:
        self._section = ""
        self._is_first = False

    def read(self, text: str) -> Reading | None:
        row = _ROW.match(text)
        if row is None:
            self._is_first = _RULE.match(text) is not None
            if self._is_first:
                self._section = ""
            return None
        is_first, self._is_first = self._is_first, False
        name = row[1].strip()
        if row[2] is None:
            if name.endswith("/"):
                self._section = name
            return None
        kind = STEP_KINDS.get(name.lower())
        if kind is not None and is_first and math.isfinite(float(row[2])):
            return Reading({}, Step(kind, float(row[2])))
        if name.endswith("...") or kind is not None:
            return None
        return Reading({f"{self._section}{name}": float(row[2])})


def build(objective: Objective | None) -> Box:
    """The registry's door."""
    return Box()
