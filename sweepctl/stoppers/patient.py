"""Optuna's `PatientPruner`: no better value for so many in a row; with `wrapped`, only if that rule agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType

from optuna.pruners import BasePruner, PatientPruner

from sweepctl.model.checks import Check, Complaint, at_least, not_negative, text
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal
from sweepctl.stoppers import median, percentile, threshold, wilcoxon
from sweepctl.stoppers.base import Question
from sweepctl.stoppers.pruning import Pruning, options_of, quiet, refusals

_RULES: Mapping[str, ModuleType] = {
    "median": median,
    "percentile": percentile,
    "threshold": threshold,
    "wilcoxon": wilcoxon,
}


def _a_rule(value: object) -> str | None:
    known = isinstance(value, dict) and value.get("type") in _RULES
    return None if known else f"a mapping with `type` and options, the type one of {', '.join(_RULES)}"


CHECKS: Mapping[str, Check] = {"type": text, "patience": at_least(0), "min_delta": not_negative, "wrapped": _a_rule}


def pruner(options: Mapping[str, Value]) -> BasePruner:
    """The pruner for these options. Raises ValueError, TypeError."""
    wrapped = options.get("wrapped")
    inner = _RULES[str(wrapped["type"])].pruner(wrapped) if isinstance(wrapped, dict) else None
    with quiet():
        return PatientPruner(inner, **options_of(options, "patience", "min_delta"))


def complaints(options: Mapping[str, Value]) -> list[Complaint]:
    """What is wrong between keys that are each right by themselves."""
    if "patience" not in options:
        sentence = "patient needs `patience`, how many values may bring nothing better"
        return [Complaint("type", sentence, "add `patience: 5`")]
    wrapped = options.get("wrapped")
    if isinstance(wrapped, dict):
        rule = _RULES[str(wrapped["type"])]
        found = [Complaint("wrapped", f"`{key}` is not an option of it") for key in wrapped if key not in rule.CHECKS]
        inner = [Complaint("wrapped", one.sentence, one.hint) for one in rule.complaints(wrapped)] if not found else []
        if found or inner:
            return [*found, *inner]
    return refusals(pruner, options)


def build(options: Mapping[str, Value], goal: Goal) -> Pruning:
    """The registry's door; `options` have passed `complaints`."""
    wrapped = options.get("wrapped")
    wants = Question(curve=True)
    if isinstance(wrapped, dict):
        wants = replace(_RULES[str(wrapped["type"])].build(wrapped, goal).wants, curve=True)
    return Pruning("patient", pruner(options), goal, wants)
