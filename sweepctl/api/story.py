"""Why a trial ended as it did, and why nothing is running: from the events."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from pathlib import Path

from sweepctl.agent.folder import LOG, last_lines_of
from sweepctl.api.burial import bury_if_possible
from sweepctl.api.detail import show
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.model.status import AgentSeen, SweepState, SweepStatus, TrialDetail
from sweepctl.model.story import Happening, SweepStory, TrialStory
from sweepctl.model.trial import Trial, TrialState
from sweepctl.store import happenings as recorded
from sweepctl.store import history, progress, summary
from sweepctl.store.agents import places
from sweepctl.store.database import Database
from sweepctl.store.finish import why_finished

_EVENTS_SHOWN = 12
_TAIL_LINES = 10
# An agent that has not beaten for so long is stopped, suspended, or out of touch.
_SILENT_SECONDS = 30.0
_ASKED = {SweepState.PAUSED: "pause", SweepState.STOPPED: "stop", SweepState.CANCELLED: "cancel"}


def why_trial(target: str) -> TrialStory:
    """Why the trial `[SWEEP/]N` stands where it does, attempt by attempt. Raises NotFoundError."""
    detail = show(target)
    sweep, trial = detail.sweep, detail.trial
    with opened() as database:
        happenings = recorded.of_trial(database, sweep.id, trial.number)
        known = places(database, sweep.id)
        waits = _cause(database, summary.status(database, sweep, 0)) if trial.state is TrialState.QUEUED else ""
    because = f"it waits in the queue; {waits}" if waits else trial.reason
    went_wrong = trial.state in {TrialState.FAILED, TrialState.NO_METRIC}
    tail = _last_lines(detail) if went_wrong else ()
    return TrialStory(sweep, trial, because, happenings, known, tail, _after(sweep.id, trial))


def is_trial(target: str) -> bool:
    """Whether a text can only mean a trial."""
    return target.isdecimal() or "/" in target


def why_sweep(sweep: str | None = None) -> SweepStory:
    """Why nothing more is running in a sweep, or what it waits for. Raises NotFoundError."""
    with opened() as database:
        chosen = pick_sweep(database, sweep)
        bury_if_possible(database, chosen)
        status = summary.status(database, chosen, 0)
        told = recorded.of_sweep(database, chosen.id, _EVENTS_SHOWN)
        failed = _newest_failed(database, status)
        return SweepStory(status, _cause(database, status), told, places(database, chosen.id), _onward(status, failed))


def _cause(database: Database, status: SweepStatus) -> str:
    sweep, counts = status.sweep, status.counts
    if sweep.state in _ASKED:
        return _asked(database, status)
    if sweep.state is SweepState.FINISHED:
        return why_finished(database, status)
    if counts.running:
        late = [agent for agent in status.agents if agent.running and agent.silent > _SILENT_SECONDS]
        return _late(late) if late else f"{_trials(counts.running)} {'is' if counts.running == 1 else 'are'} running"
    if not status.agents:
        return f"no agent works on it{_last_leave(database, sweep.id)}"
    waits = progress.decided_by_running(database, sweep.id, sweep.spec)
    many = len(status.agents)
    are = f"{many} agent{'s' if many > 1 else ''} {'are' if many > 1 else 'is'} there with nothing to run"
    return f"{are}: {waits}" if waits else f"{are} just now; {counts.queued} in the queue"


def _trials(many: int) -> str:
    return f"{many} trial{'s' if many != 1 else ''}"


def _late(agents: Sequence[AgentSeen]) -> str:
    told = [f"{agent.id} (pid {agent.pid} on {agent.host}) for {agent.silent:.0f} s" for agent in agents]
    return f"nothing was heard of agent {', '.join(told)}: it is suspended, or its machine is away"


def _asked(database: Database, status: SweepStatus) -> str:
    """Who or what brought a sweep to a halt: the newest event that leads there."""
    verb, state = _ASKED[status.sweep.state], status.sweep.state
    every = [one for one in recorded.of_sweep(database, status.sweep.id, 1_000) if one.kind.startswith(verb)]
    if not every:
        return f"it is {state}"
    last = every[-1]
    by = f" by {last.detail['by']}" if last.detail.get("by") else ""
    itself = last.kind != verb
    why = f": {last.detail['why']}" if last.detail.get("why") else ""
    rest = f"; {_trials(status.counts.running)} still running" if status.counts.running else ""
    return f"it {'' if itself else 'was '}{state}{' itself' if itself else by}{_at(last)}{why}{rest}"


def _at(one: Happening) -> str:
    return time.strftime(" at %Y-%m-%d %H:%M:%S", time.localtime(one.at))


def _last_leave(database: Database, sweep: str) -> str:
    gone = [one for one in recorded.of_sweep(database, sweep, 1_000) if one.kind in {"agent_left", "agent_lost"}]
    if not gone:
        return " yet"
    why = gone[-1].detail.get("why")
    return f" since the last one {'left' if gone[-1].kind == 'agent_left' else 'was lost'}{_at(gone[-1])}" + (
        f": {why}" if why else ""
    )


def _newest_failed(database: Database, status: SweepStatus) -> int | None:
    if not status.counts.failed:
        return None
    every = history.trials(database, status.sweep.id, status.sweep.spec.scoring)
    return max((one.number for one in every if one.state is TrialState.FAILED), default=None)


def _onward(status: SweepStatus, failed: int | None) -> list[str]:
    """The commands that lead on from where a sweep is."""
    sweep = status.sweep
    agent, mended = f"sweepctl agent {sweep.id}", []
    if failed is not None:
        mended = [f"sweepctl why {sweep.id}/{failed}", f"sweepctl retry --failed --sweep {sweep.id}"]
    match sweep.state:
        case SweepState.PAUSED:
            shown = mended if status.reason else mended[:1]
            return [*shown, f"sweepctl resume {sweep.id}", *([] if status.agents else [agent])]
        case SweepState.STOPPED:
            return [*mended[:1], f"sweepctl resume {sweep.id}", agent]
        case SweepState.FINISHED | SweepState.CANCELLED:
            again = mended if sweep.state is SweepState.FINISHED else []
            file = shlex.quote(Path(sweep.source or "sweep.yaml").name)
            new = f"sweepctl create {file} --prior {sweep.id}"
            return [*again, new] if sweep.spec.objective else again
        case _:
            return [*mended, *([] if status.agents else [agent])]


def _after(sweep: str, trial: Trial) -> list[str]:
    """The commands that lead on from where a trial is."""
    name = f"{sweep}/{trial.number}"
    match trial.state:
        case TrialState.FAILED | TrialState.CANCELLED:
            return [f"sweepctl logs {name}", f"sweepctl retry {trial.number} --sweep {sweep}"]
        case TrialState.NO_METRIC:
            return [f"sweepctl logs {name}", f"sweepctl edit {sweep} --metric NAME"]
        case TrialState.RUNNING:
            return [f"sweepctl logs {name} -f"]
        case TrialState.QUEUED:
            return [f"sweepctl why {sweep}"]
        case _:
            return []


def _last_lines(detail: TrialDetail) -> list[str]:
    """What a trial said last, of its parts the one that went wrong first."""
    parts = detail.trial.parts
    wrong = next((place for place, one in enumerate(parts) if one.state is detail.trial.state), 0)
    try:
        lines = last_lines_of(detail.folders[wrong] / LOG)
    except OSError:
        return []
    return [line for line in lines if line.strip()][-_TAIL_LINES:]
