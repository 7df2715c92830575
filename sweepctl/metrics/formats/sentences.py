"""Sentences that frameworks are known for: `val_loss improved from 0.4 to 0.3`, `'val_loss' reached 0.3`,
`Validation loss decreased (0.4 --> 0.3)`, `Loss at epoch 3: 0.3`.
"""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_NAME = r"(?<![\w./@%+?&$-])((?:[A-Za-z][\w-]*+ ){0,2}[A-Za-z_][\w./@-]*+)"
_END = r"(?!\w|[./:]\w)"
_SENTENCES = (
    (" reached ", re.compile(rf"'([A-Za-z_][\w./@-]*+)' reached ({NUMBER}){_END}", re.ASCII)),
    (" improved from ", re.compile(rf"{_NAME} improved from (?:None|{NUMBER}) to ({NUMBER}){_END}", re.ASCII)),
    ("creased (", re.compile(rf"{_NAME} (?:de|in)creased \({NUMBER} -+> ({NUMBER})\)", re.ASCII)),
    (
        " epoch",
        re.compile(
            rf"{_NAME} (?:at|after|for|in|on) (?:the )?+epoch #?+\d++(?:/\d++)?+(?::| =| is| was)[ ]?({NUMBER}){_END}",
            re.ASCII,
        ),
    ),
)


class Sentences:
    """The first that fits, and its whole name: nothing is guessed here."""

    def read(self, text: str) -> Reading | None:
        for part, sentence in _SENTENCES:
            if part in text and (found := sentence.search(text)):
                return Reading({found[1]: float(found[2])})
        return None


def build(objective: Objective | None) -> Sentences:
    """The registry's door."""
    return Sentences()
