"""Sweep files from public repositories: they load as they are, but for those that a person would send back too."""

from __future__ import annotations

from pathlib import Path

import pytest

from sweepctl.command import Filling, render
from sweepctl.errors import SpecError
from sweepctl.space.space import Space
from sweepctl.spec.document import read_document
from sweepctl.spec.schema import Loaded, Overrides, load_spec

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "sweep_yaml"
FILES = sorted(CORPUS.glob("*.yaml"))
LOADED_SHARE = 0.97

REFUSED = {
    # Everything below `parameters:` is a comment, and `seed:` has lost its indentation.
    "021.yaml": "parameters: is empty",
    # A constant that is written down twice.
    "072.yaml": "`feature-backbone` is given twice: in line 15 and in line 27",
    # It ends after the metric.
    "152.yaml": "parameters: is missing",
    # Two parameters are indented below a third.
    "164.yaml": "`categorical` does not take `n_conv_layers`",
    # A logarithm of negative numbers.
    "219.yaml": "parameters.step-penalty.min: has to be a number above 0, not -0.1",
}
# What is said of some that load.
SAID = {
    "018.yaml": "command: passes no parameter",
    "047.yaml": "`early_stopping` is not a key",
    "055.yaml": "`--logdir logdir --configs prolog` is passed as one argument",
    "089.yaml": "command.3: is empty and is left out",
    "237.yaml": "a set in braces is read as a list",
    "279.yaml": "`hello world wrt wandb sweep function` is not a goal",
}

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of real sweep files is not here")


def is_without_program(file: Path) -> bool:
    return not {"program", "command"} & read_document(file.read_bytes()).root.entries.keys()


def load(file: Path) -> Loaded:
    overrides = Overrides(program="x.py") if is_without_program(file) else None
    return load_spec(file.read_bytes(), file.name, overrides)


@pytest.mark.parametrize("file", [file for file in FILES if file.name not in REFUSED], ids=lambda file: file.name)
def test_a_real_file_loads_and_has_a_first_command(file: Path) -> None:
    spec = load(file).spec
    space = Space.of(spec.parameters)
    params = space.quantile([0.5] * len(space.leaves))
    argv = render(spec.command, Filling("python", spec.program or "", params, "sweep", 1, Path("/t"), {}))
    assert all(isinstance(argument, str) for argument in argv)
    assert len(argv) >= len(spec.command) - 1


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_real_file_that_cannot_be_meant_is_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        load(CORPUS / name)
    assert any(reason in str(problem) for problem in caught.value.problems if problem.is_error)


def test_nearly_all_real_files_load() -> None:
    assert 1 - len(REFUSED) / len(FILES) >= LOADED_SHARE


@pytest.mark.parametrize(("name", "sentence"), SAID.items())
def test_what_is_odd_in_a_real_file_is_said(name: str, sentence: str) -> None:
    assert any(sentence in str(problem) for problem in load(CORPUS / name).problems)


def test_real_files_for_sweeps_started_from_python_are_told_how_to_name_a_program() -> None:
    files = [file for file in FILES if is_without_program(file)]
    assert files
    for file in files:
        with pytest.raises(SpecError) as caught:
            load_spec(file.read_bytes(), file.name)
        (error,) = (problem for problem in caught.value.problems if problem.is_error)
        assert (error.path, error.sentence) == ("program", "is missing: there is nothing to run")
        assert "--program" in (error.hint or "")
