"""Our own keys that shape the search, and the conditions of parameters."""

from __future__ import annotations

import pytest

from sweepctl.model.spec import Condition, Limits, Objective, Parts, Search
from tests.spec.sentences import PLAIN, load, said, table

BAYES = """\
method: bayes
program: train.py
metric: {name: loss}
parameters:
  lr: {min: 0.0, max: 1.0}
  width: {values: [8, 16]}
"""


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("{}", Search()),
        ("{sampler: tpe}", Search("tpe")),
        ("{sampler: 'mine:make', startup: 0}", Search("mine:make", 0)),
        ("{startup: 3.0}", Search("auto", 3)),
    ],
)
def test_a_sampler_is_chosen(text: str, search: Search) -> None:
    assert load(f"{BAYES}search: {text}\n").spec.search == search


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("folds: 5", Parts(folds=5)),
        ("repeats: 3", Parts(repeats=3)),
        ("folds: {count: 4, name: split}\nrepeats: 2", Parts(4, 2, "split", "seed")),
    ],
)
def test_a_point_is_run_in_parts(text: str, parts: Parts) -> None:
    assert load(f"{BAYES}{text}\n").spec.parts == parts
    assert parts.count == parts.folds * parts.repeats


def test_a_part_can_be_named_in_the_command() -> None:
    assert load(f"{BAYES}folds: 5\ncommand: [run, '${{fold}}', '${{args}}']\n").spec.command == (
        "run",
        "${fold}",
        "${args}",
    )
    assert "neither a macro nor a parameter" in said(f"{BAYES}command: [run, '${{fold}}', '${{args}}']\n")


@pytest.mark.parametrize(
    ("text", "limits", "target"),
    [
        ("stop: {trials: 200}", Limits(200), None),
        ("run_cap: 50\nstop: {trials: 200}", Limits(50), None),
        ("stop: {hours: 0.5, no_improvement: 9, target: 0.1}", Limits(None, None, 0, 0.5, 9), 0.1),
    ],
)
def test_a_sweep_stops_by_its_own_rules(text: str, limits: Limits, target: float | None) -> None:
    spec = load(f"{BAYES}{text}\n").spec
    assert spec.limits == limits
    assert spec.objectives == (Objective("loss", target=target),)


@pytest.mark.parametrize(
    ("when", "conditions"),
    [
        ("{optimizer: sgd}", (Condition("optimizer", ("sgd",)),)),
        ("{optimizer: [sgd, rms], deep: true}", (Condition("optimizer", ("sgd", "rms")), Condition("deep", (True,)))),
    ],
)
def test_a_parameter_exists_under_conditions(when: str, conditions: tuple[Condition, ...]) -> None:
    text = f"""\
method: random
program: train.py
parameters:
  optimizer: {{values: [sgd, adam, rms]}}
  deep: {{values: [true, false]}}
  momentum: {{min: 0.0, max: 1.0, when: {when}}}
"""
    assert load(text).spec.parameters[-1].when == conditions


def test_a_condition_of_a_block_holds_for_all_of_it_and_names_are_looked_for_outwards() -> None:
    text = """\
method: random
program: train.py
parameters:
  kind: {values: [a, b]}
  model:
    when: {kind: a}
    parameters:
      kind: {values: [cnn, mlp]}
      kernel: {values: [3, 5], when: {kind: cnn}}
"""
    kind, inner, kernel = load(text).spec.parameters
    assert kind.when == ()
    assert inner.when == (Condition("kind", ("a",)),)
    assert kernel.when == (Condition("kind", ("a",)), Condition("model.kind", ("cnn",)))


WRONG = """
search: gp
    error search: has to be a mapping
        write `search: {sampler: gp}`
search: {sampler: gpp}
    error search.sampler: `gpp` is not a sampler
        did you mean `gp`?
search: {startup: -1, smapler: gp}
    warning search.smapler: `smapler` is not a key
        did you mean `sampler`?
    error search.startup: has to be a whole number of at least 0, not -1
folds: 1
    error folds: has to be a whole number of at least 2, not 1
        write `folds: 5`, or `folds: {count: 5, name: fold}`
folds: {name: k}
    error folds: needs `count`
        write `folds: 5`
folds: {count: 3, name: lr}
    error folds: a parameter is called `lr` already
        write `folds: {count: 5, name: ...}` with another name
stop: 200
    error stop: has to be a mapping
        write `stop: {trials: 200, hours: 8}`
stop: {trials: 0}
    error stop.trials: has to be a whole number of at least 1, not 0
constraints: lr < 1
    error constraints: has to be a list of conditions
        write `constraints: ["layers * width <= 4096"]`
constraints: [lr < widht]
    error constraints.0: there is no parameter `widht`
        did you mean `width`?
constraints: [lr <]
    error constraints.0: `lr <` is not an expression
initial: {lr: 1}
    error initial: has to be a list of points
        write `initial: [{lr: 0.01}]`
initial: [{lr: 2.0, widht: 8}]
    warning initial.0.lr: 2 is outside of what is drawn: it is run, and the search learns nothing
    error initial.0: there is no parameter `widht`
        did you mean `width`?
initial: [{lr: 0.5}, 3]
    error initial.1: has to be a mapping
        write `{lr: 0.01}`
"""


@pytest.mark.parametrize(("text", "expected"), table(WRONG))
def test_what_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    found = said(f"{BAYES}{text}\n")
    assert sorted(found.splitlines()) == sorted(expected.splitlines())


CONDITIONS = """
when: 3
    error parameters.x.when: has to be a mapping
        write `when: {optimizer: sgd}`
when: {optimzer: sgd}
    error parameters.x.when.optimzer: there is no parameter `optimzer` that it could depend on
        did you mean `optimizer`?
when: {optimizer: sdg}
    error parameters.x.when.optimizer: `optimizer` is never 'sdg'
        write one of its values, or a list of them
when: {x: 1}
    error parameters.x.when.x: a parameter cannot depend on itself
when: {y: 0.5}
    error parameters.x.when.y: `y` is continuous, and a condition needs a parameter with separate values
when: {z: 1}
    error parameters.z.when: conditions in a circle: x → z → x
"""


@pytest.mark.parametrize(("text", "expected"), table(CONDITIONS))
def test_a_condition_that_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    spec = f"""\
method: random
program: train.py
parameters:
  optimizer: {{values: [sgd, adam]}}
  y: {{min: 0.0, max: 1.0}}
  z: {{values: [1, 2], when: {{x: 1}}}}
  x: {{values: [1, 2], {text}}}
"""
    if "{z: 1}" not in text:
        spec = spec.replace("[1, 2], when: {x: 1}}", "[1, 2]}", 1)
    assert said(spec) == expected


def test_several_metrics_are_not_stopped_early_nor_searched_by_a_sampler_for_one() -> None:
    text = BAYES.replace("metric: {name: loss}", "metrics: [{name: loss}, {name: size}]")
    assert load(text).spec.objectives == (Objective("loss"), Objective("size"))
    assert "no trial is behind another" in said(f"{text}early_terminate: {{type: hyperband, min_iter: 3}}\n")
    assert "`gp` searches for one metric, not for 2" in said(f"{text}search: {{sampler: gp}}\n")
    assert "needs one metric" in said(f"{text}stop: {{target: 3}}\n")


def test_search_is_for_bayes() -> None:
    assert said(f"{PLAIN}search: {{sampler: tpe}}\n") == "warning search: is for `method: bayes` only, and is not used"
