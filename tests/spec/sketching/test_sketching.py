"""From settings to ranges, from printed metrics to a goal, from good trials to narrower ranges."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from sweepctl.model.goal import Goal
from sweepctl.model.params import Value
from sweepctl.model.script import Kind, Printed, Setting
from sweepctl.model.sketch import Aim, LeftOut, Sketch, Varied
from sweepctl.spec.schema import load_spec
from sweepctl.spec.sketching.aim import choose_aim, goal_of
from sweepctl.spec.sketching.around import Known, best_first, block_of, initial, narrowed
from sweepctl.spec.sketching.ranges import RULES, choose
from sweepctl.spec.sketching.writing import written


def log(low: float, high: float) -> dict[str, Value]:
    return {"distribution": "log_uniform_values", "min": low, "max": high}


VARIED: Sequence[tuple[Setting, dict[str, Value]]] = (
    (Setting("lr", Kind.REAL, 1e-3), log(1e-5, 1e-2)),
    (Setting("learning-rate", Kind.REAL), log(1e-5, 1e-1)),
    (Setting("optim.lr", Kind.REAL, 0.1), log(1e-3, 1.0)),
    (Setting("learningRate", Kind.REAL, 0.1), log(1e-3, 1.0)),
    (Setting("lr", Kind.UNKNOWN), log(1e-5, 1e-1)),
    (Setting("batch_size", Kind.WHOLE, 32), {"values": [8, 16, 32, 64, 128]}),
    (Setting("batch-size", Kind.WHOLE, 1), {"values": [1, 2, 4]}),
    (Setting("batch_size", Kind.WHOLE, 32, low=10, high=64), {"values": [16, 32, 64]}),
    (Setting("dropout", Kind.REAL, 0.1), {"min": 0.0, "max": 0.5}),
    (Setting("dropout", Kind.REAL, 0.6), {"min": 0.0, "max": 0.6}),
    (Setting("weight_decay", Kind.REAL, 0.0), log(1e-6, 1e-1)),
    (Setting("momentum", Kind.REAL, 0.9), {"min": 0.5, "max": 0.99}),
    (Setting("num_layers", Kind.WHOLE, 4), {"min": 2, "max": 8}),
    (Setting("hidden", Kind.WHOLE, 64), {"values": [16, 32, 64, 128, 256]}),
    (Setting("optimizer", Kind.TEXT, "sgd", ("sgd", "adam")), {"values": ["sgd", "adam"]}),
    (Setting("nesterov", Kind.SWITCH, False), {"values": [True, False]}),
    (Setting("use_bn", Kind.BOOLEAN, True), {"values": [True, False]}),
    (Setting("foo", Kind.REAL, 0.3), {"min": 0.0, "max": 1.0}),
    (Setting("foo", Kind.REAL, 20.0), log(2.0, 200.0)),
    (Setting("foo", Kind.WHOLE, 10), {"min": 5, "max": 20}),
    (Setting("foo", Kind.WHOLE, 10, low=8, high=12), {"min": 8, "max": 12}),
    (Setting("foo", Kind.WHOLE, 2, low=0, high=2), {"min": 0, "max": 2}),
    (Setting("foo", Kind.WHOLE, low=1, high=3), {"min": 1, "max": 3}),
    (Setting("foo", Kind.WHOLE, 10, low=0, high=2**31), {"min": 5, "max": 20}),
    (Setting("foo", Kind.REAL, 0.3, low=0, high=2), {"min": 0.0, "max": 2.0}),
    (Setting("foo", Kind.REAL, 0.3, low=1e-4, high=1), log(1e-4, 1.0)),
    (Setting("dropout", Kind.REAL, 0.1, high=0.3), {"min": 0.0, "max": 0.3}),
)
LEFT = (
    Setting("seed", Kind.WHOLE, 0), Setting("epochs", Kind.WHOLE, 10), Setting("max-steps", Kind.WHOLE, 10),
    Setting("data", Kind.TEXT), Setting("data_dir", Kind.TEXT), Setting("output", Kind.TEXT, "out"),
    Setting("device", Kind.TEXT, "cpu", ("cpu", "cuda")), Setting("dataset", Kind.TEXT, "a", ("a", "b")),
    Setting("num-workers", Kind.WHOLE, 4), Setting("log_interval", Kind.WHOLE, 10), Setting("run_name", Kind.TEXT),
    Setting("verbose", Kind.SWITCH, False), Setting("betas", Kind.SEVERAL, [0.9, 0.99]), Setting("foo", Kind.TEXT, "x"),
    Setting("foo", Kind.REAL), Setting("foo", Kind.OTHER), Setting("foo", Kind.UNKNOWN),
    Setting("val_split", Kind.REAL, 0.1),
)  # fmt: skip


@pytest.mark.parametrize(("setting", "block"), VARIED, ids=lambda one: getattr(one, "name", None))
def test_a_setting_is_varied_as_its_name_suggests(setting: Setting, block: dict[str, Value]) -> None:
    ((varied,), left) = choose([setting])
    assert not left
    assert varied.name == setting.name
    assert dict(varied.block) == block


@pytest.mark.parametrize("setting", LEFT, ids=lambda one: f"{one.name}-{one.kind.name}")
def test_what_is_no_hyperparameter_is_left_alone_with_the_reason(setting: Setting) -> None:
    varied, (left,) = choose([setting])
    assert not varied
    assert left.name == setting.name
    assert left.why


def test_of_many_settings_the_surest_are_varied_and_the_rest_can_be() -> None:
    strange = [Setting(f"foo{number}", Kind.REAL, 0.5) for number in range(12)]
    varied, left = choose([*strange, Setting("lr", Kind.REAL, 0.1)])
    assert len(varied) == 10
    assert varied[-1].name == "lr"
    assert all(one.block for one in left)


def test_every_range_holds_the_default_and_loads() -> None:
    """Whatever the default is."""
    stream = random.Random(3)
    for rule in RULES:
        name = rule.words.split()[0]
        for kind in rule.kinds:
            for _ in range(20):
                size = 10 ** stream.uniform(-5, 3)
                default: Value = round(size) + 1 if kind is Kind.WHOLE else size
                varied, left = choose([Setting(name, kind, default)])
                text = written(Sketch("t.py", "argparse", varied, left), "s", "sweep.yaml")
                (parameter,) = load_spec(text.encode(), "sweep.yaml").spec.parameters
                low, high = parameter.options.get("min"), parameter.options.get("max")
                if isinstance(low, int | float) and isinstance(high, int | float):
                    assert isinstance(default, int | float)
                    assert low <= default * 1.0001, (name, default)
                    assert default <= high * 1.0001, (name, default)


GOALS = {
    "val_loss": "minimize", "val/acc": "maximize", "Accuracy": "maximize", "rmse": "minimize", "error": "minimize",
    "perplexity": "minimize", "test_auc": "maximize", "f1": "maximize", "f1_score": "maximize",
    "mean_reward": "maximize",
    "episode return": "maximize", "Acc@1": "maximize", "mAP": "maximize", "R2": "maximize", "nonsense": "minimize",
    "val_bleu": "maximize", "wer": "minimize", "elbo": "maximize", "nll": "minimize",
}  # fmt: skip


@pytest.mark.parametrize("name", GOALS)
def test_the_goal_is_in_the_name(name: str) -> None:
    assert goal_of(name)[0] == GOALS[name]


def said(*names: str) -> list[Printed]:
    return [Printed(name, True, line) for line, name in enumerate(names, 1)]


def test_validation_comes_before_test_before_training() -> None:
    for names, wanted in (
        (("train_loss", "val_acc", "test_acc"), "val_acc"),
        (("train_loss", "test_acc"), "test_acc"),
        (("train_loss", "loss"), "loss"),
        (("train_loss", "lr"), "train_loss"),
    ):
        aim = choose_aim(said(*names), ["width"])
        assert aim is not None
        assert aim.name == wanted
        assert "line" in aim.why
        assert str(aim.goal) in aim.why
    assert choose_aim(said("lr", "score"), ["score"]) is None


def test_a_proposal_is_a_sweep_file_with_reasons() -> None:
    sketch = Sketch(
        program="src/train.py",
        framework="argparse",
        varied=[Varied("lr", log(1e-5, 0.1), "log scale"), Varied("no-bias", {"values": [True, False]})],
        left=[LeftOut("epochs", "how long", {"value": 3}), LeftOut("data: [", "files")],
        aim=Aim("val acc", Goal.MAXIMIZE, "why", ["loss"], ties=True),
        command=["${env}", "${interpreter}", "${program}", "train", "${args_no_boolean_flags}"],
        needed=["data"],
        early_stop=True,
        run_cap=7,
        initial=[{"lr": 0.01}],
        prior="abc",
    )
    text = written(sketch, "some/schema.json", "sweep.yaml")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=some/schema.json"
    assert "sweepctl run sweep.yaml -n 20 --prior abc" in text.splitlines()[1]
    assert "# epochs: {value: 3}  # how long" in text
    assert all(line == line.rstrip() for line in text.splitlines())
    loaded = load_spec(text.encode(), "sweep.yaml")
    assert not loaded.problems
    spec = loaded.spec
    assert (spec.program, spec.method, spec.limits.run_cap) == ("src/train.py", "bayes", 7)
    assert spec.objectives[0].name == "val acc"
    assert spec.early_terminate is not None
    assert spec.early_terminate.options["strict"] is False
    assert spec.command[3:] == ("train", "${args_no_boolean_flags}")
    assert spec.initial == ({"lr": 0.01},)


NARROWED: Sequence[tuple[dict[str, Any], list[Any], dict[str, Any]]] = (
    (log(1e-5, 1.0), [1e-3, 1e-2], log(5.62e-4, 1.78e-2)),
    ({"min": 0.0, "max": 0.5}, [0.0, 0.1], {"min": 0.0, "max": 0.125}),
    ({"min": 0.0, "max": 1.0}, [0.8, 1.0], {"min": 0.75, "max": 1.0}),
    ({"min": 1.0, "max": 9.0}, [8.0, 9.0], {"min": 7.6, "max": 9.4}),
    ({"min": 1, "max": 20}, [6, 8], {"min": 5, "max": 9}),
    ({"values": [8, 16, 32, 64, 128]}, [32, 32], {"values": [16, 32, 64]}),
    ({"values": ["a", "b", "c"]}, ["a", "c"], {"values": ["a", "c"]}),
    ({"values": [True, False]}, [True, True], {"value": True}),
    ({"value": 3}, [3], {"value": 3}),
    ({"distribution": "normal", "mu": 0, "sigma": 1}, [0.1], {"distribution": "normal", "mu": 0, "sigma": 1}),
)


@pytest.mark.parametrize(("block", "values", "wanted"), NARROWED)
def test_a_range_is_drawn_around_what_did_well(block: Any, values: Any, wanted: Any) -> None:
    found = narrowed(block, values)
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        assert found[key] == (pytest.approx(value, rel=0.01) if isinstance(value, float) else value)


def test_the_best_quarter_counts_whichever_way_is_better() -> None:
    trials = [Known({"x": number}, float(number)) for number in range(40)]
    assert [one.value for one in best_first(trials, Goal.MINIMIZE)] == list(range(10))
    assert [one.value for one in best_first(trials, Goal.MAXIMIZE)] == list(range(39, 29, -1))
    assert len(best_first(trials[:5], Goal.MINIMIZE)) == 4
    assert initial(best_first(trials, Goal.MINIMIZE), ["x", "y"]) == [{"x": 0}, {"x": 1}, {"x": 2}]


def test_the_values_of_a_column_say_what_it_is() -> None:
    assert block_of([1, 5, 3]) == {"min": 1, "max": 5}
    assert block_of([0.1, 0.5]) == {"min": 0.1, "max": 0.5}
    assert block_of([1e-4, 1e-1]) == log(1e-4, 1e-1)
    assert block_of(["a", "b", "a"]) == {"values": ["a", "b"]}
    assert block_of([2, 2]) == {"value": 2}
