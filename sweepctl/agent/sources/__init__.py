"""Where metrics are read from beside the output. A new kind is one file with a `build` and one line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sweepctl.errors import UsageError
from sweepctl.model.registry import Entry
from sweepctl.model.spec import Objective, SourceKind

SOURCES: Mapping[SourceKind, Entry] = {
    SourceKind.FILE: Entry("sweepctl.agent.sources.lines", "a log or JSON lines, read as the output is"),
    SourceKind.CSV: Entry("sweepctl.agent.sources.rows", "a table with names in its first row"),
    SourceKind.TENSORBOARD: Entry("sweepctl.agent.sources.events", "scalars in event files"),
}


def require(objectives: Iterable[Objective]) -> None:
    """Load what reads the objectives' sources. Raises UsageError where a library is missing."""
    for objective in objectives:
        if objective.source is None:
            continue
        try:
            SOURCES[objective.source.kind].load()
        except ImportError:
            sentence = f"`source: {objective.source}` needs a library that is not installed"
            raise UsageError(sentence, f"pip install 'sweepctl[{objective.source.kind}]'") from None
