"""What somebody sees who watches a sweep: lines that fit a terminal of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from sweepctl.model.board import Board, RunningTrial
from sweepctl.model.status import AgentSeen, Counts
from sweepctl.model.trial import Trial
from sweepctl.views.strokes import best_so_far, spark
from sweepctl.views.text import STYLES, counts_text
from sweepctl.views.words import duration, harmless, mean_text, number, params_text

_BAR_WIDTH = 30
_SPARK_WIDTH = 16
# Narrower terminals go without the curves.
_SPARK_FROM = 80
_MOST_AGENTS = 4


@dataclass(frozen=True)
class Screen:
    """A terminal: its size in characters, and whether it has more of them than ASCII."""

    width: int
    height: int
    is_unicode: bool = True

    def cut(self, line: Text) -> Text:
        """A line that fits; one column stays free, since some terminals go on to the next line otherwise."""
        room = max(1, self.width - 1)
        if line.cell_len <= room:
            return line
        end = "…" if self.is_unicode else "~"
        line.truncate(max(0, room - 1))
        return line.append(end)

    @property
    def spark_width(self) -> int:
        """How wide a curve may be."""
        return _SPARK_WIDTH if self.width >= _SPARK_FROM else 0

    def spark(self, values: Sequence[float]) -> str:
        """A curve, as wide as all of them."""
        return spark(values, self.spark_width, unicode=self.is_unicode)


def lines(
    board: Board, screen: Screen, footer: str, places: Mapping[int, str], *, is_titled: bool = True
) -> list[Text]:
    """The whole board, with the GPUs of trials; where it is too high, running trials are left out, and that is said."""
    above = [*([_title(board)] if is_titled else []), *_progress(board, screen), _best(board, screen)]
    below = [*_agents(board.status.agents, board.at, screen), *map(_failure, board.failures)]
    last = [Text(footer, "dim")] if footer else []
    room = screen.height - 1 - len(above) - len(below) - len(last)
    rows = _running(board, screen, places, max(1, room))
    return [screen.cut(line) for line in (*above, *rows, *below, *last)]


def in_one_line(board: Board) -> str:
    """Such as `running: 20 trials: 12 finished, 8 running; best loss 0.31 at trial 7`."""
    status = board.status
    objectives = status.sweep.spec.objectives
    best = (
        f"; best {harmless(objectives[0].name)} {mean_text(status.best)} at trial {status.best.number}"
        if status.best
        else ""
    )
    return f"{status.sweep.state}: {counts_text(status.counts)}{best}"


def _title(board: Board) -> Text:
    sweep = board.status.sweep
    title = Text.assemble(("sweep ", "dim"), (sweep.id, "bold"), f" {harmless(sweep.name)}, {sweep.spec.method}, ")
    return title.append(sweep.state, STYLES.get(sweep.state, ""))


def _progress(board: Board, screen: Screen) -> list[Text]:
    """A bar, how many of how many, and how long the rest takes; the counts beside it or, without room, below."""
    counts, goal = board.status.counts, board.goal
    head = Text()
    if goal:
        head.append_text(_bar(counts, goal, screen)).append(f" {counts.over}/{goal}")
        left = board.seconds_left
        head.append("" if left is None else f", about {duration(left)} left")
    told = Text(counts_text(counts))
    if not head:
        return [told]
    joined = Text("  ").join([head, told])
    return [joined] if joined.cell_len < screen.width else [head, told]


def _bar(counts: Counts, goal: int, screen: Screen) -> Text:
    width = min(_BAR_WIDTH, max(8, screen.width // 4))
    full, empty = ("━", "─") if screen.is_unicode else ("#", "-")
    bad = counts.failed + counts.no_metric
    shares = ((counts.over - bad, "green"), (bad, "red"), (counts.running, "cyan"))
    bar, sofar = Text(), 0
    for many, style in shares:
        until = min(width, round((sofar + many) * width / goal))
        bar.append(full * (until - len(bar)), style)
        sofar += many
    return bar.append(empty * (width - len(bar)), "dim")


def _best(board: Board, screen: Screen) -> Text:
    status = board.status
    objectives = status.sweep.spec.objectives
    if not objectives:
        return Text("no metric", "dim")
    name = harmless(objectives[0].name)
    if len(objectives) > 1:
        return Text(f"Pareto front: {len(status.front)} trials")
    if status.best is None:
        return Text(f"best {name}: none yet", "dim")
    curve = screen.spark(best_so_far(board.history, objectives[0].goal))
    line = Text.assemble(f"best {name} ", (mean_text(status.best), "bold green"), f" at trial {status.best.number}  ")
    line.append(f"{curve}  " if curve else "", "green")
    return line.append(params_text(status.best.params), "dim")


def _running(board: Board, screen: Screen, places: Mapping[int, str], room: int) -> list[Text]:
    """A line for each running trial, its columns below one another."""
    shown = board.running if len(board.running) <= room else board.running[: room - 1]
    rows = [_cells(one, board, screen, places.get(one.trial.number, "")) for one in shown]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    found = []
    for one, (name, value, curve, elapsed) in zip(shown, rows, strict=True):
        line = Text(f"{name:<{widths[0]}}  ")
        line.append(f"{value:<{widths[1]}}  ")
        line.append(f"{curve:<{widths[2]}}  " if widths[2] else "", "cyan")
        line.append(f"{elapsed:<{widths[3]}}  ")
        found.append(line.append(params_text(one.trial.params), "dim"))
    if len(shown) < len(board.running):
        found.append(Text(f"and {len(board.running) - len(shown)} more that run", "dim"))
    return found


def _cells(one: RunningTrial, board: Board, screen: Screen, place: str) -> tuple[str, str, str, str]:
    trial = one.trial
    over = sum(part.state.is_over for part in trial.parts)
    name = f"trial {trial.number}" + (f" ({over}/{len(trial.parts)})" if trial.parts else "")
    name += f" on {place}" if place else ""
    elapsed = max(0.0, board.at - (trial.started or board.at))
    left = _left(one, elapsed)
    time = duration(elapsed) + ("" if left is None else f", {duration(left)} left")
    return name, _value(one, board), screen.spark(one.values), time


def _value(one: RunningTrial, board: Board) -> str:
    objective = board.status.sweep.spec.objective
    if objective is None or not one.values:
        return "no value yet" if objective else "running"
    at = f" at value {one.trial.count}" if one.trial.count and not one.trial.parts else ""
    return f"{harmless(objective.name)} {number(one.values[-1], 4)}{at}"


def _left(one: RunningTrial, elapsed: float) -> float | None:
    """How long the trial still takes if it gives as many values as those before it."""
    count = one.trial.count
    if one.expected is None or not count or one.trial.parts or one.expected <= count:
        return None
    return elapsed * (one.expected - count) / count


def _agents(seen: Sequence[AgentSeen], at: float, screen: Screen) -> list[Text]:
    if not seen:
        return [Text("no agent", "dim")]
    shown = seen if len(seen) <= _MOST_AGENTS else seen[: _MOST_AGENTS - 1]
    found = [
        Text(f"agent on {harmless(one.host)}, pid {one.pid}: {one.running} of {one.jobs}, {_beat(one.silent)}", "dim")
        for one in shown
    ]
    if len(shown) < len(seen):
        found.append(Text(f"and {len(seen) - len(shown)} more agents", "dim"))
    return found


def _beat(silent: float) -> str:
    """A beat comes every few seconds: that it was on time is all that matters."""
    return "beats" if silent < 10 else f"silent for {duration(silent)}"


def _failure(one: Trial) -> Text:
    return Text(f"trial {one.number} failed: {harmless(one.reason)}", "red")
