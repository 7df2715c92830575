"""One trial, with all that is kept of it."""

from __future__ import annotations

import shlex
import time

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sweepctl.model.form import Form
from sweepctl.model.harmless import escaped
from sweepctl.model.params import canonical, flow_yaml, params_json
from sweepctl.model.status import TrialDetail
from sweepctl.model.trial import Curve, Part, TrialState
from sweepctl.views.record import command_line, lines_to_run, record_rows
from sweepctl.views.text import state_text, time_of
from sweepctl.views.words import (
    harmless,
    number,
    value_story,
    values_text,
)

_CURVE_SHOWN = 8


def detail(found: TrialDetail) -> RenderableType:
    """Everything about one trial."""
    one, objective = found.trial, found.sweep.spec.objective
    head = Text.assemble((f"trial {one.number}", "bold"), (f" of {found.sweep.id} ", "dim"))
    head.append_text(state_text(one.state))
    if one.reason:
        head.append(f": {harmless(one.reason)}")
    if one.is_outside:
        head.append(", outside of the space since that was edited", "dim")
    facts = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
    if len(one.values) > 1:
        facts.add_row("values", values_text(one))
    elif objective is not None and one.count:
        facts.add_row("value", value_story(one, harmless(objective.name), objective.summary))
    facts.add_row("attempt", str(one.attempt))
    for part in one.parts:
        facts.add_row(f"part {part.part}", _part_text(part))
    if one.started is not None:
        began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.started))
        facts.add_row("started", began if one.state is TrialState.QUEUED else f"{began}, took {time_of(one)}")
    for name, value in one.params.items():
        facts.add_row(harmless(name), harmless(str(canonical(value))))
    if found.argv:
        facts.add_row("command", harmless(command_line(found)))
    facts.add_row("folder", harmless(str(found.folder)))
    for name, text in record_rows(found):
        facts.add_row(name, text)
    if found.curve and found.curve.points:
        facts.add_row("curve", _curve_text(found.curve))
    others = [f"{harmless(name)} {count}×, last {number(last)}" for name, (count, last) in one.seen.items()]
    if others:
        facts.add_row("metrics", "; ".join(others))
    return Group(head, facts)


def _part_text(part: Part) -> str:
    reason = f": {harmless(part.reason)}" if part.reason and part.state is not TrialState.FINISHED else ""
    return f"{part.state}{reason}" + ("" if part.value is None else f", {number(part.value)}")


def _curve_text(curve: Curve) -> str:
    """A few points, evenly chosen, the last one among them."""
    points = list(curve.points)
    pace = max(1, (len(points) - 1) // (_CURVE_SHOWN - 1)) if len(points) > 1 else 1
    chosen = points[::pace]
    if chosen[-1] != points[-1]:
        chosen.append(points[-1])
    return "  ".join(f"{n}: {number(value)}" for n, _, value in chosen)


def detail_as(form: Form, found: TrialDetail) -> str:
    """A trial's parameters, command or folder for another program to read."""
    params = {name: canonical(value) for name, value in found.trial.params.items()}
    match form:
        case Form.COMMAND:
            return "\n".join(lines_to_run(found))
        case Form.ARGS:
            return shlex.join(f"--{name}={value}" for name, value in params.items())
        case Form.JSON:
            return escaped(params_json(params))
        case Form.YAML:
            return escaped("\n".join(f"{flow_yaml(name)}: {flow_yaml(value)}" for name, value in params.items()))
        case Form.PATH:
            return str(found.folder)
