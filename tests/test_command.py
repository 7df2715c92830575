"""A command template and a point → argv: every macro's exact expansion, and which Python runs it."""

from __future__ import annotations

import json
import os
import random
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sweepctl.command import (
    MACROS,
    Filling,
    Interpreter,
    Template,
    find_interpreter,
    fit,
    has_stray_macro,
    macros_in,
    render,
    unknown_macros,
    unset_variables,
    uses_folder,
)
from sweepctl.errors import UsageError
from sweepctl.model.params import Params

# The point of W&B's own table of expansions.
POINT: Params = {
    "lr": 1e-5,
    "flag": True,
    "off": False,
    "none": None,
    "s": "a b",
    "lst": [1, 2, "c"],
    "d": {"x": 1},
}


def filling(params: Params = POINT, **changes: Any) -> Filling:
    standard: dict[str, Any] = {
        "interpreter": "/venv/bin/python",
        "program": "src/train.py",
        "sweep": "abcd1234",
        "trial": 7,
        "folder": Path("/work/.sweepctl/abcd1234/7"),
        "environ": {"HOME": "/home/me", "EMPTY": "", "lower": "case"},
    }
    return Filling(params=params, **{**standard, **changes})


def argv(*command: str, params: Params = POINT, **changes: Any) -> list[str]:
    return render(command, filling(params, **changes))


EXPANSIONS: Mapping[str, list[str]] = {
    "args": ["--lr=1e-05", "--flag=True", "--off=False", "--none=None", "--s=a b", "--lst=[1, 2, 'c']", "--d={'x': 1}"],
    "args_no_equals": [
        *("--lr", "1e-05", "--flag", "True", "--off", "False", "--none", "None"),
        *("--s", "a b", "--lst", "[1, 2, 'c']", "--d", "{'x': 1}"),
    ],
    "args_no_hyphens": ["lr=1e-05", "flag=True", "off=False", "none=None", "s=a b", "lst=[1, 2, 'c']", "d={'x': 1}"],
    "args_no_boolean_flags": ["--lr=1e-05", "--flag", "--none=None", "--s=a b", "--lst=[1, 2, 'c']", "--d={'x': 1}"],
    "args_append_hydra": [
        *("+lr=1e-05", "+flag=True", "+off=False", "+none=None", "+s=a b", "+lst=[1, 2, 'c']", "+d={'x': 1}"),
    ],
    "args_override_hydra": [
        *("++lr=1e-05", "++flag=True", "++off=False", "++none=None", "++s=a b", "++lst=[1, 2, 'c']", "++d={'x': 1}"),
    ],
    "args_json": [json.dumps(POINT)],
    "args_json_file": ["/work/.sweepctl/abcd1234/7/params.json"],
    "env": ["/usr/bin/env"],
    "interpreter": ["/venv/bin/python"],
    "program": ["src/train.py"],
    "trial_dir": ["/work/.sweepctl/abcd1234/7"],
    "trial": ["7"],
    "sweep": ["abcd1234"],
}


def test_every_macro_is_in_the_table() -> None:
    assert set(EXPANSIONS) == set(MACROS)


@pytest.mark.parametrize(("name", "expected"), EXPANSIONS.items())
def test_a_macro_expands_as_in_w_and_b(name: str, expected: list[str]) -> None:
    assert argv(f"${{{name}}}") == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("--out=${trial_dir}/m-${trial}.pt", "--out=/work/.sweepctl/abcd1234/7/m-7.pt"),
        ("--lr=${lr}", "--lr=1e-05"),
        ("${lr}", "1e-05"),
        ("${s}", "a b"),
        ("x${s}y", "xa by"),
        ("${none}", "None"),
        ("${lst}", "[1, 2, 'c']"),
        ("${d.x}", "1"),
        ("${d}", "{'x': 1}"),
        ("${envvar:HOME}", "/home/me"),
        ("${envvar:HOME}/data", "/home/me/data"),
        ("${envvar:EMPTY}", ""),
        ("${envvar:lower}", "case"),
        ("config=${args_json}", f"config={json.dumps(POINT)}"),
        ("$${args}", "${args}"),
        ("$${HOME}/$${x}", "${HOME}/${x}"),
        ("$$${trial}", "$${trial}"),
        ("$HOME ${", "$HOME ${"),
        ("${args", "${args"),
        ("", ""),
        ("a b  c", "a b  c"),
    ],
)
def test_an_item_is_one_argument_whatever_is_in_it(item: str, expected: str) -> None:
    assert argv(item) == [expected]


def test_the_items_keep_their_order_and_no_parameter_is_no_argument() -> None:
    assert argv("${env}", "${interpreter}", "${program}", "${args}", "--last", params={"b": 1, "a": 2}) == [
        *("/usr/bin/env", "/venv/bin/python", "src/train.py", "--b=1", "--a=2", "--last"),
    ]
    assert argv("a", "${args}", "${args_no_boolean_flags}", "b", params={}) == ["a", "b"]


@pytest.mark.parametrize("name", ["args", "args_no_equals", "args_no_hyphens", "args_no_boolean_flags"])
def test_inside_an_item_the_arguments_are_quoted_for_the_shell_that_reads_it(name: str) -> None:
    (script,) = argv(f"python train.py ${{{name}}} > log")
    assert shlex.split(script) == ["python", "train.py", *EXPANSIONS[name], ">", "log"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (1e6, "1000000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e22, "1e+22"),
        (0.1, "0.1"),
        (0.30000000000000004, "0.30000000000000004"),
        (5e-324, "5e-324"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (2**70, str(2**70)),
        ("1.0", "1.0"),
        ([1.0, [2.0, None]], "[1, [2, None]]"),
        ({"a": 1.0, "b": {"c": 0.5}}, "{'a': 1, 'b': {'c': 0.5}}"),
        ("日本 \n\t'\"", "日本 \n\t'\""),
    ],
)
def test_a_value_arrives_as_after_w_and_bs_trip_through_json(value: Any, text: str) -> None:
    assert argv("${args}", "${x}", params={"x": value}) == [f"--x={text}", text]


def test_json_keeps_whole_floats_whole_too() -> None:
    assert argv("${args_json}", params={"a": 1.0, "b": {"c": [2.0, 0.5]}}) == ['{"a": 1, "b": {"c": [2, 0.5]}}']


NESTED: Params = {"opt": {"lr": 0.1, "inner": {"a.b": 1}}, "opt.lr": "flat", "a-b": 2, "opt.x": {"y": 3}}


@pytest.mark.parametrize(
    ("name", "text"),
    [("opt.lr", "flat"), ("opt.inner.a.b", "1"), ("a-b", "2"), ("opt.x.y", "3"), ("opt.inner", "{'a.b': 1}")],
)
def test_a_nested_value_is_reached_by_its_dotted_name_and_a_name_with_dots_wins(name: str, text: str) -> None:
    assert argv(f"${{{name}}}", params=NESTED) == [text]


def test_what_a_macro_expands_to_is_never_scanned_again() -> None:
    tricky = {"x": "${args}", "y": "$${program}", "z": "${envvar:SECRET}"}
    environ = {"SECRET": "no", "A": "${y}"}
    assert argv("${args}", "${x}", "-${y}-${z}", "${envvar:A}", params=tricky, environ=environ) == [
        *("--x=${args}", "--y=$${program}", "--z=${envvar:SECRET}"),
        *("${args}", "-$${program}-${envvar:SECRET}", "${y}"),
    ]


LETTERS = "ab ${}$'\"\\\n\t=-,:[]{}~*?!#%é\U0001f40d\x00"


def odd_value(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.randrange(8 if depth else 6)
    if kind < 3:
        return "".join(chance.choices(LETTERS, k=chance.randint(0, 12)))
    if kind < 6:
        return chance.choice([0, -1, 1.5, 1.0, 1e300, True, False, None, 2**65])
    items = [odd_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return items if kind == 6 else {f"k{i}": item for i, item in enumerate(items)}


def test_any_value_is_one_argument_that_says_it_exactly() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        params = {f"p{i}": odd_value(chance) for i in range(chance.randint(1, 4))}
        plain = argv("${args}", params=params)
        assert [argument.partition("=")[0] for argument in plain] == [f"--{name}" for name in params]
        values = [argument.partition("=")[2] for argument in plain]
        assert argv(*(f"${{{name}}}" for name in params), params=params) == values
        assert argv("${args_no_equals}", params=params)[1::2] == values
        assert shlex.split(argv("x ${args} y", params=params)[0]) == ["x", *plain, "y"]
        assert json.loads(argv("${args_json}", params=params)[0]) == params
        texts = [name for name, value in params.items() if isinstance(value, str)]
        assert [value for name, value in zip(params, values, strict=True) if name in texts] == [
            params[n] for n in texts
        ]


def test_a_macro_that_nothing_fills_is_refused() -> None:
    for command, told in [
        ("${nope}", "`${nope}` in `command` is neither a macro nor a parameter"),
        ("--x=${d.nope}", "`${d.nope}` in `command` is neither"),
        ("${lr.x}", "`${lr.x}` in `command` is neither"),
        ("a${envvar:NOPE}", "the environment variable NOPE, which `command` asks for, is not set"),
    ]:
        with pytest.raises(UsageError) as caught:
            argv(command)
        assert told in caught.value.sentence


def test_macros_are_found_with_their_places() -> None:
    command = ["${env}", "$${no}", "a${lr}b${opt.x}", "${unclosed", "${}"]
    assert list(macros_in(command)) == [(0, "env"), (2, "lr"), (2, "opt.x"), (4, "")]
    assert [has_stray_macro(item) for item in command] == [False, False, False, True, False]
    assert uses_folder(["--out=${trial_dir}/x"])
    assert not uses_folder(command)


def test_unknown_macros_are_told_with_the_nearest_known_one() -> None:
    command = ["${argz}", "${optimizer.lt}", "${envvar:X}", "${envvar:}", "${zzz}", "$${zzz}", "${optimizer.lr}"]
    found = unknown_macros(command, ["optimizer.lr"])
    assert [(one.position, one.name, one.nearest) for one in found] == [
        (0, "argz", "args"),
        (1, "optimizer.lt", "optimizer.lr"),
        (3, "envvar:", "env"),
        (4, "zzz", None),
    ]


def test_unset_variables_are_told_and_empty_ones_are_set() -> None:
    assert unset_variables(["${envvar:A}", "x${envvar:B}", "$${envvar:C}"], {"A": ""}) == ["B"]


# --- which Python -----------------------------------------------------------------------------------------------------


def executable(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """A Python in every place where one is looked for; the folder of the trials is `project/deep/work`."""
    (tmp_path / "project" / "deep" / "work").mkdir(parents=True)
    return {
        "asked": executable(tmp_path / "asked" / "mypython"),
        "$VIRTUAL_ENV": executable(tmp_path / "active" / "bin" / "python"),
        "$CONDA_PREFIX": executable(tmp_path / "conda" / "bin" / "python"),
        str(tmp_path / "project" / "deep" / ".venv"): executable(tmp_path / "project" / "deep" / ".venv/bin/python"),
        str(tmp_path / "project" / ".venv"): executable(tmp_path / "project" / ".venv" / "bin" / "python"),
        "python on PATH": executable(tmp_path / "path" / "python"),
        "python3 on PATH": executable(tmp_path / "path" / "python3"),
    }


def environ(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {
        "VIRTUAL_ENV": str(tmp_path / "active"),
        "CONDA_PREFIX": str(tmp_path / "conda"),
        "CONDA_DEFAULT_ENV": "research",
        "PATH": str(tmp_path / "path"),
        **changes,
    }


def test_the_nearest_python_is_used_and_then_the_next(tmp_path: Path, places: dict[str, str]) -> None:
    """Taking them away one by one visits all of them, in the order that the README gives."""
    folder = tmp_path / "project" / "deep" / "work"
    assert find_interpreter(places.pop("asked"), folder, environ(tmp_path)).found == "--interpreter"
    for found, path in places.items():
        assert find_interpreter(None, folder, environ(tmp_path)) == Interpreter(path, found)
        Path(path).unlink()
    assert find_interpreter(None, folder, environ(tmp_path)) == Interpreter(sys.executable, "sweepctl's own")


def test_the_base_environment_of_conda_is_not_the_users_choice(tmp_path: Path, places: dict[str, str]) -> None:
    folder = tmp_path / "project" / "deep" / "work"
    base = environ(tmp_path, VIRTUAL_ENV="", CONDA_DEFAULT_ENV="base")
    assert find_interpreter(None, folder, base).found == str(tmp_path / "project" / "deep" / ".venv")


def test_a_folder_or_a_file_without_permission_is_no_python(tmp_path: Path) -> None:
    (tmp_path / "active" / "bin" / "python").mkdir(parents=True)
    executable(tmp_path / "conda" / "bin" / "python")
    (tmp_path / "conda" / "bin" / "python").chmod(0o644)
    expected = Interpreter(executable(tmp_path / "path" / "python3"), "python3 on PATH")
    assert find_interpreter(None, tmp_path, environ(tmp_path)) == expected


@pytest.mark.parametrize("asked", ["mypython", "bin/mypython", "./bin/mypython", "ABSOLUTE"])
def test_the_python_asked_for_is_on_path_or_a_path_from_the_folder(tmp_path: Path, asked: str) -> None:
    on_path = executable(tmp_path / "path" / "mypython")
    in_folder = executable(tmp_path / "bin" / "mypython")
    found = find_interpreter(in_folder if asked == "ABSOLUTE" else asked, tmp_path, environ(tmp_path)).path
    assert Path(found).is_absolute()
    assert found == (on_path if asked == "mypython" else in_folder)


@pytest.mark.parametrize("asked", ["nopython", "bin/nopython", "/nowhere/python", "bin"])
def test_a_python_asked_for_that_is_not_there_is_refused(tmp_path: Path, asked: str) -> None:
    (tmp_path / "bin").mkdir()
    with pytest.raises(UsageError, match=f"there is no interpreter {asked}"):
        fit(["${interpreter}"], asked, tmp_path, environ(tmp_path))


def fitted(tmp_path: Path, *command: str, asked: str | None = None, **changes: str) -> Template:
    executable(tmp_path / "active" / "bin" / "python")
    return fit(command, asked, tmp_path, environ(tmp_path, **changes))


def test_a_command_with_the_macro_is_left_as_it_is(tmp_path: Path) -> None:
    template = fitted(tmp_path, "${env}", "${interpreter}", "${program}", "python")
    assert template.command == ("${env}", "${interpreter}", "${program}", "python")
    assert template.notes == ()
    assert template.interpreter.found == "$VIRTUAL_ENV"


@pytest.mark.parametrize(
    "command", [[], ["torchrun", "x.py"], ["uv", "run", "python"], ["/usr/bin/env", "-S", "python"]]
)
def test_a_command_that_starts_with_something_else_is_left_as_it_is(tmp_path: Path, command: Sequence[str]) -> None:
    assert fitted(tmp_path, *command).command == tuple(command)
    asked = fitted(tmp_path, *command, asked=sys.executable)
    assert asked.command == tuple(command)
    assert asked.notes == (f"--interpreter {sys.executable} is not used: `command` starts no Python",)


def test_a_python_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    executable(tmp_path / "path" / "python3.8")
    executable(tmp_path / "venv" / "bin" / "python")
    for literal in ("python3.8", "./venv/bin/python", "venv/bin/python", str(tmp_path / "venv" / "bin" / "python")):
        template = fitted(tmp_path, "${env}", literal, "x.py")
        assert (template.command, template.notes) == (("${env}", literal, "x.py"), ())


MISSING = ["python", "python3", "python3.8", "/opt/anaconda3/bin/python3", "./venv/bin/python"]
MISSING += [
    "/home/somebody/project/.venv/bin/python",
    "~/envs/x/bin/python",
    "$PWD/venv/bin/python",
    "C:/py/python.exe",
]


@pytest.mark.parametrize("literal", MISSING)
@pytest.mark.parametrize("before", [(), ("${env}",), ("/usr/bin/env", "PYTHONPATH=a b")])
def test_a_python_that_this_machine_lacks_is_replaced_and_that_is_said(
    tmp_path: Path, literal: str, before: tuple[str, ...]
) -> None:
    template = fitted(tmp_path, *before, literal, "x.py", "${args}")
    python = str(tmp_path / "active" / "bin" / "python")
    assert template.command == (*before, python, "x.py", "${args}")
    assert template.notes == (f"`{literal}` does not exist here: using {python} ($VIRTUAL_ENV)",)


@pytest.mark.parametrize("literal", ["~/envs/x/bin/python", "$HOME/envs/x/bin/python"])
def test_a_path_that_a_shell_would_expand_is_expanded_and_that_is_said(tmp_path: Path, literal: str) -> None:
    python = executable(tmp_path / "home" / "envs" / "x" / "bin" / "python")
    template = fitted(tmp_path, "${env}", literal, "x.py", HOME=str(tmp_path / "home"))
    assert template.command == ("${env}", python, "x.py")
    assert template.notes == (f"no shell is there to expand `{literal}`: using {python}",)


def test_a_path_with_a_macro_is_not_a_python_that_is_missing(tmp_path: Path) -> None:
    command = ("${envvar:HOME}/envs/x/bin/python", "x.py")
    assert fitted(tmp_path, *command).command == command


def test_a_python_asked_for_takes_the_place_of_the_one_in_the_command(tmp_path: Path) -> None:
    executable(tmp_path / "path" / "python")
    asked = executable(tmp_path / "asked" / "mypython")
    template = fitted(tmp_path, "${env}", "python", "x.py", asked=asked)
    assert template.command == ("${env}", asked, "x.py")
    assert template.notes == (f"using {asked} in place of `python`",)
    assert fitted(tmp_path, "${interpreter}", "x.py", asked=asked).notes == ()


def test_the_python_that_is_found_is_one_that_runs(tmp_path: Path) -> None:
    found = find_interpreter(None, tmp_path, {**os.environ, "VIRTUAL_ENV": "", "CONDA_PREFIX": ""})
    assert os.access(found.path, os.X_OK)
