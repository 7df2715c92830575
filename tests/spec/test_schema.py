"""A whole sweep file → SweepSpec: every key of W&B's language and of ours, and all that is wrong at once."""

from __future__ import annotations

import json
import textwrap

import pytest

from sweepctl.errors import SpecError
from sweepctl.model.problem import Severity
from sweepctl.model.spec import (
    DEFAULT_COMMAND,
    Backoff,
    Condition,
    EarlyTerminate,
    Goal,
    Limits,
    Method,
    Objective,
    Output,
    Parameter,
    Parts,
    Search,
    Source,
    SourceKind,
    Summary,
    SweepSpec,
)
from sweepctl.spec.schema import KEYS
from tests.spec.sentences import PLAIN, load, problems_of, said, table

FULL = """\
    program: train.py
    method: bayes
    name: first
    description: all there is
    metric:
      {name: val/loss, goal: maximize, target: 0.9, summary: last, pattern: 'acc (?P<value>.*)', source: 'file:a b.log'}
    parameters:
      lr: {distribution: log_uniform_values, min: 1e-4, max: 1e-1}
      optimizer:
        parameters:
          name: {values: [sgd, adam]}
          inner: {parameters: {eps: {value: 1e-8}}, when: {name: adam}}
    search: {sampler: gp, startup: 5}
    stop: {trials: 15, hours: 8, no_improvement: 50}
    folds: 5
    repeats: {count: 3, name: seed0}
    constraints: ["lr < 0.05 or optimizer.name == 'sgd'"]
    initial: [{lr: 0.01}, {optimizer: {name: adam}}]
    early_terminate: {type: hyperband, min_iter: 3.0, eta: 2, strict: false}
    command: ['${env}', '${interpreter}', '${program}', --epochs, 3, 1.0, true, '${args}']
    run_cap: 20
    seed: 7
    timeout: 90m
    retries: {count: 2, wait: 10s, factor: 3}
    requeue: [75, 99]
    silence: 10m
    max_rss: 8GB
    env: {A: 1, B: text, C: , D: 1.0}
    stdout: pty
    """


def test_the_smallest_file_gets_every_default() -> None:
    loaded = load(PLAIN)
    assert loaded.problems == ()
    assert loaded.spec == SweepSpec(
        method=Method.RANDOM,
        parameters=(Parameter(("x",), "constant", {"value": 1}),),
        program="train.py",
        command=DEFAULT_COMMAND,
    )


def test_a_file_with_every_key_is_read_in_full() -> None:
    loaded = load(FULL)
    assert loaded.problems == ()
    assert loaded.spec == SweepSpec(
        method=Method.BAYES,
        parameters=(
            Parameter(("lr",), "log_uniform_values", {"min": 1e-4, "max": 0.1}),
            Parameter(("optimizer", "name"), "categorical", {"values": ["sgd", "adam"]}),
            Parameter(
                ("optimizer", "inner", "eps"), "constant", {"value": 1e-8}, (Condition("optimizer.name", ("adam",)),)
            ),
        ),
        objectives=(
            Objective(
                "val/loss",
                Goal.MAXIMIZE,
                Summary.LAST,
                0.9,
                "acc (?P<value>.*)",
                source=Source(SourceKind.FILE, "a b.log"),
            ),
        ),
        early_terminate=EarlyTerminate("hyperband", {"min_iter": 3, "eta": 2, "strict": False}),
        program="train.py",
        command=("${env}", "${interpreter}", "${program}", "--epochs", "3", "1", "True", "${args}"),
        env={"A": "1", "B": "text", "C": "", "D": "1"},
        limits=Limits(15, 5400.0, 2, 8.0, 50, Backoff(10.0, 3.0), (75, 99), silence=600.0, max_rss=8_000_000_000),
        search=Search("gp", 5),
        parts=Parts(5, 3, "fold", "seed0"),
        constraints=("lr < 0.05 or optimizer.name == 'sgd'",),
        initial=({"lr": 0.01}, {"optimizer.name": "adam"}),
        seed=7,
        name="first",
        description="all there is",
        stdout=Output.PTY,
    )
    assert {path: place.line for path, place in loaded.places.items()} == {
        ("lr",): 8,
        ("optimizer", "name"): 11,
        ("optimizer", "inner", "eps"): 12,
    }
    assert SweepSpec.from_json(json.loads(json.dumps(loaded.spec.to_json()))) == loaded.spec


def test_every_key_is_in_the_file_with_every_key() -> None:
    written = {line.split(":")[0] for line in textwrap.dedent(FULL).splitlines() if not line.startswith(" ")}
    assert set(KEYS) - {"metrics"} == written


def test_the_command_line_wins_over_the_file() -> None:
    spec = load(FULL, program="other.py", name="second", interpreter="/bin/python").spec
    assert (spec.program, spec.name, spec.interpreter) == ("other.py", "second", "/bin/python")


def test_all_problems_are_said_at_once_by_line_each_with_its_place_path_and_remedy() -> None:
    found = problems_of("""\
        method: Grid
        project: mine
        metric: {name: loss, goal: maximise}
        parameters:
          lr: {min: 0.1, max: 0.01}
          opt:
            parameters:
              wd:
                distribution: log_uniform_values
                min: 0
                max: 1
          lr: {value: 1}
        run_cap: 0
        comand: [a]
        command: ['${program}', '${argz}']
        timeout: soon
        """)
    assert [(problem.severity.value, str(problem), problem.hint) for problem in found] == [
        (
            "error",
            "sweep.yaml:1:1: program: is missing: `command` asks for it",
            "add `program: train.py`, or pass --program train.py",
        ),
        ("error", "sweep.yaml:1:9: method: `Grid` is not a method", "did you mean `grid`?"),
        (
            "note",
            "sweep.yaml:2:1: project: `project` is not used: there is no server here; sweeps live in the folder",
            None,
        ),
        (
            "warning",
            "sweep.yaml:3:28: metric.goal: `maximise` is not a goal; `minimize` is used, as W&B does",
            "did you mean `maximize`?",
        ),
        (
            "error",
            "sweep.yaml:10:14: parameters.opt.wd.min: has to be a number above 0, not 0",
            "a log scale has no zero and no negative numbers; use `distribution: uniform`",
        ),
        ("error", "sweep.yaml:12:3: `lr` is given twice: in line 5 and in line 12", "remove one of them"),
        ("error", "sweep.yaml:13:10: run_cap: has to be a whole number of at least 1, not 0", None),
        ("warning", "sweep.yaml:14:1: comand: `comand` is not a key", "did you mean `command`?"),
        (
            "error",
            "sweep.yaml:15:25: command.1: `${argz}` is neither a macro nor a parameter",
            "did you mean `${args}`? a literal `${` is written `$${`",
        ),
        (
            "error",
            "sweep.yaml:16:10: timeout: has to be a time above 0, not 'soon'",
            "a number of seconds, or `90s`, `30m`, `2h`",
        ),
    ]


def test_the_sentence_of_the_error_counts_errors_only() -> None:
    with pytest.raises(SpecError, match=r"^sweep.yaml has 1 error$"):
        load("project: a\nprogram: a\nmethod: random\nzzz: 1")


def test_what_is_no_yaml_is_one_problem_with_its_place() -> None:
    (problem,) = problems_of("method: random\nparameters:\n\tx: {value: 1}")
    assert (problem.line, problem.column, problem.severity) == (3, 1, Severity.ERROR)
    assert problem.hint == "indent with blanks, not tabs"


@pytest.mark.parametrize("text", ["[1, 2]", "text", "3"])
def test_a_file_that_is_no_mapping_says_so(text: str) -> None:
    assert said(text) == "error : a sweep file is a mapping of keys\n    start with `method: random`"


KEYS_ALONE = """
entity: a
    note entity: `entity` is not used: there is no account here
project: a
    note project: `project` is not used: there is no server here; sweeps live in the folder
controller: {type: local}
    note controller: `controller` is not used: the agents coordinate themselves
job: a
    note job: `job` is not used: Launch is W&B's
image_uri: a
    note image_uri: `image_uri` is not used: Launch is W&B's
scheduler: {engine: ax}
    note scheduler: `scheduler` is not used: the sampler is chosen by `method`
apiVersion: a
    note apiVersion: `apiVersion` is not used: reserved by W&B
kind: sweep
    note kind: `kind` is not used: reserved by W&B
metod: a
    warning metod: `metod` is not a key
        did you mean `method`?
Parameters: a
    warning Parameters: `Parameters` is not a key
        did you mean `parameters`?
runcap: 3
    warning runcap: `runcap` is not a key
        did you mean `run_cap`?
count: 3
    warning count: `count` is not a key
        did you mean `run_cap`?
max_runs: 3
    warning max_runs: `max_runs` is not a key
        did you mean `run_cap`?
early_stopping: a
    warning early_stopping: `early_stopping` is not a key
        did you mean `early_terminate`?
desc: a
    warning desc: `desc` is not a key
        did you mean `description`?
lr: {min: 0, max: 1}
    warning lr: `lr` is not a key
        is it a parameter? indent it below `parameters:`
pretrained: true
    warning pretrained: `pretrained` is not a key and is ignored
s: 1
    warning s: `s` is not a key and is ignored
name: [a]
    error name: has to be a text, not ['a']
name: ''
description: {a: 1}
    error description: has to be a text, not {'a': 1}
seed: -3
seed: 1.5
    error seed: has to be a whole number, not 1.5
seed: true
    error seed: has to be a whole number, not True
seed: 1e30
    error seed: has to be a whole number below 2^63, not 1e+30
seed: {values: [1, 2]}
    error seed: has to be a whole number, not {'values': [1, 2]}
        is it a parameter? indent it below `parameters:`
run_cap: 10.0
run_cap:
run_cap: '10'
    error run_cap: has to be a whole number of at least 1, not '10'
run_cap: -1
    error run_cap: has to be a whole number of at least 1, not -1
retries: 0
retries: -1
    error retries: has to be a whole number of at least 0, not -1
env: [A=1]
    error env: has to be a mapping
        write `env: {NAME: value}`
env: {A: [1]}
    error env.A: has to be a text or a number
env: {A=B: 1}
    error env.A=B: is not a name for an environment variable
env: {'': 1}
    error env.: is not a name for an environment variable
stdout: ptty
    error stdout: `ptty` is no kind of output
        did you mean `pty`?
stdout: [pipe]
    error stdout: `['pipe']` is no kind of output
        one of auto, pipe, pty
"""


@pytest.mark.parametrize(("text", "expected"), table(KEYS_ALONE))
def test_a_top_level_key_is_answered(text: str, expected: str) -> None:
    assert said(f"{PLAIN}{text}\n") == expected


def test_many_keys_of_something_else_are_one_sentence_beside_those_that_were_meant() -> None:
    others = "".join(f"{key}: 1\n" for key in ("backbone", "device", "dropout", "patience", "optimizer"))
    assert said(f"{PLAIN}{others}runcap: 3\n") == (
        "warning : `backbone`, `device`, `dropout` and 2 more are not keys and are ignored\n"
        "warning runcap: `runcap` is not a key\n    did you mean `run_cap`?"
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 30.0), ("0.5", 0.5), ("1e-5", 1e-5), ("90s", 90.0), ("30 m", 1800.0), ("1.5h", 5400.0), ("1d", 86400.0)],
)
def test_a_timeout_is_a_number_of_seconds_or_has_a_unit(text: str, seconds: float) -> None:
    loaded = load(f"{PLAIN}timeout: {text}")
    assert (loaded.spec.limits.timeout, loaded.problems) == (seconds, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0", "above 0, not 0"),
        ("-1", "above 0, not -1"),
        ("1h30m", "above 0, not '1h30m'"),
        ("01:30", "above 0, not '01:30'"),
        ("true", "above 0, not True"),
        (".inf", "above 0, not inf"),
        ("[1]", "above 0, not [1]"),
        ("1e20", "below 30 years, not 1e+20"),
        (f"{'9' * 400}s", f"below 30 years, not '{'9' * 58}…"),
    ],
)
def test_what_is_no_time_is_refused(text: str, told: str) -> None:
    hint = "a number of seconds, or `90s`, `30m`, `2h`"
    assert said(f"{PLAIN}timeout: {text}") == f"error timeout: has to be a time {told}\n    {hint}"


METHODS = """
Bayes
    error method: `Bayes` is not a method
        did you mean `bayes`?
bayesian
    error method: `bayesian` is not a method
        did you mean `bayes`?
rand
    error method: `rand` is not a method
        did you mean `random`?
custom
    error method: `custom` is not a method
        one of grid, random, bayes
3
    error method: `3` is not a method
        one of grid, random, bayes
~
    error method: is missing
        add `method: random`, `grid` or `bayes`
bayes
    error metric: bayes needs a `metric`
        add `metric: {name: val_loss}`
"""


@pytest.mark.parametrize(("name", "expected"), table(METHODS))
@pytest.mark.parametrize("metric", ["", "metric:\n"])
def test_what_is_no_method_or_lacks_what_it_needs_is_refused(name: str, expected: str, metric: str) -> None:
    assert said(f"program: train.py\nmethod: {name}\n{metric}parameters: {{x: {{min: 0, max: 1}}}}") == expected


def test_a_metric_that_is_wrong_is_not_missing_too() -> None:
    text = """\
        program: train.py
        method: bayes
        metric: {goal: maximize}
        early_terminate: {type: hyperband, min_iter: 1}
        parameters: {x: {min: 0, max: 1}}
        """
    assert said(text) == "error metric.name: has to name the metric\n    add `name: val_loss`"


def test_bayes_needs_something_to_vary() -> None:
    file = "program: train.py\nmethod: bayes\nmetric: {name: loss}\nparameters: "
    told = "error parameters: bayes needs at least one parameter that is not constant"
    assert said(f"{file}{{x: {{value: 1}}, y: {{value: 2}}}}") == told
    # The one that varies is wrong, not missing.
    assert said(f"{file}{{x: {{value: 1}}, y: {{min: 2, max: 1}}}}").startswith("error parameters.y.min: ")
