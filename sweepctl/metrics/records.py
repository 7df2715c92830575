"""The metrics file: one JSON object per line, appended to `$SWEEPCTL_METRICS_FILE`."""

from __future__ import annotations

import json

from sweepctl.metrics.formats.figures import figures, step_in
from sweepctl.metrics.reading import Reading
from sweepctl.model.point import Rank


def parse_record(line: str) -> Reading | None:
    """Read `{"loss": 0.3, "step": 2}` or `{"metrics": {"loss": 0.3}, "step": 2}`; None for a torn or foreign line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    inner = record.get("metrics")
    metrics = inner if isinstance(inner, dict) else record
    return Reading(figures(metrics), step_in(record) or step_in(metrics), Rank.FILE)
