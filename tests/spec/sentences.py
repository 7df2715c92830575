"""What is said of a sweep file, and tables of it as they are read:

a piece of a file
    severity path: sentence
        the hint
"""

from __future__ import annotations

import textwrap
from typing import Any

from sweepctl.errors import SpecError
from sweepctl.model.problem import Problem
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.spec.schema import Loaded, Overrides, load_spec

PLAIN = "program: train.py\nmethod: random\nparameters: {x: {value: 1}}\n"
_LONG = {
    "ONE_OF_ALL_DISTRIBUTIONS": f"one of {', '.join(sorted(DISTRIBUTIONS))}",
    "ONE_OF_ALL_MACROS": (
        "one of args, args_no_equals, args_no_hyphens, args_no_boolean_flags, args_append_hydra, args_override_hydra,"
        " args_json, args_json_file, env, interpreter, program, trial_dir, trial, sweep;"
        " a literal `${` is written `$${`"
    ),
}


def load(text: str, **overrides: Any) -> Loaded:
    """Read a file, its text freed from common indentation."""
    return load_spec(textwrap.dedent(text).encode(), "sweep.yaml", Overrides(**overrides))


def problems_of(text: str, **overrides: Any) -> tuple[Problem, ...]:
    """Everything that is said, whether or not the file can run."""
    try:
        problems = load(text, **overrides).problems
    except SpecError as error:
        problems = error.problems
        is_refused = True
    else:
        is_refused = False
    assert is_refused == any(problem.is_error for problem in problems)
    assert all(one.source == "sweep.yaml" and one.line > 0 and one.column > 0 for one in problems)
    return problems


def said(text: str, **overrides: str) -> str:
    """Everything that is said, as it stands in the tables."""
    lines = []
    for problem in problems_of(text, **overrides):
        lines.append(f"{problem.severity} {problem.path}: {problem.sentence}")
        lines += [f"    {problem.hint}"] if problem.hint else []
    return "\n".join(lines)


def table(text: str) -> list[tuple[str, str]]:
    """Each piece of a file with what is to be said of it."""
    rows: list[tuple[str, str]] = []
    for line in text.strip("\n").splitlines():
        if line.startswith("    "):
            piece, expected = rows.pop()
            told = line[4:]
            for short, full in _LONG.items():
                told = told.replace(short, full)
            rows.append((piece, f"{expected}\n{told}".lstrip("\n")))
        else:
            rows.append((line, ""))
    return rows
