"""Nouns as JSON documents. Fields may be added; those that are here keep their names and meanings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sweepctl.model.checked import Checked, Upcoming
from sweepctl.model.document import SCHEMA as SCHEMA
from sweepctl.model.document import document as document
from sweepctl.model.imported import Imported
from sweepctl.model.problem import Problem
from sweepctl.model.sketch import Sketch
from sweepctl.model.spec import Objective
from sweepctl.model.status import AgentReport, AgentSeen, Counts, Sweep, SweepLine, SweepStatus, TrialDetail
from sweepctl.model.topic import Topic
from sweepctl.model.trial import Curve, Trial
from sweepctl.views.record import record


def sweep(one: Sweep) -> dict[str, Any]:
    """Identity and state."""
    objective = one.spec.objective
    return {
        "id": one.id,
        "name": one.name,
        "method": one.spec.method,
        "state": one.state,
        "metric": metric(objective) if objective else None,
        **({"metrics": list(map(metric, one.spec.objectives))} if len(one.spec.objectives) > 1 else {}),
        "created": one.created,
        "folder": one.folder,
        "source": one.source,
        "run_cap": one.spec.limits.run_cap,
    }


def metric(objective: Objective) -> dict[str, Any]:
    """What is optimised."""
    return {
        "name": objective.name,
        "goal": objective.goal,
        "summary": objective.summary,
        "target": objective.target,
    }


def counts(one: Counts) -> dict[str, int]:
    """Trials by state."""
    return dict(vars(one))


def trial(one: Trial) -> dict[str, Any]:
    """A trial and how its value came about."""
    return {
        "number": one.number,
        "state": one.state,
        "attempt": one.attempt,
        "params": dict(one.params),
        "value": one.value,
        "value_n": one.value_n,
        "value_step": one.value_step,
        "last": one.last,
        "count": one.count,
        "unit": one.unit,
        "ending": one.ending,
        "code": one.code,
        "reason": one.reason or None,
        "started": one.started,
        "ended": one.ended,
        "outside": one.is_outside,
        **_beyond_one(one),
    }


def _beyond_one(one: Trial) -> dict[str, Any]:
    """What only trials of several parts or objectives have."""
    found: dict[str, Any] = {}
    if len(one.values) > 1:
        found |= _several(one)
    if one.parts:
        found |= {"error": one.error, "parts": [dict(vars(part)) for part in one.parts]}
    return found


def _several(one: Trial) -> dict[str, Any]:
    """Each of several objectives; `errors` has the standard error of each that is a mean."""
    return {"values": dict(one.values), **({"errors": dict(one.errors)} if one.parts else {})}


def best(one: Trial | None) -> dict[str, Any] | None:
    """The best trial, or null."""
    if one is None:
        return None
    error = {"error": one.error} if one.parts else {}
    return {"number": one.number, "value": one.value, "params": dict(one.params), **error}


def front(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """The Pareto front."""
    return [{"number": one.number, **_several(one), "params": dict(one.params)} for one in trials]


def agent(one: AgentSeen) -> dict[str, Any]:
    """An agent and how long it has been silent, in seconds."""
    return dict(vars(one))


def status(one: SweepStatus, with_trials: bool) -> str:
    """What `status --json` prints."""
    parts: dict[str, Any] = {
        "sweep": sweep(one.sweep),
        "counts": counts(one.counts),
        "size": one.size,
        "reason": one.reason or None,
        "best": best(one.best),
        "agents": [agent(seen) for seen in one.agents],
    }
    if one.imported:
        parts["imported"] = one.imported
    if len(one.sweep.spec.objectives) > 1:
        parts["front"] = front(one.front)
    if with_trials:
        parts["trials"] = [trial(found) for found in one.trials]
    return document(**parts)


def front_only(one: SweepStatus) -> str:
    """What `best --json` prints where several objectives compete."""
    return document(sweep=sweep(one.sweep), front=front(one.front))


def ls(lines: Sequence[SweepLine]) -> str:
    """What `ls --json` prints."""
    rows = [{"sweep": sweep(line.sweep), "counts": counts(line.counts), "best": best(line.best)} for line in lines]
    return document(sweeps=rows)


def curve(one: Curve) -> dict[str, Any]:
    """A metric's points as `[n, step, value]`."""
    return {"metric": one.metric, "points": [list(point) for point in one.points]}


def problem(one: Problem) -> dict[str, Any]:
    """A problem and its place."""
    return {**vars(one), "severity": one.severity}


def error(sentence: str, hint: str | None, problems: Sequence[Problem] = ()) -> str:
    """What a verb prints with `--json` when it fails."""
    return document(error={"sentence": sentence, "hint": hint, "problems": [problem(one) for one in problems]})


def checked(one: Checked | None, topics: Sequence[Topic]) -> str:
    """What `check --json` prints: about a file, and with --explain in words."""
    parts: dict[str, Any] = {"topics": [dict(vars(topic)) for topic in topics]} if topics else {}
    if one is not None:
        parts |= {
            "method": one.spec.method,
            "folder": str(one.folder),
            "size": one.size,
            "share": one.share,
            "bands": list(one.bands),
            "argv": list(one.argv),
            "problems": [problem(found) for found in one.problems],
        }
    return document(**parts)


def sketch(one: Sketch, text: str, file: str | None) -> str:
    """What `init --json` prints; `file` is None where nothing was written."""
    aim = one.aim
    return document(
        file=file,
        program=one.program,
        framework=one.framework or None,
        metric={"name": aim.name, "goal": aim.goal, "why": aim.why, "others": list(aim.others)} if aim else None,
        parameters={varied.name: dict(varied.block) for varied in one.varied},
        left=[{"name": left.name, "why": left.why} for left in one.left],
        needed=list(one.needed),
        early_stop=one.early_stop,
        prior=one.prior,
        notes=list(one.notes),
        text=text,
    )


def upcoming(one: Checked, trials: Sequence[Upcoming]) -> str:
    """What --dry-run prints with `--json`."""
    rows = [{"number": trial.number, "params": dict(trial.params), "argv": list(trial.argv)} for trial in trials]
    return document(folder=str(one.folder), trials=rows, problems=[problem(found) for found in one.problems])


def created(one: Sweep, problems: Sequence[Problem]) -> str:
    """What `create --json` prints."""
    return document(sweep=sweep(one), problems=[problem(found) for found in problems])


def spec(one: Sweep, text: str) -> str:
    """What `show --spec --json` prints."""
    return document(sweep=sweep(one), spec=text)


def sweep_only(one: Sweep) -> str:
    """What a request to a sweep prints."""
    return document(sweep=sweep(one))


def queued(one: Sweep, numbers: Sequence[int]) -> str:
    """What `retry --json` and `enqueue --json` print."""
    return document(sweep=sweep(one), queued=list(numbers))


def edited(one: Sweep, mended: Sequence[int], outside: Sequence[int], lacking: Sequence[int]) -> str:
    """What `edit --json` prints."""
    return document(
        sweep=sweep(one), version=one.version, mended=list(mended), outside=list(outside), lacking=list(lacking)
    )


def imported(one: Imported) -> str:
    """What `import --json` prints."""
    remarks = [dict(vars(remark)) for remark in one.remarks]
    return document(
        sweep=sweep(one.sweep), imported=list(one.numbers), known=one.known, remarks=remarks, notes=list(one.notes)
    )


def detail(one: TrialDetail) -> str:
    """What `show --json` and `best --json` print."""
    return document(
        sweep=sweep(one.sweep),
        trial={
            **trial(one.trial),
            "argv": list(one.argv),
            "folder": str(one.folder),
            "seen": {name: {"count": count, "last": last} for name, (count, last) in one.trial.seen.items()},
        },
        curve=curve(one.curve) if one.curve else None,
        records=[record(one.sweep, found) for found in one.records],
    )


def logs(outputs: Sequence[tuple[TrialDetail, Sequence[str]]]) -> str:
    """What `logs --json` prints."""
    rows = [{"sweep": one.sweep.id, "number": one.trial.number, "lines": list(lines)} for one, lines in outputs]
    return document(trials=rows)


def worked(one: SweepStatus, report: AgentReport) -> str:
    """What `agent --json` and `run --json` print at the end."""
    return document(sweep=sweep(one.sweep), counts=counts(one.counts), best=best(one.best), agent=dict(vars(report)))
