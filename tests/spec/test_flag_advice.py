"""Advice on flags, checked against what argparse itself does with the same program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sweepctl.spec.flag_advice import Advice, advise
from sweepctl.spec.flags import Flags, read_flags

HEAD = "import argparse\nparser = argparse.ArgumentParser()\n"
TAIL = "args = parser.parse_args()\n"

PROGRAM = f"""{HEAD}
group = parser.add_argument_group("model")
either = parser.add_mutually_exclusive_group()
parser.add_argument("data", nargs="?")
parser.add_argument("--learning-rate", "-l", type=float, default=0.1)
group.add_argument("--layers", type=int)
group.add_argument("--width", type=int, choices=[16, 32])
parser.add_argument("--size", choices=[1, 2])
parser.add_argument("--act", choices=("relu", "tanh"))
parser.add_argument("--scheduler", type=str.lower, choices=["cosine"])
parser.add_argument("--clip", type=float, choices=[0.5, 1.0])
either.add_argument("--amp", action="store_true")
either.add_argument("--no_bias", action="store_false", dest="bias")
parser.add_argument("--compile", action=argparse.BooleanOptionalAction)
parser.add_argument("-v", "--verbose", action="count")
parser.add_argument("--nesterov", type=bool, default=False)
parser.add_argument("--cropped", type=lambda s: s.lower() == "true")
parser.add_argument("--sizes", type=int, nargs="+")
parser.add_argument("--names", nargs="*")
parser.add_argument("--betas", type=float, nargs=2)
parser.add_argument("--maybe", type=int, nargs="?")
parser.add_argument("--tag", action="append")
parser.add_argument("--shape")
parser.add_argument("--steps-per-epoch", type=int)
parser.add_argument("-wd", type=float)
parser.add_argument("--beta1", type=float)
parser.add_argument("--beta2", type=float)
{TAIL}"""


def flags_of(source: str) -> Flags:
    flags = read_flags(source)
    assert flags is not None
    return flags


def advice_on(name: str, *values: object, source: str = PROGRAM) -> list[Advice]:
    return advise(flags_of(source), {name: values}, "train.py")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "train.py"
    path.write_text(PROGRAM)
    return path


REFUSED: list[tuple[str, object, str, str]] = [
    ("momentum", 0.9, "train.py does not declare `--momentum`", "remove the parameter, or add `--momentum`"),
    ("layer_count", 2, "does not declare `--layer_count`", "remove the parameter"),
    ("layerz", 2, "does not declare `--layerz`", "did you mean `--layers`?"),
    ("learning_rate", 0.1, "declares `--learning-rate`, not", "name the parameter `learning-rate`, or write"),
    ("learning_rate", 0.1, "", "`--learning-rate=${learning_rate}` in `command`"),
    ("no-bias", True, "declares `--no_bias`, not `--no-bias`", "name the parameter `no_bias`"),
    ("Layers", 2, "declares `--layers`, not `--Layers`", "name the parameter `layers`"),
    ("wd", 0.1, "declares `-wd`, not `--wd`", "add `--wd` to the parser, or write `-wd=${wd}`"),
    ("beta", 0.1, "could mean `--betas` or `--beta1` or `--beta2`", "full name"),
    ("amp", True, "`--amp=True` is refused", "use `${args_no_boolean_flags}` in `command`"),
    ("amp", 1, "takes no value (line ", "make its values true and false and use `${args_no_boolean_flags}`"),
    ("no_bias", False, "`--no_bias=False` is refused", "`${args_no_boolean_flags}`"),
    ("compile", True, "BooleanOptionalAction", "`${args_no_boolean_flags}`"),
    ("no-compile", True, "`--no-compile=True` is refused", "`${args_no_boolean_flags}`"),
    ("verbose", 2, "`--verbose=2` is refused", "true and false"),
    ("layers", 0.5, "`--layers=0.5` is refused: line ", "`int_uniform`"),
    ("layers", "1e-3", "`--layers=1e-3` is refused", "whole numbers"),
    ("layers", True, "wants type int", "whole numbers"),
    ("layers", None, "`--layers=None` is refused", "whole numbers"),
    ("layers", [1, 2], "arrives as one text", "`${args_json}`"),
    ("learning-rate", "big", "wants type float", "sweep numbers"),
    ("width", 64, "the choices on line ", "take 64 out of the sweep"),
    ("size", 1, "are 1, 2", "add the `type`"),
    ("act", "gelu", "are 'relu', 'tanh'", "add it to the choices"),
    ("clip", 0.75, "are 0.5, 1.0", "take 0.75 out"),
    ("sizes", [1, 2], "`--sizes=[1, 2]` arrives as one text", "`type=ast.literal_eval` without `nargs`"),
    ("betas", [0.9, 0.99], "arrives as one text", "`${args_json}`"),
    ("betas", 0.9, "wants 2 values", "without `nargs`"),
    ("maybe", 0.5, "`--maybe=0.5` is refused", "whole numbers"),
]

ACCEPTED: list[tuple[str, object]] = [
    ("learning-rate", 0.1),
    ("learning-rate", "1e-3"),
    ("learning-rate", 1),
    ("learning", 0.1),
    ("layers", 3),
    ("layers", 3.0),
    ("layers", -1),
    ("steps", 3),
    ("width", 16),
    ("act", "relu"),
    ("scheduler", "Cosine"),
    ("clip", 1.0),
    ("nesterov", True),
    ("cropped", False),
    ("sizes", 3),
    ("maybe", 3),
    ("tag", "a"),
    ("shape", "a b"),
    ("shape", [1, 2]),
    ("shape", {"a": 1}),
]

MISREAD: list[tuple[str, object, str, str]] = [
    ("nesterov", False, "`--nesterov=False` will be True", 's.lower() == "true"'),
    ("nesterov", 0, "`--nesterov=0` will be True", "`${args_no_boolean_flags}`"),
    ("names", ["a", "b"], "arrives as one text", "`${args_json}`"),
    ("tag", ["a", "b"], "arrives as one text", "`${args_json}`"),
]


@pytest.mark.parametrize(("name", "value", "sentence", "hint"), REFUSED + MISREAD)
def test_advice_says_what_is_wrong_and_what_to_do(name: str, value: object, sentence: str, hint: str) -> None:
    found = advice_on(name, value)[0]
    assert found.parameter == name
    assert sentence in found.sentence
    assert hint in found.hint


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_nothing_is_said_of_what_argparse_accepts(name: str, value: object) -> None:
    assert advice_on(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [*((row[0], row[1], 2) for row in REFUSED), *((*row, 0) for row in ACCEPTED), *((*row[:2], 0) for row in MISREAD)],
)
def test_argparse_itself_agrees(program: Path, name: str, value: object, code: int) -> None:
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    done = subprocess.run([sys.executable, str(program), f"--{name}={whole}"], capture_output=True, text=True)
    assert done.returncode == code, done.stderr


def test_the_first_bad_value_is_named_once() -> None:
    found = advice_on("layers", 1, 2, 2.5, 3.5)
    assert len(found) == 1
    assert "`--layers=2.5`" in found[0].sentence


def test_a_misspelt_parameter_has_its_values_checked_too() -> None:
    first, second = advice_on("steps_per_epoch", 0.5)
    assert "`--steps-per-epoch`" in first.sentence
    assert "`--steps-per-epoch=0.5` is refused" in second.sentence


def test_a_misspelt_switch_is_not_told_to_take_a_value() -> None:
    assert all("${no-bias}" not in found.hint for found in advice_on("no-bias", True))


def test_a_parameter_named_like_a_dest_is_told_the_option() -> None:
    source = f'{HEAD}parser.add_argument("--learning-rate", dest="lr", type=float)\n{TAIL}'
    (found,) = advice_on("lr", 0.1, source=source)
    assert (
        found.hint
        == "name the parameter `learning-rate`, or write `--learning-rate=${lr}` in `command` instead of `${args}`"
    )


def test_without_abbreviations_a_prefix_is_undeclared() -> None:
    source = PROGRAM.replace("ArgumentParser()", "ArgumentParser(allow_abbrev=False)")
    (found,) = advice_on("learning", 0.1, source=source)
    assert "does not declare `--learning`" in found.sentence


def test_an_action_of_the_program_s_own_is_left_alone() -> None:
    source = f'{HEAD}parser.add_argument("--x", action=Parse, type=int, choices=[1])\n{TAIL}'
    assert advice_on("x", 0.5, source=source) == []


def test_choices_that_are_lists_can_be_ambiguous_too() -> None:
    source = f'{HEAD}parser.add_argument("--xa", choices=[[1]])\nparser.add_argument("--xb", choices=[[2]])\n{TAIL}'
    assert "could mean `--xa` or `--xb`" in advice_on("x", 1, source=source)[0].sentence


def test_many_choices_are_cut_short() -> None:
    source = f'{HEAD}parser.add_argument("--x", type=int, choices={list(range(50))})\n{TAIL}'
    assert advice_on("x", 99, source=source)[0].sentence.endswith("5, 6, 7, …")


def test_parameters_come_in_order_and_may_have_no_values() -> None:
    found = advise(flags_of(PROGRAM), {"b": [1], "amp": [], "layers": [], "a_thing": [1]})
    assert [advice.parameter for advice in found] == ["b", "a_thing"]
    assert found[1].sentence == "the program does not declare `--a_thing`"


@pytest.mark.parametrize("values", [(), (1,), (1, 2)])
def test_flags_without_a_value_named_are_fine(values: Sequence[object]) -> None:
    assert advice_on("layers", *values) == []
