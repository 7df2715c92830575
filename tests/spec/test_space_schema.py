"""The `parameters:` block: every distribution, named or implied, nested, and each of its slips."""

from __future__ import annotations

import pytest

from sweepctl.model.spec import Parameter
from sweepctl.space.distributions import DISTRIBUTIONS
from tests.spec.sentences import load, said, table


def file(parameters: str, method: str = "random") -> str:
    return f"program: train.py\nmethod: {method}\nmetric: {{name: loss}}\nparameters: {{{parameters}}}\n"


def leaf(keys: str) -> Parameter:
    loaded = load(file(f"x: {{{keys}}}"))
    (parameter,) = loaded.spec.parameters
    assert (loaded.problems, parameter.path) == ((), ("x",))
    return parameter


KINDS: list[tuple[str, str]] = [
    ("value: 3", "constant"),
    ("value: ", "constant"),
    ("value: [1, 2]", "constant"),
    ("values: [a, 1, 1e-4, true, null, [1], {b: 2}]", "categorical"),
    ("values: [a, b], probabilities: [0.9, 0.1]", "categorical_w_probabilities"),
    ("min: 1, max: 8", "int_uniform"),
    ("min: 0.0, max: 1.0", "uniform"),
    ("min: 1.0, max: 8.0", "uniform"),
    ("min: 0, max: 0.5", "uniform"),
    ("min: 1e-4, max: 1", "uniform"),
    ("distribution: constant, value: 3", "constant"),
    ("distribution: categorical, values: [1]", "categorical"),
    ("distribution: categorical_w_probabilities, values: [1], probabilities: [1]", "categorical_w_probabilities"),
    ("distribution: int_uniform, min: 2.0, max: 8.0", "int_uniform"),
    ("distribution: uniform, min: 1, max: 8", "uniform"),
    ("distribution: log_uniform, min: -9.2, max: -2.3", "log_uniform"),
    ("distribution: log_uniform_values, min: 1e-4, max: 1", "log_uniform_values"),
    ("distribution: inv_log_uniform, min: -3, max: 0", "inv_log_uniform"),
    ("distribution: inv_log_uniform_values, min: 1, max: 9", "inv_log_uniform_values"),
    ("distribution: normal", "normal"),
    ("distribution: normal, mu: 1, sigma: 0", "normal"),
    ("distribution: log_normal, sigma: 2", "log_normal"),
    ("distribution: beta, a: 2, b: 0.5", "beta"),
    ("distribution: q_uniform, min: 1, max: 10, q: 3", "q_uniform"),
    ("distribution: q_log_uniform, min: 0, max: 5", "q_log_uniform"),
    ("distribution: q_log_uniform_values, min: 8, max: 256, q: 8", "q_log_uniform_values"),
    ("distribution: q_normal, q: 0.5", "q_normal"),
    ("distribution: q_log_normal, mu: 1", "q_log_normal"),
    ("distribution: q_beta, q: 0.1", "q_beta"),
]
NAMED = {text.split()[1].rstrip(","): text for text, _ in KINDS if text.startswith("distribution")}
COUNTABLE = {"constant", "categorical", "int_uniform", "q_uniform"}


@pytest.mark.parametrize(("keys", "kind"), KINDS)
def test_a_parameter_has_the_distribution_that_is_named_or_implied(keys: str, kind: str) -> None:
    assert leaf(keys).distribution == kind


def test_every_distribution_is_in_the_table() -> None:
    assert set(NAMED) == set(DISTRIBUTIONS)


def test_the_keys_of_a_distribution_are_kept_as_they_are_written() -> None:
    assert leaf("distribution: q_uniform, min: 1, max: 10, q: 3").options == {"min": 1, "max": 10, "q": 3}
    assert leaf("values: [a, 1, 1e-4, true, null, [1], {b: 2}]").options == {
        "values": ["a", 1, 1e-4, True, None, [1], {"b": 2}]
    }


def test_blocks_nest_at_any_depth() -> None:
    nested = "a: {parameters: {b: {parameters: {c: {value: 1}, d.e: {values: [1]}}}}}, a.b: {value: 2}"
    assert [one.path for one in load(file(nested)).spec.parameters] == [("a", "b", "c"), ("a", "b", "d.e"), ("a.b",)]


def test_a_set_in_braces_is_the_list_that_was_meant() -> None:
    loaded = load(file("x: {values: {0.1, 3, b, '2', true}}"))
    assert [problem.hint for problem in loaded.problems] == ["write `values: [...]`"]
    assert loaded.spec.parameters[0].options == {"values": [0.1, 3, "b", "2", True]}


@pytest.mark.parametrize("kind", sorted(DISTRIBUTIONS))
def test_a_grid_takes_what_it_can_count_and_refuses_the_rest_with_a_remedy(kind: str) -> None:
    told = f"a grid cannot count through a continuous `{kind}`"
    hint = "list its `values`, or use `distribution: q_uniform` with a step `q`, or `method: random`"
    if kind == "categorical_w_probabilities":
        told, hint = "a grid visits every value, so `probabilities` mean nothing", "remove them"
    expected = "" if kind in COUNTABLE else f"error parameters.x.y: {told}\n    {hint}"
    assert said(file(f"x: {{parameters: {{y: {{{NAMED[kind]}}}}}}}", "grid")) == expected


BLOCKS = """
#
    error parameters: is missing
        list what to vary, such as `lr: {values: [0.1, 0.01]}`, indented below it
parameters:
    error parameters: is empty
        list what to vary, such as `lr: {values: [0.1, 0.01]}`, indented below it
parameters: {}
    error parameters: has no parameters
        add at least one, such as `lr: {values: [0.1, 0.01]}`
parameters: [x]
    error parameters: has to be a mapping of parameter names
        write `lr: {min: 0.001, max: 0.1}`
parameters: {x: {parameters: {}}}
    error parameters.x: has no parameters
        add at least one, such as `lr: {values: [0.1, 0.01]}`
parameters: {x: {parameters: }}
    error parameters.x: has to be a mapping of parameter names
        write `lr: {min: 0.001, max: 0.1}`
"""


@pytest.mark.parametrize(("text", "expected"), table(BLOCKS))
def test_a_block_has_to_have_parameters(text: str, expected: str) -> None:
    assert said(f"program: train.py\nmethod: random\n{text}") == expected


SLIPS = """
x: 3
    error parameters.x: has to be a mapping
        write `x: {value: 3}`
x: [1, 2]
    error parameters.x: has to be a mapping
        write `x: {values: [1, 2]}`
x:
    error parameters.x: is empty
        give `value`, `values`, or `min` and `max`
x: {}
    error parameters.x: does not say how to draw it
        give `value`, `values`, or `min` and `max`
x: {valeus: [1]}
    error parameters.x: does not say how to draw it
        did you mean `values`?
x: {min: 1}
    error parameters.x: `min` alone does not say how to draw it
        give both `min` and `max`, and nothing of another distribution
x: {min: 1, max: 9, q: 2}
    error parameters.x: `min`, `max` and `q` do not say how to draw it
        add `distribution: q_uniform`
x: {sigma: 1}
    error parameters.x: `sigma` alone does not say how to draw it
        add `distribution: normal`
x: {a: 1, b: 2}
    error parameters.x: `a` and `b` do not say how to draw it
        add `distribution: beta`
x: {value: 1, values: [1]}
    error parameters.x: `value` and `values` do not go together
        give `value`, `values`, or `min` and `max`
x: {parameters: {y: {value: 1}}, value: 2}
    error parameters.x: `parameters` and `value` do not go together
        give `value`, `values`, or `min` and `max`
opt: {lr: {value: 1}, wd: {value: 2}}
    error parameters.opt: does not say how to draw it
        write `parameters:` between it and what is nested in it
x: {values: 3}
    error parameters.x.values: has to be a list with at least one item, not 3
        write `values: [3]`
x: {values: []}
    error parameters.x.values: has to be a list with at least one item, not []
x: {values: {a: 1}}
    error parameters.x.values: has to be a list with at least one item, not {'a': 1}
x: {min: '1e-4', max: 1}
    error parameters.x.min: has to be a number, not '1e-4'
        leave out the quotes
x: {min: a, max: 1}
    error parameters.x.min: has to be a number, not 'a'
x: {min: true, max: 2}
    error parameters.x.min: has to be a whole number, not True
x: {min: .inf, max: 2}
    error parameters.x.min: has to be a number, not inf
x: {min: 1, max: }
    error parameters.x.max: has to be a number, and is empty
x: {min: 1, max: 1}
    error parameters.x.min: min 1 is not less than max 1
        write `value:` for a constant
x: {min: 0.5, max: 0.1}
    error parameters.x.min: min 0.5 is not less than max 0.1
        swap them
x: {parameters: {y: {parameters: {z: {min: 2, max: 1}}}}}
    error parameters.x.y.z.min: min 2 is not less than max 1
        swap them
x: {distribution: loguniform, min: 1, max: 2}
    error parameters.x.distribution: `loguniform` is not a distribution
        did you mean `log_uniform`?
x: {distribution: int, min: 1, max: 2}
    error parameters.x.distribution: `int` is not a distribution
        did you mean `int_uniform`?
x: {distribution: choice, values: [1]}
    error parameters.x.distribution: `choice` is not a distribution
        ONE_OF_ALL_DISTRIBUTIONS
x: {distribution: , values: [1]}
    error parameters.x.distribution: is empty
        remove it, or name one
x: {distribution: uniform, min: 1}
    error parameters.x: `uniform` needs `max`
        add `max:`
x: {distribution: uniform, values: [1]}
    error parameters.x: `uniform` needs `min` and `max`
        leave out `distribution`: `values` are categorical by themselves
x: {distribution: categorical, value: 1}
    error parameters.x: `categorical` needs `values`
        write `values: [...]`, or leave out `distribution`
x: {distribution: uniform, min: 1, max: 2, q: 1}
    error parameters.x.q: `uniform` does not take `q`
        remove it, or use `distribution: q_uniform`
x: {distribution: categorical, values: [1], probabilities: [1]}
    error parameters.x.probabilities: `categorical` does not take `probabilities`
        remove it, or use `distribution: categorical_w_probabilities`
x: {values: [1], y: {value: 2}}
    error parameters.x.y: `categorical` does not take `y`
        is it indented too far?
x: {distribution: int_uniform, min: 0.5, max: 2}
    error parameters.x.min: has to be a whole number, not 0.5
        use `distribution: uniform` for fractions
x: {distribution: int_uniform, min: '1', max: 2}
    error parameters.x.min: has to be a whole number, not '1'
        leave out the quotes
x: {distribution: log_uniform_values, min: 0, max: 1}
    error parameters.x.min: has to be a number above 0, not 0
        a log scale has no zero and no negative numbers; use `distribution: uniform`
x: {distribution: log_uniform, min: 0.001, max: 0.1}
    warning parameters.x.min: `log_uniform` takes exponents of e: this draws from 1.001 to 1.105
        write `log_uniform_values` if 0.001 and 0.1 are the limits
x: {distribution: log_uniform, min: 16, max: 1000}
    error parameters.x.max: `log_uniform` takes exponents of e, and 1000 is none that a number can have
        write `log_uniform_values` if these are the limits themselves
x: {distribution: q_uniform, min: 1, max: 2, q: 5}
    error parameters.x.q: no multiple of 5 lies between 1 and 2
        choose a smaller q
x: {distribution: normal, sigma: -1}
    error parameters.x.sigma: has to be a number not below 0, not -1
x: {distribution: beta, a: 0}
    error parameters.x.a: has to be a number above 0, not 0
x: {values: [1, 2], probabilities: [1]}
    error parameters.x.probabilities: 2 values but 1 probabilities
        give one probability for each value
x: {values: [1, 2], probabilities: [0.5, 0.6]}
    error parameters.x.probabilities: the probabilities sum to 1.1, not 1
x: {values: [1], desc: a}
    warning parameters.x.desc: `desc` is not a key and is ignored
'': {value: 1}
    error parameters: a parameter needs a name
+lr: {value: 1}
    warning parameters.+lr: W&B allows letters, digits, `_`, `.` and `-` in a name; `+lr` is passed as it is
"""


@pytest.mark.parametrize(("text", "expected"), table(SLIPS))
def test_a_parameter_that_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    assert said(file(text)) == expected
