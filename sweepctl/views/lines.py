"""An agent's events, a line each: for pipes and logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from sweepctl.model.event import (
    AgentLeft,
    AgentStarted,
    BreakerOpened,
    Event,
    Progress,
    Said,
    Suspended,
    Tone,
    TrialEnded,
    TrialStarted,
)
from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.model.trial import STATE_OF_ENDING, Execution, Trial
from sweepctl.views.words import duration, harmless, number, params_text, value_story, values_text


class Lines:
    """Writes to `write`, one line an event; progress is left out. A reader that went away is no reason to stop."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._spec: SweepSpec | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, AgentStarted):
            self._spec = event.sweep.spec
        for line in lines_of(event, self._spec):
            self._write(line)


def lines_of(event: Event, spec: SweepSpec | None) -> list[str]:
    """What an event reads like."""
    match event:
        case AgentStarted(sweep, _, jobs, goal):
            end = "as many as there are" if goal is None else f"{goal} trial{'s' if goal != 1 else ''}"
            return [f"sweep {sweep.id} ({harmless(sweep.name)}, {sweep.spec.method}): {jobs} at a time, {end}"]
        case Said(sentence, tone):
            return [harmless(sentence if tone is Tone.NOTE else f"{tone}: {sentence}")]
        case TrialStarted(execution, params, place=place):
            where = f" on {place}" if place else ""
            again = f" (attempt {execution.attempt})" if execution.attempt > 1 else ""
            return [f"{_named(execution, spec)} started{where}{again}: {params_text(params)}"]
        case TrialEnded():
            return [ended_line(event, spec), *(f"    {harmless(line)}" for line in event.tail)]
        case BreakerOpened(why, tail):
            return [f"no new trials: {harmless(why)}", *(f"    {harmless(line)}" for line in tail)]
        case AgentLeft(why, _, goes_on):
            return [
                harmless(f"{why}: the agent goes on with it as it is now" if goes_on else f"the agent leaves: {why}")
            ]
        case Progress() | Suspended():
            return []


def _named(execution: Execution, spec: SweepSpec | None) -> str:
    """Such as `trial 3`, or `trial 3 part 1` where a trial has several."""
    part = f" part {execution.part}" if spec is not None and spec.parts.count > 1 else ""
    return f"trial {execution.trial}{part}"


def ended_line(event: TrialEnded, spec: SweepSpec | None) -> str:
    """How an execution ended, with the trial's value once it is over and whether it is the best so far."""
    trial, outcome = event.trial, event.outcome
    objective = spec.objective if spec else None
    state = "goes back to the queue" if event.again else str(STATE_OF_ENDING[outcome.ending])
    parts = [f"{_named(event.execution, spec)} {state}"]
    if outcome.why:
        parts.append(harmless(outcome.why))
    if objective is not None and trial.count and trial.state.is_over:
        parts.append(_story(trial, objective))
    elif objective is not None and trial.parts and trial.parts[event.execution.part].value is not None:
        parts.append(f"{harmless(objective.name)} {number(trial.parts[event.execution.part].value)}")
    text = f"{': '.join(parts[:2])}{''.join(f', {part}' for part in parts[2:])} in {duration(event.seconds)}"
    leads = ", on the Pareto front" if len(trial.values) > 1 else ", the best so far"
    return text + (leads if event.is_best and trial.state.is_over else "")


def _story(trial: Trial, objective: Objective) -> str:
    if len(trial.values) > 1:
        return values_text(trial)
    return value_story(trial, harmless(objective.name), objective.summary)
