"""A JSON object or a printed Python dict that ends a line, alone or after a prefix."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping

from sweepctl.metrics.formats.figures import NUMBER, figures, step_in
from sweepctl.metrics.reading import Reading
from sweepctl.model.spec import Objective

# `np.float64(0.3)`, `tensor(0.3, grad_fn=<…>)`, `Array([0.3], dtype=float32)`
_WRAPPED = re.compile(
    rf"(?<![\w.])[A-Za-z_][\w.]*+\(\s*+\[?+\s*+({NUMBER})\s*+\]?+\s*+(?>(?:,\s*+[a-z][^()]*+)?)\)", re.ASCII
)
_PYTHON = re.compile(r"\{\s*+'")
_BARE_ODD = re.compile(r"(?<![\w'\".])([-+]?+(?:nan|inf))(?![\w'\".])", re.IGNORECASE)
# Python's parser prints warnings about these, and they would be printed as the agent's own.
_WOULD_WARN = re.compile(r"\\|[\da-f]\.?(?:and|else|for|if|in|is|not|or)", re.IGNORECASE)
_STRINGS = re.compile(r"'[^'\\]*+'|\"[^\"\\]*+\"")


class Structured:
    """Nested names are joined with `.`; `epoch`, `step` and the like inside are the step."""

    def read(self, text: str) -> Reading | None:
        start = text.find("{")
        if start < 0 or not text.rstrip().endswith("}"):
            return None
        data = _parse(text[start:].strip())
        return None if data is None else Reading(figures(data), step_in(data))


def _parse(text: str) -> Mapping[object, object] | None:
    try:
        data = _literal(text) if _PYTHON.match(text) else json.loads(text)
    except (ValueError, RecursionError):
        data = _literal(text)
    return data if isinstance(data, dict) else None


def _literal(text: str) -> object:
    """A Python literal whose numbers may be wrapped, NaN or infinite; None for anything else."""
    plain = _BARE_ODD.sub(r"'\1'", _WRAPPED.sub(r"\1", text))
    if _WOULD_WARN.search(_STRINGS.sub("''", plain)):
        return None
    try:
        return ast.literal_eval(plain)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def build(objective: Objective | None) -> Structured:
    """The registry's door."""
    return Structured()
