"""scikit-learn's `classification_report`: the `accuracy` row and the two averages; the rows of classes are left out."""

from __future__ import annotations

import re

from sweepctl.metrics.formats.figures import NUMBER
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

_ACCURACY = re.compile(rf"\s{{3,}}+accuracy\s{{6,}}+({NUMBER})\s++\d++\s*+$", re.ASCII)
_AVERAGE = re.compile(
    rf"\s*+((?:micro|macro|weighted|samples) avg)\s++({NUMBER})\s++({NUMBER})\s++({NUMBER})\s++\d++\s*+$", re.ASCII
)
_COLUMNS = ("precision", "recall", "f1-score")


class Report:
    """Known by its rows, which nothing else prints like that."""

    def read(self, text: str) -> Reading | None:
        if accuracy := _ACCURACY.match(text):
            return Reading({"accuracy": float(accuracy[1])})
        if average := _AVERAGE.match(text):
            return Reading(
                {f"{average[1]} {column}": float(average[at]) for at, column in enumerate(_COLUMNS, start=2)}
            )
        return None


def build(objective: Objective | None) -> Report:
    """The registry's door."""
    return Report()
