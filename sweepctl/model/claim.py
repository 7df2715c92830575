"""What an agent is told when it asks for work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sweepctl.model.params import Params
from sweepctl.model.trial import Execution


@dataclass(frozen=True)
class Claim:
    """An execution that is ours; `params` is None where the point is still to be drawn at `index`."""

    execution: Execution
    version: int
    index: int | None
    params: Params | None


@dataclass(frozen=True)
class Idle:
    """Nothing now, but there may be later: the sweep is paused, or others hold what is left.

    `is_brief` where it is for a moment only, not worth a word; `is_work` where there is work that was not asked for.
    """

    why: str
    others_hold: bool = False
    is_brief: bool = False
    is_work: bool = False


@dataclass(frozen=True)
class Leave:
    """Nothing more for this agent; where the sweep was edited, one that knows the new version goes on."""

    why: str
    is_edited: bool = False


Answer: TypeAlias = Claim | Idle | Leave
