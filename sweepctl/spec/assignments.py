"""`name=value` as people type it on the command line; values are read as in a sweep file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sweepctl.errors import UsageError
from sweepctl.model.params import Value, canonical
from sweepctl.spec.document import DocumentError, read_document
from sweepctl.spec.findings import did_you_mean


def read_scalar(text: str) -> Value:
    """A value as YAML reads it: `1e-3` is a number, `"1e-3"` a text, `[1, 2]` a list. Raises UsageError."""
    if not text.strip():
        return text
    try:
        return canonical(read_document(text.encode()).root.plain)
    except DocumentError as error:
        raise UsageError(f"`{text}` is not a value: {error.sentence}", "put it in quotes inside the quotes") from None


def read_assignments(texts: Sequence[str], names: Collection[str]) -> dict[str, Value]:
    """The values by name. Raises UsageError for a name that is not among `names`."""
    found: dict[str, Value] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"`{text}` is not of the form name=value", "such as lr=0.01")
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            raise UsageError(f"the sweep has no parameter `{name}`", hint)
        if name in found:
            raise UsageError(f"`{name}` is given twice")
        found[name] = read_scalar(value)
    return found
