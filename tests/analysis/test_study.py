"""A sweep in Optuna's hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState as Theirs

from sweepctl.analysis.publication import publish
from sweepctl.analysis.study import Points, Told, fill
from sweepctl.errors import UsageError
from sweepctl.model.outcome import Ending
from sweepctl.model.params import Value
from sweepctl.model.spec import Goal, Objective, Parameter
from sweepctl.model.trial import TrialState
from sweepctl.space.distributions import DISTRIBUTIONS
from tests.analysis.made import LR, WIDTH, sweep, trial
from tests.space.cases import CASES, Options, made

SGD = {"name": "sgd", "momentum": 0.5}
TRIALS = [
    trial(1, 0.5, {"lr": 0.01, "width": 32, "optimizer": SGD}),
    trial(2, 0.25, {"lr": 0.001, "width": 64, "optimizer": {"name": "adam"}}),
    trial(3, 0.75, {"lr": 0.1, "width": 16, "optimizer": SGD}, state=TrialState.STOPPED, ending=Ending.STOPPED),
    trial(
        4,
        None,
        {"lr": 0.1, "width": 16, "optimizer": SGD},
        state=TrialState.FAILED,
        ending=Ending.FAILED,
        reason="boom",
    ),
    trial(5, None, {"lr": 0.1, "width": 16, "optimizer": SGD}, state=TrialState.RUNNING, ending=None, ended=None),
]
CURVES: dict[int, Points] = {1: [(1, 1.0, 0.9), (2, 2.0, 0.5)], 2: [(1, None, 0.4), (2, None, 0.25)]}


def published(tmp_path: Path, told: Told, **keys: Any) -> optuna.Study:
    """The study as Optuna reads it from the file."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    publish(told, "made", url, None, **keys)
    return optuna.load_study(study_name="made", storage=url)


def test_optuna_loads_the_real_values_states_and_curves(tmp_path: Path) -> None:
    study = published(tmp_path, Told(sweep().spec, TRIALS, CURVES))
    assert study.best_params == {"lr": 0.001, "width": 64, "optimizer.name": "adam"}
    assert study.best_value == 0.25
    assert study.metric_names == ["loss"]
    assert [one.state for one in study.trials] == [Theirs.COMPLETE, Theirs.COMPLETE, Theirs.PRUNED, Theirs.FAIL]
    assert [one.user_attrs["sweepctl:trial"] for one in study.trials] == [1, 2, 3, 4]
    assert study.trials[0].intermediate_values == {1: 0.9, 2: 0.5}
    assert study.trials[1].intermediate_values == {1: 0.4, 2: 0.25}
    assert study.trials[2].value == 0.75
    assert study.trials[3].user_attrs["sweepctl:reason"] == "boom"
    assert study.trials[0].duration is not None
    assert study.trials[0].duration.total_seconds() == pytest.approx(5)


def test_conditional_parameters_are_there_where_they_exist(tmp_path: Path) -> None:
    study = published(tmp_path, Told(sweep().spec, TRIALS))
    assert "optimizer.momentum" in study.trials[0].params
    assert "optimizer.momentum" not in study.trials[1].params
    assert study.trials[0].distributions["lr"] == FloatDistribution(1e-5, 1e-1, log=True)


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")  # of Optuna 4.2
def test_optunas_own_tools_work_on_it(tmp_path: Path) -> None:
    many = [trial(n, n / 20, {"lr": 10 ** -(1 + n / 5), "width": (16, 32, 64)[n % 3]}) for n in range(1, 20)]
    study = published(tmp_path, Told(sweep(LR, WIDTH).spec, many))
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    found = optuna.importance.get_param_importances(study, evaluator=evaluator)
    assert found.keys() == {"lr", "width"}


def test_a_study_goes_on_where_the_sweep_was(tmp_path: Path) -> None:
    study = published(tmp_path, Told(sweep(LR, WIDTH).spec, TRIALS[:2]))
    asked = study.ask({name: one for name, one in study.trials[0].distributions.items() if name in {"lr", "width"}})
    assert set(asked.params) == {"lr", "width"}


def test_maximising_and_several_objectives_keep_their_directions(tmp_path: Path) -> None:
    objectives = [Objective("acc", Goal.MAXIMIZE), Objective("time")]
    values = {1: (0.9, 3.0), 2: (0.8, 1.0), 3: (0.7, 2.0)}
    trials = [trial(n, a, {"lr": 0.01 * n}, values={"acc": a, "time": t}) for n, (a, t) in values.items()]
    study = published(tmp_path, Told(sweep(LR, objectives=objectives).spec, trials))
    assert [one.name for one in study.directions] == ["MAXIMIZE", "MINIMIZE"]
    assert sorted(one.user_attrs["sweepctl:trial"] for one in study.best_trials) == [1, 2]
    single = fill(
        Told(sweep(LR, objectives=objectives[:1]).spec, [trial(n, a, {"lr": 0.01}) for n, (a, _) in values.items()])
    )
    assert single.best_value == 0.9


def test_an_existing_study_is_replaced_only_by_force(tmp_path: Path) -> None:
    told = Told(sweep(LR).spec, [trial(1, 1.0, {"lr": 0.01})])
    published(tmp_path, told)
    with pytest.raises(UsageError, match="has a study `made` already"):
        published(tmp_path, told)
    assert len(published(tmp_path, told, force=True).trials) == 1


def test_what_optuna_sees_otherwise_is_said(tmp_path: Path) -> None:
    stopped = TRIALS[2]
    made = publish(Told(sweep().spec, TRIALS), "made", f"sqlite:///{tmp_path / 'x.db'}", stopped)
    assert list(made.notes) == [
        "1 trial is not over yet and left out",
        "the best trial, 3, was stopped early; to Optuna a pruned trial is never the best",
    ]


def test_a_storage_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    told = Told(sweep(LR).spec, [])
    for url in ("nonsense", f"sqlite:///{tmp_path}/nowhere/x.db", "nosuchdb://x"):
        with pytest.raises(UsageError, match="cannot open"):
            publish(told, "made", url, None)


def number(value: Value) -> float | None:
    """What two ways of writing a number agree in; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@pytest.mark.parametrize(("kind", "options"), [(kind, options) for kind in CASES for options in CASES[kind]])
def test_every_draw_of_every_distribution_comes_back_from_optuna(kind: str, options: Options) -> None:
    distribution = made(kind, options)
    values = [distribution.quantile(u) for u in (0.0, 0.1, 0.37, 0.5, 0.9, 1 - 2**-53)]
    trials = [trial(n, float(n), {"x": value}) for n, value in enumerate(values, 1)]
    study = fill(Told(sweep(Parameter(("x",), kind, options)).spec, trials))
    found = [one.params["x"] for one in study.trials]
    assert [number(one) for one in found if number(one) is not None] == [
        pytest.approx(number(one), rel=1e-12)
        for one in values
        if number(one) is not None and number(found[0]) is not None
    ]
    assert len({str(one) for one in found}) == len({str(one) for one in values})


def test_values_outside_of_the_space_and_odd_choices_are_kept() -> None:
    odd = Parameter(("odd",), "categorical", {"values": [1, True, "1", [1, 2]]})
    values: list[Value] = [1, True, "1", [1, 2], "stranger"]
    trials = [trial(n, 1.0, {"odd": value, "lr": 10.0 * n}) for n, value in enumerate(values, 1)]
    found = fill(Told(sweep(odd, LR).spec, trials)).trials
    assert [one.params["odd"] for one in found] == ["1", "true", '"1"', "[1, 2]", '"stranger"']
    assert [one.params["lr"] for one in found] == [10.0, 20.0, 30.0, 40.0, 50.0]


def test_distributions_are_the_nearest_that_optuna_has() -> None:
    def of(kind: str, **options: Value) -> object:
        parameter = Parameter(("x",), kind, options)
        value = DISTRIBUTIONS[kind](**options).quantile(0.4)
        return fill(Told(sweep(parameter).spec, [trial(1, 1.0, {"x": value})])).trials[0].distributions["x"]

    assert of("int_uniform", min=1, max=8) == IntDistribution(1, 8)
    assert of("uniform", min=0, max=1) == FloatDistribution(0, 1)
    assert of("q_uniform", min=0, max=1, q=0.25) == FloatDistribution(0, 1, step=0.25)
    assert of("q_log_uniform_values", min=1, max=512, q=1) == IntDistribution(1, 512, log=True)
    assert of("categorical", values=["a", "b"]) == CategoricalDistribution(["a", "b"])
    assert of("constant", value=3) == CategoricalDistribution([3])
