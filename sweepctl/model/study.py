"""An Optuna study, as far as people hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class StudyMade:
    """A study that was written: its name, how many trials it has, and what is worth knowing of it."""

    name: str
    trials: int
    notes: Sequence[str] = ()
