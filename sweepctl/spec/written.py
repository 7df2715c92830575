"""SweepSpec → the text of a sweep file: of a sweep that was made without one, and of one that was changed since."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict

from sweepctl.model.params import Value, flow_yaml
from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.spec.changes import revised_text
from sweepctl.spec.document import DocumentError, Node, read_document
from sweepctl.spec.nesting import nested, with_when
from sweepctl.spec.schema import KEYS
from sweepctl.spec.yaml_text import block_yaml


def written(spec: SweepSpec, head: str) -> str:
    """The sweep file of what a study of somebody else's can say: method, program, metrics and parameters."""
    text: dict[str, Value] = {"program": spec.program} if spec.program else {}
    text["method"] = str(spec.method)
    metrics: list[Value] = [_metric(one) for one in spec.objectives]
    if metrics:
        text |= {"metric": metrics[0]} if len(metrics) == 1 else {"metrics": metrics}
    blocks = {one.path: with_when({"distribution": one.distribution, **one.options}, one) for one in spec.parameters}
    text["parameters"] = {**nested(blocks)}
    return f"{head}{block_yaml(text)}"


def _metric(one: Objective) -> Value:
    usual = asdict(Objective(one.name))
    keys = {key: value for key, value in asdict(one).items() if key in {"name", "goal"} or value != usual[key]}
    return {key: str(value) if isinstance(value, str) else value for key, value in keys.items()}


def current_text(verbatim: str, file: str | None, spec: SweepSpec) -> str:
    """The text that says what a sweep is now.

    Its program may have been named, and its metric changed, by an option; `file` is the name of the sweep file that it
    was made of, if it was.
    """
    try:
        root = read_document(verbatim.encode()).root
    except DocumentError:
        # Comments only.
        return written(spec, verbatim)
    changes = _differences(root, spec)
    return revised_text(verbatim, file, changes, KEYS) if changes else verbatim


def _differences(root: Node, spec: SweepSpec) -> list[str]:
    """What the text has to be changed by."""
    changes = []
    program = root.entries["program"].plain if "program" in root.entries else None
    if spec.program and os.path.normpath(spec.program) != os.path.normpath(str(program)):
        changes.append(f"program={flow_yaml(spec.program)}")
    if len(spec.objectives) == 1:
        changes += _other_metric(root, spec.objectives[0])
    return changes


def _other_metric(root: Node, objective: Objective) -> list[str]:
    """The name and the goal of the one metric, as far as they are others."""
    is_list = "metrics" in root.entries and root.entries["metrics"].content is not None
    node = root.entries.get("metrics" if is_list else "metric")
    plain = node.plain if node else {}
    said = plain[0] if isinstance(plain, list) else plain
    if not isinstance(said, dict):
        return []
    wanted: Mapping[str, Value] = {"name": objective.name, "goal": str(objective.goal)}
    usual: Mapping[str, Value] = {"name": None, "goal": "minimize"}
    others = {key: value for key, value in wanted.items() if (said.get(key) or usual[key]) != value}
    if is_list and others:
        return [f"metric={flow_yaml({**said, **others})}", "metrics=null"]
    return [f"metric.{key}={flow_yaml(value)}" for key, value in others.items()]
