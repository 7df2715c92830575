"""Names for runs."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def generate_id(length: int = 8) -> str:
    """A new one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
