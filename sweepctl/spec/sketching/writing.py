"""A proposal → a sweep file with comments."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from sweepctl.model.goal import Goal
from sweepctl.model.params import Value, flow_yaml
from sweepctl.model.sketch import LeftOut, Sketch, Varied
from sweepctl.spec.yaml_text import block_yaml, scalar_yaml

_COLUMN = 44


def written(sketch: Sketch, schema: str, file: str) -> str:
    """The text; `schema` is what an editor checks it with, `file` how it will be called."""
    parts = [
        f"# yaml-language-server: $schema={schema}\n",
        *_head(sketch, file),
        "\n",
        _line(
            f"program: {scalar_yaml(sketch.program)}", f"its flags by {sketch.framework}" if sketch.framework else ""
        ),
        _line(
            "method: bayes" if sketch.aim else "method: random",
            "learns from the trials so far; or random, grid" if sketch.aim else "",
        ),
        *([f"run_cap: {sketch.run_cap}\n"] if sketch.run_cap else []),
        "\n",
        *_metric(sketch),
        "\nparameters:\n",
        *(_parameter(one) for one in sketch.varied),
        *_left(sketch.left),
        *_command(sketch),
        *_early_stop(sketch),
        *_initial(sketch.initial),
    ]
    return "".join(parts)


def _line(text: str, comment: str = "", indent: str = "") -> str:
    return f"{f'{indent}{text} ':<{_COLUMN}}# {comment}\n" if comment else f"{indent}{text}\n"


def _head(sketch: Sketch, file: str) -> Iterator[str]:
    prior = ["--prior", sketch.prior] if sketch.prior else []
    command = shlex.join(["sweepctl", "run", file, "-n", "20", *prior])
    yield f"# A sweep of {sketch.program}. Start 20 trials: {command}\n"
    yield from (f"# {note}\n" for note in sketch.notes)


def _metric(sketch: Sketch) -> Iterator[str]:
    aim = sketch.aim
    if aim is None:
        yield "# No metric was seen in the program. Say which one to look at, then `method: bayes` learns from it:\n"
        yield "# metric:\n#   name: val_loss\n#   goal: minimize\n"
        return
    yield "metric:\n"
    yield _line(f"name: {flow_yaml(aim.name)}", f"also printed: {', '.join(aim.others)}" if aim.others else "", "  ")
    yield _line(f"goal: {aim.goal}", "", "  ")


def _parameter(one: Varied) -> str:
    first, *rest = block_yaml({one.name: dict(one.block)}).splitlines()
    return _line(first, one.why, "  ") + "".join(f"  {line}\n" for line in rest)


def _left(left: Sequence[LeftOut]) -> Iterator[str]:
    if left:
        yield "  # Not varied:\n"
    for one in left:
        text = f"{flow_yaml(one.name)}: {flow_yaml(dict(one.block))}" if one.block else one.name
        yield f"  # {text}: {one.why}\n" if not one.block else f"  # {text}  # {one.why}\n"


def _command(sketch: Sketch) -> Iterator[str]:
    if sketch.command is None and not sketch.needed:
        return
    items = sketch.command or ("${env}", "${interpreter}", "${program}", "${args}")
    yield "\ncommand:\n"
    for item in items:
        yield f"  - {flow_yaml(item)}\n"
    yield from (f"  # - {name}  # needed, and not known here\n" for name in sketch.needed)


def _early_stop(sketch: Sketch) -> Iterator[str]:
    if not sketch.early_stop:
        return
    yield "\n# A trial that lags behind after 3, 9, 27 … values of the metric is stopped.\nearly_terminate:\n"
    yield "  type: hyperband\n  min_iter: 3\n"
    if sketch.aim is not None and sketch.aim.ties and sketch.aim.goal is Goal.MAXIMIZE:
        yield _line("strict: false", "for metrics that tie", "  ")


def _initial(points: Sequence[Mapping[str, Value]]) -> Iterator[str]:
    if points:
        yield "\n# The best so far come first.\ninitial:\n"
    for point in points:
        yield f"  - {flow_yaml(dict(point))}\n"
