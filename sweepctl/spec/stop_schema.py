"""The `early_terminate:` block → EarlyTerminate, by the keys that the stopper it names declares."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.params import Value, canonical
from sweepctl.model.spec import EarlyTerminate
from sweepctl.spec.document import Node
from sweepctl.spec.findings import Findings, did_you_mean
from sweepctl.stoppers import STOPPERS

_WHERE = "early_terminate"


def read_early_terminate(node: Node, findings: Findings) -> EarlyTerminate | None:
    """The stopper and its options, None where they cannot be read."""
    keys = node.mapping
    if keys is None:
        hint = "write `early_terminate: {type: hyperband, min_iter: 3}`"
        findings.error(node.place, _WHERE, "has to be a mapping", hint)
        return None
    kind = str(keys["type"].plain) if "type" in keys and keys["type"].content is not None else ""
    if kind in STOPPERS:
        return _stopper(kind, node, keys, findings)
    place = keys["type"].place if "type" in keys else node.place
    sentence = f"`{kind}` is not a kind of early stopping" if kind else "is missing"
    hint = did_you_mean(kind, STOPPERS) or f"one of {', '.join(STOPPERS)}"
    findings.error(place, f"{_WHERE}.type", sentence, hint)
    return None


def _stopper(kind: str, node: Node, keys: Mapping[str, Node], findings: Findings) -> EarlyTerminate:
    module = STOPPERS[kind].load()
    options: dict[str, Value] = {}
    fine = True
    for key, value in keys.items():
        if key not in module.CHECKS:
            findings.unknown_key(node, key, _WHERE, module.CHECKS)
            continue
        wanted = module.CHECKS[key](value.plain)
        if wanted:
            fine = False
            findings.wrong(value.place, f"{_WHERE}.{key}", wanted, value.plain)
        elif key != "type":
            options[key] = canonical(value.plain)
    for complaint in module.complaints(options) if fine else []:
        findings.error(keys[complaint.key].place, f"{_WHERE}.{complaint.key}", complaint.sentence, complaint.hint)
    return EarlyTerminate(kind, options)
