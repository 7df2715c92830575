"""What happened and why, as lines and as documents."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sweepctl.model.story import Happening, SweepStory, TrialStory
from sweepctl.views import document
from sweepctl.views.words import harmless

_SHOWN_ELSEWHERE = frozenset(
    {"attempt", "part", "agent", "why", "code", "again", "by", "wait", "figures", "key", "keys", "numbers"}
)


def trial_lines(one: TrialStory) -> list[str]:
    """A head with the reason, the events, the last words, and how to go on."""
    trial = one.trial
    because = f": {one.because}" if one.because else ""
    lines = [f"trial {trial.number} of {one.sweep.id} {trial.state}{because}"]
    lines += _events(one.happenings, one.places, bool(trial.parts))
    if one.tail:
        lines += ["its last lines:", *(f"    {line}" for line in one.tail)]
    return [harmless(line) for line in [*lines, *_go_on(one.go_on)]]


def sweep_lines(one: SweepStory) -> list[str]:
    """A head with the reason, the newest events, and how to go on."""
    sweep = one.status.sweep
    lines = [f"sweep {sweep.id} ({sweep.name}) {sweep.state}: {one.because}"]
    events = _events(one.happenings, one.places, sweep.spec.parts.count > 1)
    return [harmless(line) for line in [*lines, *events, *_go_on(one.go_on)]]


def _go_on(commands: Sequence[str]) -> list[str]:
    return ["go on with:", *(f"    {command}" for command in commands)] if commands else []


def _events(happenings: Sequence[Happening], places: Mapping[str, str], has_parts: bool) -> Iterator[str]:
    for one in happenings:
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.at))
        yield f"  {at}  {_told(one, places, has_parts)}"


def _told(one: Happening, places: Mapping[str, str], has_parts: bool) -> str:
    """Such as `part 0 attempt 1 failed with code 3: no such file; goes back to the queue`."""
    detail = one.detail
    attempt = f"attempt {detail['attempt']} " if detail.get("attempt") else ""
    part = f"part {detail.get('part', 0)} " if attempt and has_parts else ""
    agent = str(detail.get("agent") or "")
    by = f" by {detail['by']}" if detail.get("by") else ""
    where = f" ({agent}{_place(agent, places)})" if agent else ""
    why = f": {detail['why']}" if detail.get("why") else ""
    code = f" with code {detail['code']}" if detail.get("code") and "exit code" not in why else ""
    again = "; it goes back to the queue" if detail.get("again") else ""
    wait = f" for {detail['wait']:g} s" if again and detail.get("wait") else ""
    others = ", ".join(f"{name} {value}" for name, value in detail.items() if name not in _SHOWN_ELSEWHERE)
    rest = f" [{others}]" if others and not agent else ""
    return f"{part}{attempt}{one.kind.replace('_', ' ')}{by}{code}{where}{why}{again}{wait}{rest}"


def _place(agent: str, places: Mapping[str, str]) -> str:
    return f", {places[agent]}" if agent in places else ""


def trial_document(one: TrialStory) -> str:
    """What `why N --json` prints."""
    return document.document(
        sweep=document.sweep(one.sweep),
        trial=document.trial(one.trial),
        because=one.because or None,
        events=list(map(_event, one.happenings)),
        agents=dict(one.places),
        tail=list(one.tail),
        go_on=list(one.go_on),
    )


def sweep_document(one: SweepStory) -> str:
    """What `why --json` prints."""
    return document.document(
        sweep=document.sweep(one.status.sweep),
        counts=document.counts(one.status.counts),
        because=one.because,
        events=list(map(_event, one.happenings)),
        agents=dict(one.places),
        go_on=list(one.go_on),
    )


def _event(one: Happening) -> dict[str, Any]:
    return {**one.detail, "at": one.at, "kind": one.kind}
