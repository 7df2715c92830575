"""Which trials of a sweep people want to see, in which order, and what of each."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sweepctl.model.trial import TrialState


@dataclass(frozen=True)
class Listing:
    """Trials in these states (none: in any), by `sort`, the first `limit` of them, with these columns (none: ours).

    `sort` and `columns` name parameters and metrics; `sort` also `number`, `value` (the best first), `time`, `started`
    or `state`.
    """

    states: AbstractSet[TrialState] = frozenset()
    sort: str | None = None
    is_reversed: bool = False
    limit: int | None = None
    columns: Sequence[str] = ()
