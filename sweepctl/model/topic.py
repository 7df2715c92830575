"""Something explained in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A title, a few sentences, and the papers or pages that they follow."""

    title: str
    sentences: Sequence[str]
    papers: Sequence[str] = ()
