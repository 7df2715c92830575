"""Files of ours that are kept once for each content, for their owner alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sweepctl.agent.folder import make_private

_HASH_LENGTH = 16


def content_hash(data: bytes) -> str:
    """A name for a content."""
    return hashlib.sha256(data).hexdigest()[:_HASH_LENGTH]


def keep_once(path: Path, data: bytes) -> None:
    """Write a file unless it is there; another process sees all of it or nothing. Raises OSError."""
    if path.exists():
        return
    make_private(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    draft.replace(path)
