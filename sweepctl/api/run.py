"""Running an agent."""

from __future__ import annotations

import asyncio
import math
import os
import re
import shlex
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sweepctl.agent.failures.breaker import BREAKER
from sweepctl.agent.lease import Rhythm
from sweepctl.agent.loop import Plan, run
from sweepctl.agent.processes.process import Patience
from sweepctl.agent.seats.seating import Seating, arrange, require
from sweepctl.agent.sources.collisions import shared_source
from sweepctl.api.creation import has_end
from sweepctl.api.revision import mend
from sweepctl.api.stores import opened, pick_sweep
from sweepctl.command import fit, uses_folder
from sweepctl.errors import IllegalTransitionError, NotFoundError, UsageError
from sweepctl.model.event import Event, Said, Tone
from sweepctl.model.masked import resolved
from sweepctl.model.notice import Hook
from sweepctl.model.spec import SweepSpec
from sweepctl.model.status import AgentReport, Sweep, SweepState
from sweepctl.model.trial import TrialState
from sweepctl.model.wandb import Wandb
from sweepctl.spec.changes import is_made_from
from sweepctl.spec.quantities import TIME_HINT, seconds_of
from sweepctl.store.database import Database
from sweepctl.store.sweeps import list_sweeps, verbatim_spec

_LONGEST = 1e9
# Calls by which a script usually leaves files behind.
_WRITES = re.compile(r"\b(?:open|save\w*|dump|to_\w+|write\w*|mkdir|makedirs|ModelCheckpoint|Trainer)\s*\(")


def newest_from(file: Path) -> Sweep:
    """The newest sweep that was made from this file. Raises NotFoundError."""
    with opened() as database:
        source = str(file.resolve())
        for sweep in list_sweeps(database):
            if sweep.source == source:
                return sweep
    raise NotFoundError(f"no sweep here was made from {file}", f"`sweepctl run {shlex.quote(str(file))}` starts one")


def agent(
    sweep: str | None,
    on_event: Callable[[Event], None],
    *,
    count: int | None = None,
    seating: Seating | None = None,
    interpreter: str | None = None,
    patience: Patience | None = None,
    extra: Sequence[str] = (),
    wandb: Wandb = Wandb.AUTO,
    max_time: str | float | None = None,
    breaker: int | None = None,
    hooks: Sequence[Hook] = (),
    owns_process: bool = False,
) -> AgentReport:
    """Run trials of a sweep until there is no more to do. Raises SweepctlError.

    At most `count` distinct trials, one at a time unless `api.seating` made another `seating`; `patience` of
    `api.patience` is how long a trial is waited for once it is to end; `extra` arguments go to every trial; `wandb` is
    what their scripts import by that name. After `max_time`, in seconds or as `2h`, running trials are handed back and
    it leaves; it leaves too after `breaker` quick failures in a row (None: a number that suits most), unless that is 0.
    `hooks` of `api.hooks` are commands that are run when something happens. Where the agent `owns_process`, orphans of
    the process are taken for its trials' and killed with them.
    """
    require_limits(count, max_time, breaker)
    deadline = math.inf if max_time is None else time.monotonic() + _seconds(max_time)
    limit = BREAKER if breaker is None else breaker
    with opened() as database:
        name = pick_sweep(database, sweep).id
    report = AgentReport("", 0, 0, 0, is_broken=False, was_interrupted=False, is_outdated=True)
    while report.is_outdated:
        asked = Asked(
            count,
            seating or Seating(),
            interpreter,
            patience or Patience(),
            extra,
            wandb,
            deadline,
            limit,
            owns_process,
            hooks,
            report.trials,
        )
        report = _joined(report, _run_version(name, asked, on_event))
    return report


@dataclass(frozen=True)
class Asked:
    """What an agent is asked for, whatever becomes of the sweep's spec."""

    count: int | None
    seating: Seating
    interpreter: str | None
    patience: Patience
    extra: Sequence[str]
    wandb: Wandb
    deadline: float
    breaker: int
    owns_process: bool
    hooks: Sequence[Hook] = ()
    known: Sequence[int] = ()


def require_limits(count: int | None, max_time: str | float | None, breaker: int | None) -> None:
    """Raises UsageError for limits of an agent that cannot be, before anything is made for it."""
    if count is not None and count < 1:
        raise UsageError(f"--count has to be at least 1, not {count}")
    if breaker is not None and breaker < 0:
        raise UsageError(f"--breaker has to be at least 0, not {breaker}")
    if max_time is not None:
        _seconds(max_time)


def _seconds(text: str | float) -> float:
    seconds = seconds_of(text)
    if seconds is None:
        with suppress(ValueError):
            seconds = float(text)
    if seconds is None or not 0 < seconds < _LONGEST:
        raise UsageError(f"--max-time has to be a time above 0, not {text}", TIME_HINT)
    return seconds


def _run_version(name: str, asked: Asked, on_event: Callable[[Event], None]) -> AgentReport:
    """Run an agent of the newest version of the spec."""
    with opened() as database:
        chosen = pick_sweep(database, name)
        _require_open(chosen)
        if chosen.version > 1:
            mend(database, chosen, {TrialState.NO_METRIC})
        folder = database.folder
        drifted = _has_drifted(database, chosen)
    require_apart(chosen.spec, asked.seating)
    interpreter = asked.interpreter or chosen.spec.interpreter
    template = fit(
        chosen.spec.command, interpreter, Path(chosen.folder), {**os.environ, **resolved(chosen.spec.env, os.environ)}
    )
    rhythm = Rhythm.from_environment()
    placed = arrange(asked.seating, chosen.spec.env, 1 if shared_source(chosen.spec) else None)
    plan = Plan(
        chosen,
        folder,
        template,
        asked.count,
        placed.jobs,
        asked.extra,
        asked.patience,
        rhythm,
        asked.wandb,
        asked.deadline,
        asked.breaker,
        placed.seats,
        asked.hooks,
        asked.owns_process,
        asked.known,
    )
    for said in [*_preface(plan, drifted), *placed.notes]:
        on_event(said)
    return asyncio.run(run(plan, on_event))


def _joined(before: AgentReport, now: AgentReport) -> AgentReport:
    return replace(
        now, finished=before.finished + now.finished, failed=before.failed + now.failed, over=before.over + now.over
    )


def require_apart(spec: SweepSpec, seating: Seating) -> None:
    """Raises UsageError where trials that run side by side would read each other's values."""
    shared = shared_source(spec) if seating.jobs is not None and seating.jobs > 1 else None
    if shared is not None:
        sentence = f"with -j {seating.jobs} trials would read each other's values from `{shared}`"
        raise UsageError(sentence, "use -j 1, or put ${trial_dir} into `metric.source`")


def require_gpus(spec: SweepSpec, seating: Seating) -> None:
    """Raises SweepctlError where GPUs are asked for that are not there."""
    require(seating, spec.env)


def _require_open(sweep: Sweep) -> None:
    """Raises IllegalTransitionError for a sweep that starts no more trials."""
    if sweep.state is SweepState.STOPPED:
        hint = f"`sweepctl resume {sweep.id}` undoes that"
        raise IllegalTransitionError(f"cannot run sweep {sweep.id}: it is stopped", hint)
    if sweep.state is SweepState.CANCELLED:
        raise IllegalTransitionError(f"cannot run sweep {sweep.id}: it is cancelled", "create a new sweep to go on")


def _has_drifted(database: Database, sweep: Sweep) -> bool:
    """Whether the sweep file was changed after `create`."""
    if sweep.source is None:
        return False
    try:
        now = Path(sweep.source).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return not is_made_from(verbatim_spec(database, sweep), now, Path(sweep.source).name)


def _preface(plan: Plan, drifted: bool) -> list[Said]:
    """What is worth saying before the first trial."""
    said = [Said(note) for note in plan.template.notes]
    if any("${interpreter}" in item for item in plan.template.command):
        python = plan.template.interpreter
        said.append(Said(f"Python for the trials: {python.path} ({python.found})"))
    if drifted:
        text = f"{plan.sweep.source} has changed since the sweep was made; this agent runs it as it was"
        said.append(Said(text, Tone.WARNING))
    if plan.count is None and not has_end(plan.sweep.spec):
        said.append(Said("this sweep has no end: Ctrl-C stops it, --count or `run_cap` limits it", Tone.HINT))
    if plan.jobs > 1 and _may_collide(plan):
        text = "trials run side by side: write outputs to ${trial_dir} or $SWEEPCTL_TRIAL_DIR, or they may collide"
        said.append(Said(text, Tone.HINT))
    return said


def _may_collide(plan: Plan) -> bool:
    """Whether trials may write, and neither the command nor the program mentions a folder for each of them."""
    if uses_folder(plan.template.command):
        return False
    try:
        text = Path(plan.sweep.folder, plan.sweep.spec.program or "").read_text(errors="replace")
    except OSError:
        return True
    return "SWEEPCTL_TRIAL_DIR" not in text and _WRITES.search(text) is not None
