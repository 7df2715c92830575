"""Runs of elsewhere: what W&B's exports, scripts over its API, Optuna and we write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.storages.journal import JournalFileBackend, JournalStorage

from sweepctl.analysis.fitting import Fitting
from sweepctl.analysis.readers import read_source
from sweepctl.errors import UsageError
from sweepctl.model.imported import Source
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Condition, Goal, Method, Objective, Parameter
from sweepctl.store.imports import Ended
from tests.analysis.made import LR, WIDTH, sweep


def fitted(source: Source, *parameters: Parameter, **keys: Any) -> tuple[list[Ended], list[str]]:
    """The trials, and the remarks as they are printed."""
    fitting = Fitting(sweep(*parameters, **keys).spec, 1, 1)
    return fitting.all(source.records), list(map(str, fitting.remarks))


def write(path: Path, text: str) -> str:
    """A file and its name."""
    path.write_text(text)
    return str(path)


def test_the_csv_of_wandbs_runs_table(tmp_path: Path) -> None:
    """As the app writes it: every cell in quotes, parameters and metrics side by side."""
    name = write(
        tmp_path / "wandb_export.csv",
        '"Name","State","Notes","User","Tags","Created","Runtime","Sweep","lr","width","epochs","loss"\n'
        '"sunny-sweep-1","finished","-","ann","","2024-05-01T12:00:00.000Z","90","s1","0.01","32","10","0.5"\n'
        '"rainy-sweep-2","crashed","two\nlines","ann","","2024-05-01T12:03:00.000Z","4","s1","0.1","64","10",""\n'
        '"mild-sweep-3","running","-","ann","","2024-05-01T12:05:00.000Z","9","s1","0.001","16","10","0.7"\n'
        '"odd-sweep-4","finished","-","ann","","","","s1","0.001","16","10","NaN"\n'
        '"bare-sweep-5","finished","-","ann","","","","s1","","16","10","0.2"\n'
        '"far-sweep-6","killed","-","ann","","","","s1","7","48","10","0.3"\n',
    )
    trials, remarks = fitted(read_source(name), LR, WIDTH)
    assert [dict(one.given.params) for one in trials] == [
        {"lr": 0.01, "width": 32}, {"lr": 0.1, "width": 64}, {"lr": 0.001, "width": 16}, {"lr": 7, "width": 48},
    ]  # fmt: skip
    endings = [one.outcome.ending for one in trials]
    assert endings == [Ending.FINISHED, Ending.FAILED, Ending.NO_METRIC, Ending.CANCELLED]
    assert trials[0].values == {"loss": 0.5}
    assert trials[0].numbers == {"epochs": 10.0, "loss": 0.5, "Runtime": 90.0}
    assert trials[2].numbers == {"epochs": 10.0}
    assert trials[0].started == 1714564800.0
    assert trials[0].ended == 1714564890.0
    assert remarks == [
        "line 5: it is not over yet",
        "line 7: it has no `lr`",
        "line 8: `lr` is 7, outside of the space: kept, but the search learns nothing from it",
        "line 8: `width` is 48, outside of the space: kept, but the search learns nothing from it",
    ]


def test_the_csv_that_scripts_make_of_wandbs_api(tmp_path: Path) -> None:
    """Whole mappings in cells, as pandas writes them."""
    name = write(
        tmp_path / "project.csv",
        ",summary,config,name\n"
        "0,\"{'loss': 0.25, '_runtime': 12.5, '_step': 9}\",\"{'lr': 0.02, 'width': 64}\",sunny-1\n"
        "1,\"{'_wandb': {'runtime': 3}}\",\"{'lr': 0.03, 'width': 32}\",rainy-2\n",
    )
    trials, remarks = fitted(read_source(name), LR, WIDTH)
    assert [one.values for one in trials] == [{"loss": 0.25}, {}]
    assert [one.outcome.ending for one in trials] == [Ending.FINISHED, Ending.NO_METRIC]
    assert remarks == ["line 3: no finite loss in what was imported"]


@pytest.mark.parametrize("shape", ["list", "runs", "lines"])
def test_nested_json(tmp_path: Path, shape: str) -> None:
    wrapped = {"value": 0.01, "desc": None}
    runs = [
        {"name": "a", "state": "finished", "config": {"lr": wrapped, "optimizer": {"name": "adam"}},
         "summary": {"loss": 0.5, "val/acc": 0.9, "_step": 3}},
        {"name": "b", "state": "failed", "config": {"lr": 0.02, "optimizer": {"name": "sgd", "momentum": 0.5}},
         "summary_metrics": {"loss": "NaN"}},
    ]  # fmt: skip
    if shape == "lines":
        name = write(tmp_path / "runs.jsonl", "\n".join(map(json.dumps, runs)))
    else:
        name = write(tmp_path / "runs.json", json.dumps(runs if shape == "list" else {"runs": runs}))
    parameters = [one for one in sweep().spec.parameters if one.name != "width"]
    trials, remarks = fitted(read_source(name), *parameters)
    assert [dict(one.given.params) for one in trials] == [
        {"lr": 0.01, "optimizer": {"name": "adam"}},
        {"lr": 0.02, "optimizer": {"name": "sgd", "momentum": 0.5}},
    ]
    assert trials[0].values == {"loss": 0.5, "val/acc": 0.9}
    assert trials[1].outcome.ending is Ending.FAILED
    assert remarks == []


def test_a_point_of_a_grid_stands_for_its_draw(tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", "width,loss\n64,1\n16,2\n")
    fitting = Fitting(sweep(WIDTH).spec.from_json({**sweep(WIDTH).spec.to_json(), "method": Method.GRID}), 1, 1)
    assert [one.given.index for one in fitting.all(read_source(name).records)] == [2, 0]


def test_types_of_a_table_are_those_of_the_space(tmp_path: Path) -> None:
    texts = Parameter(("v",), "categorical", {"values": ["1", True, "none"]})
    name = write(tmp_path / "a.csv", "v,lr,loss\n1,1e-3,1\ntrue,0.01,2\nnone,abc,3\n")
    trials, remarks = fitted(read_source(name), texts, LR)
    assert [one.given.params["v"] for one in trials] == ["1", True]
    assert remarks == ['line 4: `lr` is "abc", which is no number']


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "", "has no run in it"),
        ("a.csv", "lr,loss\n", "has no run in it"),
        ("a.json", "[]", "has no run in it"),
        ("a.json", "{not json", "a.json:1:"),
        ("a.json", "3", "has no run in it"),
        ("a.db", "neither a database nor a journal", "has no study"),
        ("a.db", "neither a database\nnor a journal\n", "is no Optuna journal"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_source(write(tmp_path / name, text))


def test_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    for name in ("nowhere.csv", "nowhere.db", f"sqlite:///{tmp_path}/nowhere.db"):
        with pytest.raises(UsageError, match=r"no file|cannot read"):
            read_source(name)


def objective(trial: optuna.Trial) -> float:
    """A conditional study with pruned and failed trials."""
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    layers = trial.suggest_int("layers", 2, 8, step=2)
    name = trial.suggest_categorical("opt", ["adam", "sgd"])
    momentum = trial.suggest_float("opt_momentum", 0.0, 0.9) if name == "sgd" else 0.0
    trial.report(1.0 / (1 + trial.number), 0)
    trial.report(0.5, 5)
    if trial.number % 4 == 3:
        raise optuna.TrialPruned
    if trial.number == 5:
        raise ZeroDivisionError
    return lr + layers + momentum


@pytest.fixture(scope="module", params=["database", "journal"])
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, optuna.Study]:
    """A study in a storage of Optuna's, and the name of the storage."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    folder = tmp_path_factory.mktemp("study")
    if request.param == "database":
        storage: Any = f"sqlite:///{folder / 'x.db'}"
    else:
        storage = JournalStorage(JournalFileBackend(str(folder / "x.log")))
    made = optuna.create_study(
        study_name="theirs", storage=storage, direction="maximize", sampler=optuna.samplers.RandomSampler(seed=2)
    )
    made.optimize(objective, n_trials=12, catch=(ZeroDivisionError,))
    return str(folder / ("x.db" if request.param == "database" else "x.log")), made


def test_a_study_of_optuna_has_its_space_and_its_trials(stored: tuple[str, optuna.Study]) -> None:
    file, study = stored
    source = read_source(file)
    assert source.name == "theirs"
    assert source.objectives == [Objective("value", Goal.MAXIMIZE)]
    assert {one.name: (one.distribution, dict(one.options)) for one in source.parameters} == {
        "lr": ("log_uniform_values", {"min": 1e-4, "max": 1e-1}),
        "layers": ("q_uniform", {"min": 2, "max": 8, "q": 2}),
        "opt": ("categorical", {"values": ["adam", "sgd"]}),
        "opt_momentum": ("uniform", {"min": 0.0, "max": 0.9}),
    }
    momentum = next(one for one in source.parameters if one.name == "opt_momentum")
    assert momentum.when == (Condition("opt", ("sgd",)),)
    trials, remarks = fitted(source, *source.parameters, objectives=source.objectives)
    assert remarks == []
    assert [dict(one.given.params) for one in trials] == [one.params for one in study.trials]
    endings = [one.outcome.ending for one in trials]
    assert endings[:6] == [Ending.FINISHED] * 3 + [Ending.STOPPED, Ending.FINISHED, Ending.FAILED]
    assert [one.values.get("value") for one in trials][:3] == [one.value for one in study.trials[:3]]
    assert trials[3].values == {"value": 0.5}
    assert trials[3].curve == ("value", [(1, 0.0, 0.25), (2, 5.0, 0.5)])


def test_several_studies_have_to_be_told_apart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    for name in ("one", "two"):
        optuna.create_study(study_name=name, storage=url)
    with pytest.raises(UsageError, match="has 2 studies") as error:
        read_source(url)
    assert error.value.hint == "--study NAME, one of one, two"
    assert read_source(url, "two").name == "two"
    with pytest.raises(UsageError, match="no study `three`"):
        read_source(url, "three")
