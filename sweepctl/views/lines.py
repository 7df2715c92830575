"""An agent's events, a line each: for pipes and logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from sweepctl.model.event import AgentLeft, AgentStarted, Event, Progress, Said, Tone, TrialEnded, TrialStarted
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Objective
from sweepctl.views.words import duration, harmless, params_text, value_story


class Lines:
    """Writes to `write`, one line an event; progress is left out. A reader that went away is no reason to stop."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._objective: Objective | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, AgentStarted):
            self._objective = event.sweep.spec.objective
        for line in lines_of(event, self._objective):
            self._write(line)


def lines_of(event: Event, objective: Objective | None) -> list[str]:
    """What an event reads like."""
    match event:
        case AgentStarted(sweep, _, jobs, goal):
            end = "as many as there are" if goal is None else f"{goal} trial{'s' if goal != 1 else ''}"
            return [f"sweep {sweep.id} ({harmless(sweep.name)}, {sweep.spec.method}): {jobs} at a time, {end}"]
        case Said(sentence, tone):
            return [sentence if tone is Tone.NOTE else f"{tone}: {sentence}"]
        case TrialStarted(execution, params):
            again = f" (attempt {execution.attempt})" if execution.attempt > 1 else ""
            return [f"trial {execution.trial} started{again}: {params_text(params)}"]
        case TrialEnded():
            return [ended_line(event, objective), *(f"    {harmless(line)}" for line in event.tail)]
        case AgentLeft(why):
            return [f"the agent leaves: {why}"]
        case Progress():
            return []


def ended_line(event: TrialEnded, objective: Objective | None) -> str:
    """How a trial ended, with its value and whether it is the best so far."""
    trial, outcome = event.trial, event.outcome
    state = "goes back to the queue" if event.again else str(trial.state)
    parts = [f"trial {trial.number} {state}"]
    if outcome.why and outcome.ending is not Ending.FINISHED:
        parts.append(harmless(outcome.why))
    if objective is not None and trial.count and not event.again:
        parts.append(value_story(trial, harmless(objective.name), objective.summary))
    text = f"{': '.join(parts[:2])}{''.join(f', {part}' for part in parts[2:])} in {duration(event.seconds)}"
    return text + (", the best so far" if event.is_best and not event.again else "")
