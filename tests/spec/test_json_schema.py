"""The JSON Schema of a sweep file says what `check` says, as far as single keys go."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sweepctl.errors import SpecError
from sweepctl.model.problem import Severity
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.spec.document import read_document
from sweepctl.spec.json_schema import FILE, json_schema, of_check, schema_text
from sweepctl.spec.schema import KEYS, METRIC_KEYS, UNUSED, Overrides, load_spec
from sweepctl.spec.search_schema import PARTS, SEARCH, STOP
from sweepctl.stoppers import STOPPERS
from tests.spec.validator import faults

ROOT = Path(__file__).parents[2]
REAL = sorted((ROOT.parent / "shared" / "data" / "sweep_yaml").glob("*.yaml"))
EXAMPLES = sorted((ROOT / "examples").glob("*/sweep.yaml"))


@cache
def schema() -> dict[str, Any]:
    return json_schema()


def refused(text: bytes) -> list[tuple[str, str]]:
    return list(faults(read_document(text).root.plain, schema(), schema()))


def test_the_shipped_file_is_the_schema() -> None:
    assert FILE.read_text() == schema_text(), "run `python -m sweepctl.spec.json_schema`"


def test_every_key_that_a_sweep_file_can_have_is_described() -> None:
    """Whoever adds a key adds it to `json_schema` too."""
    known = schema()["properties"]
    assert set(KEYS) | set(UNUSED) == known.keys()
    assert set(METRIC_KEYS) == schema()["$defs"]["metric"]["properties"].keys()
    for key, checks in (("search", SEARCH), ("stop", STOP), ("folds", PARTS), ("repeats", PARTS)):
        text = str(known[key])
        assert all(f"'{option}':" in text for option in checks), key
    stoppers = {one["properties"]["type"]["const"]: one["properties"] for one in _kinds(known["early_terminate"])}
    assert stoppers.keys() == STOPPERS.keys()
    assert all(options.keys() == STOPPERS[kind].load().CHECKS.keys() for kind, options in stoppers.items())
    for kind, member in DISTRIBUTIONS.items():
        assert schema()["$defs"][kind]["properties"].keys() == {*member.checks, "distribution", "when"}
    assert all(one.get("description") for one in known.values())


def _kinds(early_terminate: dict[str, Any]) -> list[dict[str, Any]]:
    inner = early_terminate["anyOf"]
    found: list[dict[str, Any]] = next((one["anyOf"] for one in inner if "anyOf" in one), inner)
    return [one for one in found if "properties" in one]


def test_a_check_whose_words_are_not_known_is_no_schema() -> None:
    with pytest.raises(ValueError, match="a prime number"):
        of_check(lambda value: "a prime number")


@pytest.mark.skipif(not REAL, reason="the corpus of real sweep files is not here")
def test_what_is_refused_in_a_real_file_is_what_check_warns_of() -> None:
    fine = 0
    for file in REAL:
        try:
            loaded = load_spec(file.read_bytes(), file.name, Overrides(program="x.py"))
        except SpecError:
            continue
        found = refused(file.read_bytes())
        warned = [one.path for one in loaded.problems if one.severity is Severity.WARNING]
        # Many odd keys are one warning, of the whole file.
        unexplained = [one for one in found if not any(one[0] == path or path == "" for path in warned)]
        unexplained = [one for one in unexplained if not any(path.startswith(f"{one[0]}.") for path in warned)]
        assert not unexplained, (file.name, unexplained, warned)
        fine += not found
    assert fine >= 170


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_the_examples_are_fine(file: Path) -> None:
    assert refused(file.read_bytes()) == []


def test_the_sweep_files_of_the_readme_are_fine() -> None:
    blocks = re.findall(r"^```yaml[^\n]*\n(.*?)^```$", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    assert blocks
    assert all(refused(block.encode()) == [] for block in blocks)


FINE = """
program: train.py
method: bayes
metric: {name: val_loss, goal: minimize, source: 'csv:metrics.csv'}
parameters:
  lr: {distribution: log_uniform_values, min: 1e-4, max: 0.1}
  width: {values: [16, 32], probabilities: [0.5, 0.5]}
  net: {parameters: {depth: {min: 1, max: 4}, skip: {values: [true, false], when: {depth: [3, 4]}}}}
early_terminate: {type: hyperband, min_iter: 3}
run_cap: 20
timeout: 30m
requeue: 75
env: {A: 1}
search: {sampler: 'mine:sampler', startup: 5}
folds: {count: 5, name: split}
repeats: 3
stop: {hours: 1.5}
initial: [{lr: 0.01}]
constraints: ['width < 20']
description:
"""
MISTAKES = (
    ("method: bayes", "method: bayse", "method"),
    ("run_cap: 20", "run_cup: 20", "run_cup"),
    ("run_cap: 20", "run_cap: none", "run_cap"),
    ("goal: minimize", "goal: min", "metric"),
    ("goal: minimize", "gaol: minimize", "metric"),
    ("metric: {name: val_loss, goal: minimize, source: 'csv:metrics.csv'}", "", ""),
    ("'csv:metrics.csv'", "'cvs:metrics.csv'", "metric"),
    ("log_uniform_values", "loguniform", "parameters.lr"),
    ("min: 1e-4, max: 0.1", "min: 1e-4", "parameters.lr"),
    ("min: 1e-4", "min: 0", "parameters.lr"),
    ("values: [16, 32]", "value: [16, 32]", "parameters.width"),
    ("min: 1, max: 4", "min: 1, max: four", "parameters.net"),
    ("net: {parameters: {", "net: {parametres: {", "parameters.net"),
    ("min_iter: 3", "min_iter: 0", "early_terminate"),
    ("min_iter: 3", "max_iter: 9", "early_terminate"),
    ("type: hyperband", "type: hyperbund", "early_terminate"),
    ("timeout: 30m", "timeout: 30 minutes", "timeout"),
    ("requeue: 75", "requeue: [75, 256]", "requeue"),
    ("env: {A: 1}", "env: [A]", "env"),
    ("sampler: 'mine:sampler'", "sampler: gauss", "search.sampler"),
    ("count: 5", "count: 1", "folds"),
    ("hours: 1.5", "hours: 0", "stop.hours"),
    ("initial: [{lr: 0.01}]", "initial: {lr: 0.01}", "initial"),
    ("repeats: 3", "repeats: 3\nstdout: screen", "stdout"),
    ("repeats: 3", "repeats: 3\ncommand: python train.py", "command"),
)


def test_what_is_written_as_it_should_be_is_fine() -> None:
    assert refused(FINE.encode()) == []
    assert load_spec(FINE.encode(), "fine").problems == ()


@pytest.mark.parametrize(("right", "wrong", "place"), MISTAKES)
def test_a_mistake_is_caught_where_it_is_and_by_check_too(right: str, wrong: str, place: str) -> None:
    assert right in FINE
    text = FINE.replace(right, wrong, 1).encode()
    assert place in {found[0] for found in refused(text)}
    try:
        problems = load_spec(text, "wrong").problems
    except SpecError as error:
        problems = error.problems
    assert any(problem.severity is not Severity.NOTE for problem in problems)
