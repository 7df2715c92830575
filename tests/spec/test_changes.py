"""A sweep file read as if it said something else."""

from __future__ import annotations

from typing import Any

import pytest

from sweepctl.errors import SpecError, UsageError
from sweepctl.spec.changes import changed, changed_text, is_made_from
from sweepctl.spec.document import read_document
from sweepctl.spec.schema import KEYS, Overrides, load_spec

FILE = b"""
program: train.py
method: bayes
metric: {name: val_loss}
parameters:
  lr: {min: 0.1, max: 0.5}
  optimizer:
    parameters:
      name: {values: [sgd, adam]}
      momentum: {min: 0.0, max: 0.9, when: {name: sgd}}
  net.width: {values: [16, 32]}
early_terminate: {type: hyperband, min_iter: 3}
"""
MOMENTUM = ("parameters", "optimizer", "parameters", "momentum")
CHANGES: dict[str, tuple[tuple[str, ...], Any]] = {
    "method=random": (("method",), "random"),
    "run_cap=9": (("run_cap",), 9),
    "early_terminate.min_iter=5": (("early_terminate", "min_iter"), 5),
    "early_terminate=null": (("early_terminate",), None),
    "metric.goal=maximize": (("metric", "goal"), "maximize"),
    "stop.trials=20": (("stop", "trials"), 20),
    "lr=log(1e-4,1e-1)": (("parameters", "lr"), {"distribution": "log_uniform_values", "min": 1e-4, "max": 1e-1}),
    "lr.max=0.9": (("parameters", "lr", "max"), 0.9),
    "parameters.lr.max=0.9": (("parameters", "lr", "max"), 0.9),
    "parameters.lr=0.3": (("parameters", "lr"), {"value": 0.3}),
    "net.width=8..64": (("parameters", "net.width"), {"min": 8, "max": 64}),
    "net.width.values=[8, 9]": (("parameters", "net.width", "values"), [8, 9]),
    "optimizer.momentum=0.5": (MOMENTUM, {"value": 0.5, "when": {"name": "sgd"}}),
    "parameters.optimizer.momentum.max=0.99": ((*MOMENTUM, "max"), 0.99),
    "parameters.optimizer.parameters.momentum.max=0.99": ((*MOMENTUM, "max"), 0.99),
    "parameters.optimizer.nesterov=true,false": ((*MOMENTUM[:3], "nesterov"), {"values": [True, False]}),
    "parameters.depth=1..4": (("parameters", "depth"), {"min": 1, "max": 4}),
    "parameters.depth.values=[1, 4]": (("parameters", "depth", "values"), [1, 4]),
}


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ("lr=null", ("lr",)),
        ("parameters.lr=~", ("lr",)),
        ("net.width=null", ("net.width",)),
        ("optimizer.momentum=null", ("optimizer", "parameters", "momentum")),
    ],
)
def test_null_removes_a_parameter(change: str, gone: tuple[str, ...]) -> None:
    root = read_document(FILE).root
    after: Any = changed(root, [change], KEYS).plain
    before: Any = root.plain
    block = before["parameters"]
    for key in gone[:-1]:
        block = block[key]
    del block[gone[-1]]
    assert after == before


def test_only_what_is_there_is_removed_and_a_constant_may_be_null() -> None:
    root = read_document(FILE).root
    with pytest.raises(UsageError, match="is no parameter of the sweep file"):
        changed(root, ["parameters.depth=null"], KEYS)
    after: Any = changed(root, ["lr={value: null}"], KEYS).plain
    assert after["parameters"]["lr"] == {"value": None}


@pytest.mark.parametrize("change", CHANGES)
def test_one_thing_changes_and_the_rest_stays(change: str) -> None:
    route, value = CHANGES[change]
    root = read_document(FILE).root
    after: Any = changed(root, [change], KEYS).plain
    before: Any = root.plain
    found, was = after, before
    for key in route[:-1]:
        found, was = found[key], was.get(key, {})
    assert found.pop(route[-1]) == value
    was.pop(route[-1], None)
    if not was:
        before.pop(route[0], None)
        assert {**after, route[0]: None} == {**before, route[0]: None}
    else:
        assert after == before


@pytest.mark.parametrize("change", CHANGES)
def test_the_changed_file_is_written_down_as_it_is_read(change: str) -> None:
    text = changed_text(FILE, "sweep.yaml", [change], KEYS)
    written, read = load_spec(text.encode(), "made"), load_spec(FILE, "made", Overrides(changes=(change,)))
    assert written.spec == read.spec


def test_what_is_neither_key_nor_parameter_is_refused_with_the_nearest() -> None:
    hints = {
        "metod=grid": "did you mean `method`?",
        "rl=1": "`--set parameters.rl=…` adds a parameter",
        "optimizer.momentun=1": None,
        "method.x=1": "set the whole of it",
    }
    for change, hint in hints.items():
        if hint is None:
            # A new one beside those that are there.
            assert "momentun" in str(changed(read_document(FILE).root, [change], KEYS).plain)
            continue
        with pytest.raises(UsageError) as caught:
            changed(read_document(FILE).root, [change], KEYS)
        assert caught.value.hint == hint


def test_a_wrong_change_is_said_without_a_line_and_a_wrong_file_with_its_own() -> None:
    with pytest.raises(SpecError) as caught:
        load_spec(FILE.replace(b"max: 0.5", b"max: 0.0"), "f.yaml", Overrides(changes=("method=gird",)))
    said = [str(problem) for problem in caught.value.problems]
    assert "f.yaml: method: `gird` is not a method" in said
    assert any(one.startswith("f.yaml:6:13: parameters.lr.min: min 0.1 is not less than") for one in said)


def test_a_changed_sweep_knows_the_file_that_it_was_made_of() -> None:
    text = changed_text(FILE, "sweep.yaml", ["method=random"], KEYS)
    assert is_made_from(text, FILE.decode(), "sweep.yaml")
    assert not is_made_from(text, FILE.decode() + "\n", "sweep.yaml")
    assert is_made_from(FILE.decode(), FILE.decode(), "sweep.yaml")
