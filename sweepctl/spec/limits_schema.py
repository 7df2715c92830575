"""The keys that bound a single trial → Limits: `timeout`, `silence`, `max_rss`, `retries`, `requeue`."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.checks import at_least, is_number
from sweepctl.model.spec import TEMPORARY_FAILURE, Backoff, Limits
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings
from sweepctl.spec.quantities import SIZE_HINT, TIME_HINT, bytes_of, seconds_of

LIMIT_KEYS = ("timeout", "retries", "requeue", "silence", "max_rss")
_LONGEST = 1e9
_LARGEST_SIZE = 2**63 - 1
_MOST_RETRIES = 2**31
# Less than any program has: a size without its unit is meant otherwise.
_LEAST_SIZE = 1_000_000
_RETRY_KEYS = ("count", "wait", "factor")
_RETRY_EXAMPLE = "write `retries: 3`, or `retries: {count: 3, wait: 10s, factor: 2}`"


def read_limits(keys: Mapping[str, Node], findings: Findings) -> Limits:
    """The limits of those keys that are there; `run_cap` and `stop` are for others to read."""
    retries, backoff = _retries(keys["retries"], findings) if "retries" in keys else (0, Backoff())
    return Limits(
        timeout=_time(keys["timeout"], "timeout", findings) if "timeout" in keys else None,
        retries=retries,
        backoff=backoff,
        requeue=_requeue(keys["requeue"], findings) if "requeue" in keys else (TEMPORARY_FAILURE,),
        silence=_time(keys["silence"], "silence", findings) if "silence" in keys else None,
        max_rss=_size(keys["max_rss"], findings) if "max_rss" in keys else None,
    )


def _time(node: Node, path: str, findings: Findings, *, least: float | None = None) -> float | None:
    """Seconds, above 0 unless there is a least."""
    seconds = seconds_of(node.plain)
    is_short = seconds is None or (seconds <= 0 if least is None else seconds < least)
    if seconds is None or is_short or seconds > _LONGEST:
        above = "above 0" if least is None else f"of at least {least:g} s"
        wanted = f"a time {above}" if is_short else "a time below 30 years"
        findings.wrong(node.place, path, wanted, node.plain, TIME_HINT)
        return None
    return seconds


def _size(node: Node, findings: Findings) -> int | None:
    """Bytes."""
    size = bytes_of(node.plain)
    if size is None or size > _LARGEST_SIZE:
        findings.wrong(node.place, "max_rss", "a size", node.plain, SIZE_HINT)
        return None
    if size < _LEAST_SIZE:
        findings.wrong(node.place, "max_rss", "at least 1MB", node.plain, SIZE_HINT)
        return None
    return int(size)


def _retries(node: Node, findings: Findings) -> tuple[int, Backoff]:
    """How often, and after which waits."""
    default = Backoff()
    if node.mapping is None:
        hint = _RETRY_EXAMPLE if isinstance(node.content, list) else None
        return _count(node, "retries", findings, hint), default
    for key in node.mapping:
        if key not in _RETRY_KEYS:
            findings.unknown_key(node, key, "retries", _RETRY_KEYS)
    if "count" not in node.mapping and "wait" not in node.mapping:
        findings.error(node.place, "retries", "needs `count`", _RETRY_EXAMPLE)
    count, wait, factor = (node.entries.get(key) for key in _RETRY_KEYS)
    seconds = _time(wait, "retries.wait", findings, least=0.0) if wait else None
    times = factor.plain if factor else default.factor
    if not is_number(times) or not 1 <= float(str(times)) <= _LONGEST:
        assert factor is not None
        findings.wrong(factor.place, "retries.factor", "a number of at least 1", factor.plain)
        times = default.factor
    backoff = Backoff(default.wait if seconds is None else seconds, float(str(times)))
    return _count(count, "retries.count", findings) if count else 0, backoff


def _count(node: Node, path: str, findings: Findings, hint: str | None = None) -> int:
    value = node.plain
    wanted = at_least(0)(value)
    if wanted is None and isinstance(value, int | float) and value > _MOST_RETRIES:
        wanted = "a whole number below 2^31"
    if wanted:
        findings.wrong(node.place, path, wanted, value, hint)
        return 0
    assert isinstance(value, int | float)
    return int(value)


def _requeue(node: Node, findings: Findings) -> tuple[int, ...]:
    """Exit codes; an empty list switches it off."""
    codes = node.content if isinstance(node.content, list) else [node]
    found = []
    for position, one in enumerate(codes):
        value = one.plain
        if at_least(1)(value) is not None or not isinstance(value, int | float) or value > 255:
            path = f"requeue.{position}" if isinstance(node.content, list) else "requeue"
            hint = f"such as `requeue: {TEMPORARY_FAILURE}`, or `[]` for none"
            findings.wrong(one.place, path, "an exit code from 1 to 255", value, hint)
        else:
            found.append(int(value))
    return tuple(dict.fromkeys(found))
