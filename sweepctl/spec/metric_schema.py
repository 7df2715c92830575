"""The `metric:` and `metrics:` blocks → Objectives."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from sweepctl.model.checks import number
from sweepctl.model.spec import Goal, Impute, Objective, Summary
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean
from sweepctl.spec.source_schema import read_source

METRIC_KEYS: Collection[str] = (
    "name", "goal", "target", "summary", "pattern", "impute", "impute_while_running", "source",
)  # fmt: skip
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_objectives(
    one: Node | None, several: Node | None, parameters: Collection[str], findings: Findings
) -> tuple[Objective, ...]:
    """The objectives, from `metric` or `metrics`; empty where there is none or one cannot be read.

    `parameters` are the names that a source may ask for.
    """
    if several is None:
        objective = _objective(one, "metric", parameters, findings) if one else None
        return (objective,) if objective else ()
    if not isinstance(several.content, list) or not several.content:
        findings.error(
            several.place, "metrics", "has to be a list of metrics", "write `metric: {name: val_loss}` for one"
        )
        return ()
    found = [
        _objective(node, f"metrics.{position}", parameters, findings) for position, node in enumerate(several.content)
    ]
    if one is not None:
        findings.warn(one.place, "metric", "is not used beside `metrics`", "remove one of them")
    fine = tuple(one for one in found if one is not None)
    names = [objective.name for objective in fine]
    for position, objective in enumerate(fine):
        if objective.name in names[:position]:
            findings.error(several.place, "metrics", f"`{objective.name}` is there twice", "remove one of them")
        if objective.target is not None and len(fine) > 1:
            findings.warn(several.place, "metrics", "`target` is for a single metric, and is not used")
    return tuple(replace(one, target=None) for one in fine) if len(fine) > 1 else fine


def _objective(node: Node, path: str, parameters: Collection[str], findings: Findings) -> Objective | None:
    keys = node.mapping
    if keys is None:
        name = node.content if isinstance(node.content, str) else "val_loss"
        key = "metric: " if path == "metric" else ""
        findings.error(node.place, path, "has to be a mapping", f"write `{key}{{name: {name}, goal: minimize}}`")
        return None
    for key in keys:
        if key not in METRIC_KEYS:
            findings.unknown_key(node, key, path, METRIC_KEYS)
    objective = Objective(
        _name(node, keys, path, findings),
        _goal(keys, path, findings),
        _choice(keys, path, "summary", Summary.BEST, findings),
        _target(keys, path, findings),
        _pattern(keys, path, findings),
        _choice(keys, path, "impute", Impute.WORST, findings),
        _impute_while_running(keys, path, findings),
        read_source(keys["source"], f"{path}.source", parameters, findings) if "source" in keys else None,
    )
    return objective if objective.name else None


def _name(node: Node, keys: Mapping[str, Node], path: str, findings: Findings) -> str:
    """The name, empty where it is missing."""
    name = keys["name"].plain if "name" in keys else None
    if isinstance(name, str) and name.strip():
        return name
    place = keys["name"].place if "name" in keys else node.place
    findings.error(place, f"{path}.name", "has to name the metric", "add `name: val_loss`")
    return ""


def _goal(keys: Mapping[str, Node], path: str, findings: Findings) -> Goal:
    """W&B falls back silently on minimize; we say so."""
    node = keys.get("goal")
    if node is None or node.content is None:
        return Goal.MINIMIZE
    if str(node.plain) in set(Goal):
        return Goal(str(node.plain))
    hint = did_you_mean(str(node.plain), list(Goal)) or "one of minimize, maximize"
    sentence = f"`{node.plain}` is not a goal; `minimize` is used, as W&B does"
    findings.warn(node.place, f"{path}.goal", sentence, hint)
    return Goal.MINIMIZE


def _choice(keys: Mapping[str, Node], path: str, key: str, default: _Choice, findings: Findings) -> _Choice:
    """One of the values of an enum."""
    node, kind = keys.get(key), type(default)
    if node is None or node.content is None:
        return default
    if str(node.plain) in set(kind):
        return kind(str(node.plain))
    findings.error(node.place, f"{path}.{key}", f"`{node.plain}` is no {key}", f"one of {', '.join(kind)}")
    return default


def _impute_while_running(keys: Mapping[str, Node], path: str, findings: Findings) -> Impute | None:
    """W&B writes the text "false" where nothing is imputed; a plain false will do."""
    node = keys.get("impute_while_running")
    if node is None or node.content is None or str(node.plain).lower() == "false":
        return None
    return _choice(keys, path, "impute_while_running", Impute.WORST, findings)


def _target(keys: Mapping[str, Node], path: str, findings: Findings) -> float | None:
    node = keys.get("target")
    if node is None:
        return None
    wanted = number(node.plain)
    if wanted:
        findings.wrong(node.place, f"{path}.target", wanted, node.plain)
        return None
    return float(str(node.plain))


def _pattern(keys: Mapping[str, Node], path: str, findings: Findings) -> str | None:
    node = keys.get("pattern")
    if node is None:
        return None
    where = f"{path}.pattern"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets that may mean something else one day
            groups = re.compile(str(node.plain)).groupindex
    except (re.error, OverflowError, RecursionError) as error:
        findings.error(node.place, where, f"is not a regular expression: {error}")
        return None
    if "value" not in groups:
        findings.error(node.place, where, "needs a group named `value`", r"such as 'acc (?P<value>[\d.]+)'")
        return None
    return str(node.plain)
