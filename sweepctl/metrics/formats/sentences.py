"""Sentences that frameworks are known for: `val_loss improved from 0.4 to 0.3`, `Loss at epoch 3: 0.3`,
`Validation loss decreased (0.4 --> 0.3)`, `KL divergence after 300 iterations: 0.9`.
"""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_NAME = r"(?<![\w./@%+?&$-])((?:[A-Za-z][\w-]*+ ){0,2}[A-Za-z_][\w./@-]*+)"
_END = r"(?!\w|[./:]\w)"
_IS = rf"(?::| =| is| was)[ ]?({NUMBER}){_END}"
_SENTENCES = (
    (" improved from ", re.compile(rf"{_NAME} improved from (?:None|{NUMBER}) to ({NUMBER}){_END}", re.ASCII)),
    ("creased (", re.compile(rf"{_NAME} (?:de|in)creased \({NUMBER} -+> ({NUMBER})\)", re.ASCII)),
    (" at ", re.compile(rf"{_NAME} (?:at|after) (?:step|iteration|iter|episode|round) #?+\d++{_IS}", re.ASCII)),
    (
        " on the ",
        re.compile(rf"{_NAME} of the (?:network|model) on the [\w ]{{1,40}}+: ({NUMBER})(?=[ ]?%|\s*+$)", re.ASCII),
    ),
    (" epoch", re.compile(rf"{_NAME} (?:at|after|for|in|on) (?>(?:the )?)epoch #?+\d++(?>(?:/\d++)?){_IS}", re.ASCII)),
    (
        " after ",
        re.compile(
            rf"{_NAME} after \d++ (?:epoch|step|iteration|episode|round|batche)s?+[ \w-]{{0,40}}+{_IS}", re.ASCII
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
