"""The name that was meant by a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.6


def nearest(name: str, known: Iterable[str], alike: float = _ALIKE) -> str | None:
    """The known name most like this one, None if none is like it; `alike` is how much, between 0 and 1."""
    # Only who has mistyped something waits for it.
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), 1, alike)), None)
