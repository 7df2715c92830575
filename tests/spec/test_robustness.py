"""Whatever is in the file, the answer is a spec or a SpecError with its problems: seeded mutations and odd trees."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sweepctl.errors import SpecError
from sweepctl.model.problem import Problem
from sweepctl.model.spec import SweepSpec
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.spec.schema import KEYS, METRIC_KEYS, load_spec

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "sweep_yaml"
ROUNDS = 150
# By the process's own clock: far above what the largest file takes, also on a busy machine.
LONGEST_SECONDS = 10.0

SAMPLE = b"""\
program: train.py
method: bayes
metric: {name: val/loss, goal: maximize}
parameters:
  lr: &lr {distribution: log_uniform_values, min: 1e-4, max: 1e-1}
  wd: {<<: *lr, max: 1}
  optimizer:
    parameters:
      name:
        values: [sgd, "adam", 3, true]
early_terminate: {type: hyperband, min_iter: 3}
command:
  - ${env}
  - ${interpreter}
  - ${program}
  - ${args}
"""
PIECES = [
    *rb"""
        !!binary !!timestamp !!set !!int !!float !!bool !!null !!str !!map !!seq !!omap !!merge !!value !x
        !!python/name:os "\U00110000" "\UFFFFFFFF" "\ud800" "\0" '\' &a *a <<: *lr *nope --- ... %YAML
        ? : - [ ] { } , # | > ' " @ ` = ~ .inf .nan 1e999 1e308 1e-320 0 -1 2.0 1e-4 010 08 0x1F 0x_ 1_000
        1:30 2020-01-01 null true ${args} ${ $${ ${nope}
    """.split(),
    *(b"\t", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\x07", b"\xe2\x80\xa8", b"9" * 400, b"9" * 5000),
]
NAMES = [
    *KEYS,
    *METRIC_KEYS,
    "",
    "x",
    "a.b",
    "project",
    "parameters",
    "min",
    "max",
    "values",
    "value",
    "q",
    "distribution",
    "when",
    "count",
]
SCALARS = [
    *DISTRIBUTIONS,
    *("", "x", "grid", "random", "bayes", "hyperband", "minimize", "last", "1e-4", "30m", "(?P<value>x", "[[a]"),
    *("${args}", "${x}", "${", "${envvar:}", "(?P<value>x{99999999999})", "--a b", "\0"),
    *("tpe", "x:y", "x < 1", "x < y and", "x**x**x > 1", "(" * 200, "'a' * 9**9 < x"),
    *(0, 1, -1, 2.0, 0.5, 1e-5, 1e300, -1e308, 5e-324, -800, 10**18, 10**30, 10**400, math.inf, math.nan),
    *(True, False, None),
]


def answer(text: bytes) -> tuple[Problem, ...]:
    """What is said of a file; every spec survives the store, and everything said can be printed."""
    started = time.process_time()
    try:
        loaded = load_spec(text, "sweep.yaml")
    except SpecError as error:
        problems = error.problems
        assert any(one.is_error for one in problems)
    else:
        problems = tuple(loaded.problems)
        stored = json.dumps(loaded.spec.to_json())
        assert json.dumps(SweepSpec.from_json(json.loads(stored)).to_json()) == stored
    assert time.process_time() - started < LONGEST_SECONDS
    for one in problems:
        f"{one} {one.hint}".encode()
    return problems


def mutated(chance: random.Random) -> bytes:
    """A good file after some accidents."""
    files = sorted(CORPUS.glob("*.yaml"))
    text = chance.choice([SAMPLE, *(file.read_bytes() for file in chance.sample(files, min(2, len(files))))])
    for _ in range(chance.randint(1, 4)):
        lines = text.split(b"\n")
        at = chance.randrange(len(lines))
        key, colon, _ = lines[at].partition(b":")
        lines[at] = chance.choice(
            [
                key + colon + b" " + chance.choice(PIECES),
                chance.choice(PIECES) + lines[at],
                lines[at][: chance.randrange(len(lines[at]) + 1)],
                b" " * chance.randint(0, 5) + lines[at].strip(),
                lines[at] + b"\n" + chance.choice(lines),
            ]
        )
        text = b"\n".join(lines)
    return text


def tree(chance: random.Random, depth: int) -> object:
    """Mappings, lists and scalars, with the words that mean something in odd places."""
    kind = chance.random() if depth else 0.0
    if kind < 0.4:
        return chance.choice(SCALARS)
    if kind < 0.5:
        return [tree(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(NAMES): tree(chance, depth - 1) for _ in range(chance.randint(0, 5))}


def parameter(chance: random.Random) -> object:
    """A distribution with its own keys and values that mostly do not fit them."""
    kind = chance.choice(list(DISTRIBUTIONS))
    return {"distribution": kind} | {key: tree(chance, chance.randint(0, 1)) for key in DISTRIBUTIONS[kind].checks}


def odd(chance: random.Random) -> bytes:
    """A tree that is nearly a sweep file."""
    whole = {
        "method": chance.choice(["grid", "random", "bayes"]),
        "parameters": {name: parameter(chance) for name in chance.sample(["x", "y", "a.b", "+z"], 2)},
        **{chance.choice(NAMES): tree(chance, 3) for _ in range(chance.randint(0, 5))},
    }
    return written(whole).encode()


def written(value: object) -> str:
    """The tree in YAML's flow style."""
    match value:
        case dict():
            return f"{{{', '.join(f'{json.dumps(key)}: {written(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case float() if not math.isfinite(value):
            return f".{value}"
        case _:
            return json.dumps(value)


@pytest.mark.parametrize("make", [mutated, odd])
def test_whatever_is_in_the_file_the_answer_is_a_spec_or_its_problems(make: Callable[[random.Random], bytes]) -> None:
    for seed in range(ROUNDS):
        text = make(random.Random(seed))
        try:
            answer(text)
        except Exception as error:
            error.add_note(f"seed {seed}: {text!r}")
            raise
