"""What R prints of a list: `$loss` on one line, `[1] 0.3` on the next."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_NAME = re.compile(r"((?>(?:\$[A-Za-z.][\w.]{0,80}+)+))\s*+$", re.ASCII)
_VALUE = re.compile(rf"\[1\][ ]+({NUMBER})\s*+$", re.ASCII)


class Vectors:
    """The value has to follow its name at once."""

    heeds_words = True

    def __init__(self) -> None:
        self._name: str | None = None

    def read(self, text: str) -> Reading | None:
        name, self._name = self._name, None
        if text.startswith("$"):
            found = _NAME.match(text)
            self._name = found[1][1:].replace("$", ".") if found else None
        elif name is not None and (value := _VALUE.match(text)):
            return Reading({name: float(value[1])})
        return None


def build(objective: Objective | None) -> Vectors:
    """The registry's door."""
    return Vectors()
