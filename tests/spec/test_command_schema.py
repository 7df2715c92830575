"""`command` and `program`: what is passed on, and each of their slips."""

from __future__ import annotations

import pytest

from sweepctl.model.problem import Severity
from sweepctl.model.spec import DEFAULT_COMMAND
from tests.spec.sentences import PLAIN, load, problems_of, said, table

COMMANDS = """
python train.py
    warning command: is not a list and is ignored, as W&B does
        write one list item for each argument
[]
    warning command: is empty and is ignored
~
['${program}', '--x=${x}']
[sh, '${program}', -c, 'train ${args}']
[python, -m, train]
[sh, '${program}', -c, 'cat $SWEEPCTL_PARAMS']
['${program}', '${trial_dir}']
['${program}', '$${HOME}', '${envvar:HOME}', '${args_json_file}']
['${env}', '${interpreter}', '${program}']
    note command: passes no parameter: the program has to read `wandb.config` or the file $SWEEPCTL_PARAMS
        add `${args}` if it takes them as arguments
['${program}', '${arg_no_hyphens}']
    error command.1: `${arg_no_hyphens}` is neither a macro nor a parameter
        did you mean `${args_no_hyphens}`? a literal `${` is written `$${`
['${program}', '--y=${foo}']
    error command.1: `${foo}` is neither a macro nor a parameter
        ONE_OF_ALL_MACROS
['${program}', '${envvar:}', '${args}']
    error command.1: `${envvar:}` is neither a macro nor a parameter
        did you mean `${env}`? a literal `${` is written `$${`
['${program}', '${args}', '${x']
    warning command.2: `${` begins no macro here and is passed as it is
        close it with `}`, or write `$${` if it is meant
['${program}', ~, '${argz}']
    warning command.1: is empty and is left out, where W&B passes the word `None`
        remove it, or write `""` for an empty argument
    error command.2: `${argz}` is neither a macro nor a parameter
        did you mean `${args}`? a literal `${` is written `$${`
['${program}', {--lr: 0.1}, '${args}']
    error command.1: has to be a text or a number
        write `--lr=0.1`, without a blank after a colon, and in quotes if it has brackets
['${env}', accelerate launch, '${program}', '${args}']
    warning command.1: `accelerate launch` is passed as one argument, blanks and all
        write one list item for each argument
['${program}', --epochs 10, '--message=hello world', '${args}']
    warning command.1: `--epochs 10` is passed as one argument, blanks and all
        write one list item for each argument
"""


@pytest.mark.parametrize(("text", "expected"), table(COMMANDS))
def test_a_command_that_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    assert said(f"{PLAIN}command: {text}\n") == expected


def test_items_become_texts_as_w_and_b_makes_them_and_empty_ones_are_left_out() -> None:
    command = "['${program}', 1.0, 1e-5, 0.10, true, ~, '', a b, '${args}']"
    expected = ("${program}", "1", "1e-05", "0.1", "True", "", "a b", "${args}")
    assert load(f"{PLAIN}command: {command}").spec.command == expected


@pytest.mark.parametrize("command", ["a string", "[]", "[~]", "{a: b}"])
def test_the_default_command_stands_in_for_one_that_is_ignored(command: str) -> None:
    assert load(f"{PLAIN}command: {command}").spec.command == DEFAULT_COMMAND


def test_a_parameter_that_is_wrong_is_still_a_macro() -> None:
    """Mending the parameter mends the command: only the first is worth saying."""
    text = """\
        program: train.py
        method: random
        parameters: {opt: {parameters: {lr: {min: 2, max: 1}}}}
        command: ['${program}', '--lr=${opt.lr}', '--opt=${opt}', '${lr}']
        """
    assert [problem.path for problem in problems_of(text)] == ["parameters.opt.lr.min", "command.3"]


PROGRAMS = """
#
    error program: is missing: there is nothing to run
        add `program: train.py`, or pass --program train.py
program:
    error program: is missing: there is nothing to run
        add `program: train.py`, or pass --program train.py
program: ''
    error program: is missing: there is nothing to run
        add `program: train.py`, or pass --program train.py
command: ['${env}', python, '${program}', '${args}']
    error program: is missing: `command` asks for it
        add `program: train.py`, or pass --program train.py
"""


@pytest.mark.parametrize(("text", "expected"), table(PROGRAMS))
def test_a_program_is_needed_unless_the_command_does_without(text: str, expected: str) -> None:
    file = f"method: random\n{text}\nparameters: {{x: {{value: 1}}}}"
    assert said(file) == expected
    assert load(file, program="other.py").spec.program == "other.py"


def test_an_ignored_command_does_not_do_without_a_program() -> None:
    assert "error program: is missing" in said("method: random\ncommand: []\nparameters: {x: {value: 1}}")


def test_a_program_that_is_no_text_is_one_error() -> None:
    file = "method: random\nprogram: [train.py]\nparameters: {x: {value: 1}}"
    assert said(file) == "error program: has to be a text, not ['train.py']"


def test_a_program_asked_for_that_nothing_starts_is_said() -> None:
    file = "method: random\ncommand: [python, -m, train, '${args}']\nparameters: {x: {value: 1}}"
    assert said(file) == said(f"program: train.py\n{file}") == ""
    (asked,) = problems_of(file, program="train.py")
    assert (asked.severity, asked.line) == (Severity.WARNING, 2)
    assert asked.sentence == "--program train.py is not used: `command` has no `${program}`"
