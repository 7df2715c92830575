"""Specs written down as sweep files: what is read of them is what they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sweepctl.model.spec import Goal, Objective
from sweepctl.spec.schema import load_spec
from sweepctl.spec.written import current_text, written

FILE = """
program: train.py
method: bayes
metric: {name: val_loss, target: 0.1}
parameters:
  lr: {min: 0.1, max: 0.5}
  optimizer:
    parameters:
      name: {values: [sgd, adam]}
      momentum: {min: 0.0, max: 0.9, when: {name: sgd}}
  "net.width": {values: [16, 32, "no"]}
  depth: {distribution: q_log_uniform_values, min: 1, max: 64, q: 1}
"""


def test_a_written_spec_is_read_as_it_was() -> None:
    spec = load_spec(FILE.encode(), "f").spec
    assert load_spec(written(spec, "# made\n").encode(), "f").spec == spec
    two = replace(spec, objectives=(Objective("a"), Objective("b", Goal.MAXIMIZE)))
    assert load_spec(written(two, "").encode(), "f").spec == two


METRIC = "metric: {name: val_loss, target: 0.1}"


@pytest.mark.parametrize("metric", [METRIC, "metrics: [{name: val_loss, target: 0.1}]"])
def test_a_text_catches_up_with_what_its_sweep_is(metric: str) -> None:
    text = FILE.replace(METRIC, metric)
    spec = load_spec(text.encode(), "f").spec
    assert current_text(text, "f.yaml", spec) == text
    other = replace(spec, objectives=(replace(spec.objectives[0], name="no: 1", goal=Goal.MAXIMIZE),), program="b.py")
    caught_up = current_text(text, "f.yaml", other)
    assert load_spec(caught_up.encode(), "f").spec == other
    assert caught_up.startswith("# f.yaml (sha256 ")
    assert current_text(caught_up, "f.yaml", other) == caught_up


def test_a_text_without_keys_is_written_from_the_spec() -> None:
    spec = load_spec(FILE.encode(), "f").spec
    text = current_text("# made from the study old\n", None, spec)
    assert text.startswith("# made from the study old\nprogram: train.py\n")
    assert load_spec(text.encode(), "f").spec == spec
