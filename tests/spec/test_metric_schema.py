"""`metric`, `metrics` and `early_terminate`: their variants, and each of their slips."""

from __future__ import annotations

from typing import Any

import pytest

from sweepctl.model.spec import EarlyTerminate, Goal, Impute, Objective, Source, SourceKind, Summary
from tests.spec.sentences import PLAIN, load, said, table


@pytest.mark.parametrize(
    ("text", "objectives"),
    [
        ("metric: {name: eval/loss}", (Objective("eval/loss"),)),
        ("metric: {name: a b, goal: maximize, target: 1e-3}", (Objective("a b", Goal.MAXIMIZE, target=1e-3),)),
        ("metric: {name: a, goal: , summary: mean}", (Objective("a", summary=Summary.MEAN),)),
        (
            r"metric: {name: a, pattern: '[[a](?P<value>\d+)'}",
            (Objective("a", pattern=r"[[a](?P<value>\d+)"),),
        ),
        ("metrics: [{name: a, goal: maximize}]", (Objective("a", Goal.MAXIMIZE),)),
        ("metric: {name: a, source: stdout}", (Objective("a"),)),
        ("metric: {name: a, source: file:train.log}", (Objective("a", source=Source(SourceKind.FILE, "train.log")),)),
        (
            "metric: {name: a, source: 'csv: ${trial_dir}/version_*/${x}.csv'}",
            (Objective("a", source=Source(SourceKind.CSV, "${trial_dir}/version_*/${x}.csv")),),
        ),
        ("metric:", ()),
    ],
)
def test_a_metric_is_read(text: str, objectives: tuple[Objective, ...]) -> None:
    loaded = load(f"{PLAIN}{text}\n")
    assert (loaded.spec.objectives, loaded.problems) == (objectives, ())


METRICS = """
metric: loss
    error metric: has to be a mapping
        write `metric: {name: loss, goal: minimize}`
metric: [a]
    error metric: has to be a mapping
        write `metric: {name: val_loss, goal: minimize}`
metric: {name: }
    error metric.name: has to name the metric
        add `name: val_loss`
metric: {name: 3}
    error metric.name: has to name the metric
        add `name: val_loss`
metric: {name: a, goal: maximise}
    warning metric.goal: `maximise` is not a goal; `minimize` is used, as W&B does
        did you mean `maximize`?
metric: {name: a, goal: max}
    warning metric.goal: `max` is not a goal; `minimize` is used, as W&B does
        did you mean `maximize`?
metric: {name: a, goal: [up]}
    warning metric.goal: `['up']` is not a goal; `minimize` is used, as W&B does
        one of minimize, maximize
metric: {name: a, target: low}
    error metric.target: has to be a number, not 'low'
metric: {name: a, target: .nan}
    error metric.target: has to be a number, not nan
metric: {name: a, target: }
    error metric.target: has to be a number, and is empty
metric: {name: a, summary: median}
    error metric.summary: `median` is no summary
        one of best, last, mean
metric: {name: a, summary: {}}
    error metric.summary: `{}` is no summary
        one of best, last, mean
metric: {name: a, pattern: 'acc (.*)'}
    error metric.pattern: needs a group named `value`
        such as 'acc (?P<value>[\\d.]+)'
metric: {name: a, pattern: '('}
    error metric.pattern: is not a regular expression: missing ), unterminated subpattern at position 0
metric: {name: a, pattern: '(?P<value>a{99999999999})'}
    error metric.pattern: is not a regular expression: the repetition number is too large
metric: {name: a, impute: better, impute_while_running: yes}
    error metric.impute: `better` is no impute
        one of worst, best, latest
    error metric.impute_while_running: `True` is no impute_while_running
        one of worst, best, latest
metric: {name: a, source: csv}
    error metric.source: `csv` is not `stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`
        add a path: `csv:PATH`
metric: {name: a, source: logs/metrics.csv}
    error metric.source: `logs/metrics.csv` is not `stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`
        write `csv:logs/metrics.csv`
metric: {name: a, source: train.log}
    error metric.source: `train.log` is not `stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`
        write `file:train.log`
metric: {name: a, source: tensorbord:runs}
    error metric.source: `tensorbord:runs` is not `stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`
        did you mean `tensorboard`?
metric: {name: a, source: 'tensorboard:'}
    error metric.source: `tensorboard:` names no folder
metric: {name: a, source: {csv: metrics.csv}}
    error metric.source: has to be `stdout`, `file:PATH`, `csv:PATH` or `tensorboard:DIR`
        write it without a blank after the colon, such as `source: csv:metrics.csv`
metric: {name: a, source: 'csv:${trail_dir}/m.csv'}
    error metric.source: `${trail_dir}` is neither a macro nor a parameter
        did you mean `${trial_dir}`?
metric: {name: a, source: 'csv:${trial_dir/m.csv'}
    warning metric.source: `${` begins no macro here
        close it with `}`, or write `$${` if it is meant
metric: {name: a, gaol: maximize}
    warning metric.gaol: `gaol` is not a key
        did you mean `goal`?
metrics: []
    error metrics: has to be a list of metrics
        write `metric: {name: val_loss}` for one
metrics: {name: a}
    error metrics: has to be a list of metrics
        write `metric: {name: val_loss}` for one
metrics: [a]
    error metrics.0: has to be a mapping
        write `{name: a, goal: minimize}`
metrics: [{name: a}, {name: a}]
    error metrics: `a` is there twice
        remove one of them
metrics: [{name: a, target: 3}, {name: b}]
    warning metrics: `target` is for a single metric, and is not used
metrics: [{name: a}, {goal: minimize}]
    error metrics.1.name: has to name the metric
        add `name: val_loss`
"""


@pytest.mark.parametrize(("text", "expected"), table(METRICS))
def test_a_metric_that_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    assert said(f"{PLAIN}{text}\n") == expected


def test_of_metric_and_several_metrics_the_several_are_the_objectives() -> None:
    text = f"{PLAIN}metric: {{name: c}}\nmetrics: [{{name: a}}, {{name: b, goal: maximize}}]\n"
    assert load(text).spec.objectives == (Objective("a"), Objective("b", Goal.MAXIMIZE))
    assert said(text) == "warning metric: is not used beside `metrics`\n    remove one of them"


@pytest.mark.parametrize(
    ("keys", "impute", "while_running"),
    [
        ("", Impute.WORST, None),
        ("impute: latest, impute_while_running: 'false'", Impute.LATEST, None),
        ("impute: best, impute_while_running: false", Impute.BEST, None),
        ("impute_while_running: best", Impute.WORST, Impute.BEST),
    ],
)
def test_what_a_trial_without_a_value_counts_with(keys: str, impute: Impute, while_running: Impute | None) -> None:
    (objective,) = load(f"{PLAIN}metric: {{name: a, {keys}}}\n").spec.objectives
    assert (objective.impute, objective.impute_while_running) == (impute, while_running)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("{type: hyperband, min_iter: 3}", {"min_iter": 3}),
        ("{type: hyperband, max_iter: 27, s: 2}", {"max_iter": 27, "s": 2}),
        ("{type: hyperband, max_iter: 27, s: 2.0, eta: 3.5}", {"max_iter": 27, "s": 2, "eta": 3.5}),
        ("{type: hyperband, min_iter: 1, max_iter: 9, strict: true}", {"min_iter": 1, "max_iter": 9, "strict": True}),
    ],
)
def test_early_stopping_is_read(text: str, options: dict[str, Any]) -> None:
    loaded = load(f"{PLAIN}metric: {{name: loss}}\nearly_terminate: {text}")
    assert (loaded.spec.early_terminate, loaded.problems) == (EarlyTerminate("hyperband", options), ())


EARLY = """
hyperband
    error early_terminate: has to be a mapping
        write `early_terminate: {type: hyperband, min_iter: 3}`
{min_iter: 3}
    error early_terminate.type: is missing
        one of hyperband, asha, median, percentile, patient, threshold, wilcoxon, plateau
{type: , min_iter: 3}
    error early_terminate.type: is missing
        one of hyperband, asha, median, percentile, patient, threshold, wilcoxon, plateau
{type: Hyperband}
    error early_terminate.type: `Hyperband` is not a kind of early stopping
        did you mean `hyperband`?
{type: envelope}
    error early_terminate.type: `envelope` is not a kind of early stopping
        one of hyperband, asha, median, percentile, patient, threshold, wilcoxon, plateau
{type: hyperband}
    error early_terminate.type: hyperband needs `min_iter`, or `max_iter` with `s`
        add `min_iter: 3`
{type: hyperband, max_iter: 27}
    error early_terminate.max_iter: `max_iter` needs `s`, the number of bands below it
        add `s: 2`
{type: hyperband, max_iter: 2, s: 2}
    error early_terminate.max_iter: no band is left: `max_iter` divided by `eta` is below 1, or `s` is 0
        raise `max_iter` or use `min_iter`
{type: hyperband, min_iter: 0}
    error early_terminate.min_iter: has to be a whole number of at least 1, not 0
{type: hyperband, max_iter: 9, s: 1.5}
    error early_terminate.s: has to be a whole number, not 1.5
{type: hyperband, min_iter: 3, eta: 1}
    error early_terminate.eta: has to be a number above 1, not 1
{type: hyperband, min_iter: 3, eta: }
    error early_terminate.eta: has to be a number above 1, and is empty
{type: hyperband, min_iter: 3, strict: yess}
    error early_terminate.strict: has to be true or false, not 'yess'
{type: hyperband, min_iter: 3, strickt: true}
    warning early_terminate.strickt: `strickt` is not a key
        did you mean `strict`?
"""


@pytest.mark.parametrize(("text", "expected"), table(EARLY))
def test_early_stopping_that_is_wrong_is_told_how_to_be_right(text: str, expected: str) -> None:
    assert said(f"{PLAIN}metric: {{name: loss}}\nearly_terminate: {text}") == expected


def test_early_stopping_needs_a_metric() -> None:
    told = "error early_terminate: needs a `metric` to judge by\n    add `metric: {name: val_loss}`"
    assert said(f"{PLAIN}early_terminate: {{type: hyperband, min_iter: 3}}") == told
