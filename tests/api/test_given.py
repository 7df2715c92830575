"""Points and earlier trials as people give them: what is taken, and what is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sweepctl import api
from sweepctl.api.given import initial_points
from sweepctl.api.stores import opened
from sweepctl.errors import SweepctlError
from sweepctl.model.params import Value
from sweepctl.model.spec import Method, Objective, Parameter, Parts
from sweepctl.store import learning
from tests.store.world import World, make_spec

WIDE = {"x": {"min": 0.0, "max": 1.0}}
CONDITIONAL = {
    "opt": {"values": ["sgd", "1"]},
    "momentum": {"min": 0.0, "max": 1.0, "when": {"opt": "sgd"}},
    "epochs": {"value": 9},
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything happens in a new folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def create(parameters: Any = WIDE, prior: str | None = None, **keys: Any) -> str:
    spec = {"method": "bayes", "metric": {"name": "loss"}, "command": ["/bin/true"], "parameters": parameters, **keys}
    Path("sweep.yaml").write_text(json.dumps({key: value for key, value in spec.items() if value is not None}))
    return api.create(Path("sweep.yaml"), prior=prior)[0].id


def learned(sweep: str) -> list[tuple[Any, Any]]:
    with opened() as database:
        return [(one.params, one.value) for one in learning.priors(database, sweep)]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["y=1"], "the sweep has no parameter `y`"),
        (["x"], "`x` is not of the form name=value"),
        (["x=1", "x=2"], "`x` is given twice"),
    ],
)
def test_what_is_no_point_is_refused(texts: Sequence[str], sentence: str) -> None:
    create()
    with pytest.raises(SweepctlError, match=sentence):
        api.enqueue(texts)
    assert api.status().counts.total == 0


def test_a_point_of_which_little_is_given_is_another_one_each_time_until_a_finite_space_is_spent() -> None:
    sweep = create({"x": {"values": [1, 2]}, "y": {"values": [1, 2, 3, 4]}}, method="grid")
    numbers = [api.enqueue(["x=2"], sweep)[1] for _ in range(4)]
    assert numbers == [1, 2, 3, 4]
    assert sorted(str(trial.params["y"]) for trial in api.status(newest=None).trials) == ["1", "2", "3", "4"]
    with pytest.raises(SweepctlError, match="has this point already"):
        api.enqueue(["x=2"], sweep)


@pytest.mark.parametrize("method", list(Method))
def test_initial_points_of_a_finite_space_are_distinct(method: Method) -> None:
    values: list[Value] = [1, 2, 3]
    leaves = tuple(Parameter((name,), "categorical", {"values": values}) for name in ("x", "y"))
    spec = make_spec(
        method=method, parameters=leaves, initial=({"x": 1}, {"x": 1}, {"x": 1}, {"x": 1}, {"x": 3, "y": 3})
    )
    found = initial_points(spec, 7)
    assert sorted((one.params["x"], one.params["y"]) for one in found) == [(1, 1), (1, 2), (1, 3), (3, 3)]
    assert all(one.is_point for one in found)
    assert all((one.index is None) == (method is Method.BAYES) for one in found)
    assert found == initial_points(spec, 7)


def test_initial_points_of_an_endless_space_may_be_the_same() -> None:
    spec = make_spec(initial=({"x": 0.5}, {"x": 0.5}, {}))
    assert [one.params["x"] for one in initial_points(spec, 7)][:2] == [0.5, 0.5]
    assert not any(one.is_point for one in initial_points(spec, 7))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("y,loss\n1,2\n", "old.csv has no column `x`"),
        ("x,value\n1,2\n", "old.csv has no column `loss`"),
        ("", "old.csv has no column `loss`"),
        ("x,loss\n", "no row of old.csv has every parameter"),
        ("x,loss\n0.5,\n7,1\n,1\n0.5,high\n0.5,nan\n0.5,inf\n0.5\n", "no row of old.csv has every parameter"),
        ("x,loss\n\x00,1\n", "old.csv"),
        (None, "cannot read old.csv"),
    ],
)
def test_a_table_with_nothing_to_learn_from_is_refused(text: str | None, sentence: str) -> None:
    if text is not None:
        Path("old.csv").write_text(text)
    with pytest.raises(SweepctlError, match=sentence):
        create(prior="old.csv")
    assert not Path(".sweepctl").exists()


def test_a_table_is_read_row_by_row_and_what_does_not_fit_is_left_out() -> None:
    rows = ["sgd,0.5,3", "sgd,,2", "1,,1.5", "1,0.5,1", "adam,0.5,0", "sgd,[1,7", "sgd,2.5,7"]
    Path("old.csv").write_text("\n".join(["\ufeffopt,momentum,loss", *rows]))
    assert learned(create(CONDITIONAL, prior="old.csv")) == [
        ({"epochs": 9, "momentum": 0.5, "opt": "sgd"}, 3.0),
        ({"epochs": 9, "opt": "1"}, 1.5),
        ({"epochs": 9, "opt": "1"}, 1.0),
    ]


def test_a_sweep_is_learned_from_by_the_metric_of_the_new_one() -> None:
    """The earlier one may have optimised another, in the other direction."""
    create()
    with opened() as database:
        world = World(database, objectives=(Objective("acc"),), parts=Parts(folds=2))
        for x, values in ((0.25, (1.0, 3.0)), (0.75, (5.0, 6.0)), (7.5, (0.0, 0.0))):
            for loss in values:
                claim = world.claim()
                world.begin(claim, x=x)
                world.report(claim, [0.5])
                world.report(claim, [loss, 0.9 * loss], metric="loss")
                world.finish(claim)
    earlier = world.sweep
    assert learned(create(prior=earlier)) == [({"x": 0.25}, pytest.approx(1.8)), ({"x": 0.75}, pytest.approx(4.95))]


def test_a_sweep_with_nothing_to_learn_from_is_refused() -> None:
    earlier = create()
    with pytest.raises(SweepctlError, match=f"no trial of sweep {earlier} has a value of loss"):
        create(prior=earlier)
    with opened() as database:
        world = World(database)
        world.play(0.5)
        world.play(0.5)
    assert learned(create(prior=world.sweep)) == [({"x": 1}, 0.5)]
    with pytest.raises(SweepctlError, match=f"no trial of sweep {world.sweep} lies in this space"):
        create({"x": {"min": 3.0, "max": 4.0}}, prior=world.sweep)
    with pytest.raises(SweepctlError, match="there is no sweep `nowhere`"):
        create(prior="nowhere")
    with pytest.raises(SweepctlError, match="--prior needs a sweep with one metric"):
        create(prior=earlier, metric=None, method="random")
