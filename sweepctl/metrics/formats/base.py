"""What every line format does."""

from __future__ import annotations

from typing import Protocol

from sweepctl.metrics.reading import Reading


class Format(Protocol):
    """One way of saying metrics on a line. A member's module has `build(objective) -> Format | None`.

    Each stream of each execution has members of its own, so they may remember the lines before, such as a header.
    Those that want lines without any number as well have an attribute `heeds_words` that is true.
    """

    def read(self, text: str) -> Reading | None:
        """What the line says in this format, None where it says nothing; never raises, in time linear in the line.

        A tagged reading without values says that the line was meant for us and is broken: nobody else may read it.
        """
        ...
