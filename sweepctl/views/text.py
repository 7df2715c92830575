"""Nouns as tables and sentences; plain where the output is no terminal."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sweepctl.model.params import flow_yaml
from sweepctl.model.spec import Objective
from sweepctl.model.status import AgentSeen, Counts, SweepLine, SweepState, SweepStatus
from sweepctl.model.topic import Topic
from sweepctl.model.trial import Trial, TrialState
from sweepctl.views.characters import fitting
from sweepctl.views.words import (
    duration,
    harmless,
    mean_text,
    number,
    objective_text,
    params_text,
    value_story,
    value_text,
)

STYLES: Mapping[str, str] = {
    "running": "cyan",
    "finished": "green",
    "stopped": "yellow",
    "failed": "red",
    "no_metric": "magenta",
    "queued": "dim",
    "cancelled": "dim",
    "paused": "yellow",
}
_PIPED_WIDTH = 1000
_TABLE_DIGITS = 4
_GAP = 2
_REASON_WIDTH = 16


def console(stderr: bool = False) -> Console:
    """A console that never wraps what goes into a pipe, and guesses no colours into our numbers."""
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=_PIPED_WIDTH)
    return made


def rendered(renderable: RenderableType) -> str:
    """A renderable as text for stdout, with colours if that is a terminal, and no blanks at the ends of lines."""
    made = console()
    with made.capture() as capture:
        made.print(renderable)
    return "\n".join(line.rstrip() for line in fitting(capture.get()).rstrip("\n").split("\n"))


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", no_wrap=True, overflow="ellipsis")
    return table


def _last_gives_way(table: Table) -> Table:
    """Where the terminal is narrow, only the last column is cut."""
    *others, last = table.columns
    for column in others:
        column.min_width = max(cell_len(str(cell)) for cell in (column.header, *column.cells))
    last.max_width = max(1, console().width - sum((column.min_width or 0) + _GAP for column in others))
    return table


def state_text(state: str) -> Text:
    """A state in its colour."""
    return Text(state, STYLES.get(state, ""))


def counts_text(counts: Counts) -> str:
    """Such as `20 trials: 12 finished, 8 stopped`."""
    named = {name: many for name, many in vars(counts).items() if name != "total" and many}
    parts = ", ".join(f"{many} {name}" for name, many in named.items())
    return f"{counts.total} trial{'s' if counts.total != 1 else ''}" + (f": {parts}" if parts else "")


def _goal_text(status: SweepStatus) -> str:
    cap = status.sweep.spec.limits.run_cap
    beside = f" beside {status.imported} imported" if status.imported else ""
    limits = [f"run_cap {cap}{beside}" if cap else "", f"{status.size} points" if status.size is not None else ""]
    shown = ", ".join(text for text in limits if text)
    return f" (of {shown})" if shown else ""


def status(one: SweepStatus, columns: Sequence[str] = ()) -> RenderableType:
    """Counts, best, agents and trials of a sweep, with these columns or those that vary."""
    sweep, objective = one.sweep, one.sweep.spec.objective
    head = Text.assemble(
        ("sweep ", "dim"), (sweep.id, "bold"), f" {harmless(sweep.name)} ", ("· ", "dim"), sweep.spec.method, " "
    )
    head.append_text(state_text(sweep.state))
    if sweep.state is SweepState.RUNNING and not one.agents:
        head.append(", no agent", "dim")
    if one.reason:
        head.append(f": it paused itself, {harmless(one.reason)}")
    parts: list[RenderableType] = [head, Text(counts_text(one.counts) + _goal_text(one))]
    if len(sweep.spec.objectives) > 1:
        parts += [Text(), front(one.front, sweep.spec.objectives)]
    elif objective is not None:
        parts.append(best_line(one.best, objective))
    if one.agents:
        parts += [Text(), agents(one.agents)]
    if one.trials:
        parts += [Text(), trials(one.trials, objective, columns)]
    return Group(*parts)


def front(shown: Sequence[Trial], objectives: Sequence[Objective]) -> RenderableType:
    """The trials that no other beats in every objective."""
    goals = ", ".join(f"{one.goal} {harmless(one.name)}" for one in objectives)
    if not shown:
        return Text(f"Pareto front: empty yet ({goals})")
    names = [harmless(one.name) for one in objectives]
    table = _table("trial", *names, "parameters", right=("trial", *names))
    for one in shown:
        values = [objective_text(one, objective.name) for objective in objectives]
        table.add_row(str(one.number), *values, Text(params_text(one.params)))
    return Group(Text(f"Pareto front ({goals}):"), _last_gives_way(table))


def best_line(best: Trial | None, objective: Objective) -> Text:
    """The best value and its parameters in one line."""
    goal = f"{objective.goal} {harmless(objective.name)}"
    if best is None:
        return Text(f"best: none yet ({goal})")
    story = value_story(best, harmless(objective.name), objective.summary)
    return Text.assemble("best: ", (f"trial {best.number}", "bold"), f", {story}, {params_text(best.params)}")


def agents(seen: Sequence[AgentSeen]) -> Table:
    """Who works on it."""
    table = _table("agent", "host", "pid", "running", "beat", right=("pid", "running", "beat"))
    for agent in seen:
        beat = f"{agent.silent:.0f} s ago"
        table.add_row(agent.id, harmless(agent.host), str(agent.pid), f"{agent.running}/{agent.jobs}", beat)
    return table


def trials(shown: Sequence[Trial], objective: Objective | None, columns: Sequence[str] = ()) -> RenderableType:
    """One row for each trial, with these columns, or with every parameter that varies; those without room are named."""
    names = list(dict.fromkeys(name for trial in shown for name in trial.params))
    varied = [name for name in names if len({flow_yaml(trial.params.get(name)) for trial in shown}) > 1] or names
    several = next((list(trial.values) for trial in shown if len(trial.values) > 1), None)
    metrics = [harmless(name) for name in several or [objective.name if objective else "value"]]
    fixed = {
        "trial": [str(trial.number) for trial in shown],
        "state": [str(trial.state) for trial in shown],
        **{name: _metric_cells(shown, several[place] if several else None) for place, name in enumerate(metrics)},
        "time": [time_of(trial) for trial in shown],
    }
    extra = [name for name in columns if harmless(name) not in metrics] if columns else varied
    free = {harmless(name): [_cell(trial, name) for trial in shown] for name in extra}
    reasons = list(map(_remark, shown))
    kept = _that_fit(fixed, free, reasons)
    cells = {**fixed, **{name: free[name] for name in kept}, "why": reasons}
    numeric = [name for name in kept if all(map(_is_number, free[name]))]
    table = _table(*cells, right=("trial", *metrics, "time", *numeric))
    for row in zip(*cells.values(), strict=True):
        table.add_row(row[0], state_text(row[1]), *(Text(cell) for cell in row[2:]))
    left_out = [name for name in free if name not in kept]
    note = [Text(f"no room for {', '.join(left_out)}; --columns chooses", "dim")] if left_out else []
    return Group(_last_gives_way(table), *note)


def _remark(trial: Trial) -> str:
    """Why it ended otherwise than well, and whether its point is none of the sweep's any more."""
    reason = "" if trial.state is TrialState.FINISHED and trial.value is not None else harmless(trial.reason)
    outside = "outside of the edited space" if trial.is_outside else ""
    return "; ".join(filter(None, (reason, outside)))


def _metric_cells(shown: Sequence[Trial], name: str | None) -> list[str]:
    """The value of the one objective, or of this one among several."""
    return [mean_text(trial) if name is None else objective_text(trial, name) for trial in shown]


def _cell(trial: Trial, name: str) -> str:
    """A parameter, or the last value of a metric."""
    if name in trial.params:
        return value_text(trial.params[name], _TABLE_DIGITS)
    return number(trial.seen[name][1]) if name in trial.seen else ""


def _is_number(cell: str) -> bool:
    try:
        return not cell or math.isfinite(float(cell))
    except ValueError:
        return False


def _that_fit(
    fixed: Mapping[str, Sequence[str]], free: Mapping[str, Sequence[str]], reasons: Sequence[str]
) -> list[str]:
    """The parameters that there is room for beside what is never left out and the beginning of a reason."""
    room = console().width - sum(_width(name, cells) for name, cells in fixed.items())
    room -= min(_REASON_WIDTH, _width("why", reasons))
    kept = []
    for name, cells in free.items():
        room -= _width(name, cells)
        if room < 0:
            break
        kept.append(name)
    return kept


def _width(header: str, cells: Sequence[str]) -> int:
    """The width of a column with the gap beside it."""
    return max(map(cell_len, (header, *cells))) + _GAP


def time_of(trial: Trial) -> str:
    """How long a trial took, or has taken so far."""
    seconds = trial.seconds(time.time())
    return "–" if seconds is None else duration(seconds)


def ls(lines: Sequence[SweepLine]) -> Table:
    """One row for each sweep."""
    table = _table("sweep", "name", "method", "state", "trials", "best", right=("trials", "best"))
    for line in lines:
        sweep = line.sweep
        total = str(line.counts.total)
        value = number(line.best.value) if line.best else "–"
        table.add_row(sweep.id, harmless(sweep.name), sweep.spec.method, state_text(sweep.state), total, value)
    return table


def topics(told: Sequence[Topic]) -> RenderableType:
    """Explanations, one below the other."""
    parts: list[RenderableType] = []
    for one in told:
        parts += [Text(), Text(one.title, "bold"), *(Text(f"  {sentence}") for sentence in one.sentences)]
        parts += [Text(f"  · {paper}", "dim") for paper in one.papers]
    return Group(*parts)
