"""The stand-in for wandb: how scripts use the real one, and what has to come of it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.child.trial import OWN_RUN, Trial

ALL = {"lr": 0.1, "opt": {"name": "adam"}}

# What a script does, and the value of its last expression.
CONFIG: dict[str, tuple[str, Any]] = {
    "a dict": ("wandb.init(config={'lr': 1, 'x': 2}); dict(wandb.config)", {**ALL, "x": 2}),
    "nothing": ("wandb.init(); wandb.config.as_dict()", ALL),
    "a namespace": ("wandb.init(config=argparse.Namespace(lr=1, x=2)); dict(wandb.config)", {**ALL, "x": 2}),
    "a parser": (
        ("p = argparse.ArgumentParser(); p.add_argument('--x', type=int, default=2)\n"
        "wandb.init(config=p); dict(wandb.config)"),
        {**ALL, "x": 2},
    ),
    "an object": ("wandb.init(config=type('C', (), {})()); dict(wandb.config)", ALL),
    "the old form": ("wandb.init(config={'x': {'desc': 'd', 'value': 2}}); wandb.config.x", 2),
    "a JSON file": (
        "open('c.json', 'w').write('{\"x\": {\"value\": 2}}'); wandb.init(config='c.json'); wandb.config.x",
        2,
    ),
    "another config": ("a = wandb.init().config; a.x = 2; a.y = {}; b = type(a)(); b.update(a); sorted(b.keys())",
                       ["lr", "opt", "x", "y"]),
    "nested, merged": (
        "wandb.init(config={'opt': {'name': 'sgd', 'wd': 1}}); wandb.config['opt']",
        {"name": "adam", "wd": 1},
    ),
    "excluded": ("wandb.init(config={'x': 2, 'y': 3}, config_exclude_keys=['x']); 'x' in wandb.config", False),
    "included": ("wandb.init(config={'x': 2, 'y': 3}, config_include_keys=['x']); 'y' in wandb.config", False),
    "attribute": ("wandb.init().config.lr", 0.1),
    "item": ("wandb.init().config['lr']", 0.1),
    "get": ("wandb.init().config.get('lr')", 0.1),
    "get, missing": ("wandb.init().config.get('none', 7)", 7),
    "getattr, missing": ("getattr(wandb.init().config, 'none', 7)", 7),
    "item, missing": ("try: wandb.init().config['none']\nexcept KeyError: r = 'KeyError'\nr", "KeyError"),
    "in": ("'lr' in wandb.init().config", True),
    "iteration": ("[name for name in wandb.init().config]", ["lr", "opt"]),
    "length": ("len(wandb.init().config)", 2),
    "items": ("dict(wandb.init().config.items())", ALL),
    "values": ("list(wandb.init().config.values())", [0.1, {"name": "adam"}]),
    "unpacked": ("dict(**wandb.init().config)", ALL),
    "as text": ("json.loads(str(wandb.init().config).replace(chr(39), chr(34)))", ALL),
    "copied": ("dict(copy.deepcopy(wandb.init().config))", ALL),
    "pickled": ("dict(pickle.loads(pickle.dumps(wandb.init().config)))", ALL),
    "set by attribute": ("wandb.init(); wandb.config.x = 3; wandb.config.x", 3),
    "set by item": ("wandb.init(); wandb.config['x'] = 3; wandb.config['x']", 3),
    "set by attribute, locked": ("wandb.init(); wandb.config.lr = 3; wandb.config.lr", 0.1),
    "updated": ("wandb.init(config={'x': 1}); wandb.config.update({'lr': 3, 'x': 2}); dict(wandb.config)",
                {**ALL, "x": 2}),
    "updated, allowed": ("wandb.init(); wandb.config.update({'lr': 3}, allow_val_change=True); wandb.config.lr", 0.1),
    "updated by namespace": ("wandb.init(); wandb.config.update(argparse.Namespace(z=1)); wandb.config.z", 1),
    "defaults": ("wandb.init(); wandb.config.setdefaults({'lr': 3, 'x': 2}); dict(wandb.config)", {**ALL, "x": 2}),
    "hyphens": ("wandb.init(config={'--x': 2}); wandb.config.x", 2),
    "of the run": ("run = wandb.init(); run.config is wandb.config", True),
}  # fmt: skip

RUN: dict[str, tuple[str, Any]] = {
    "id": ("wandb.init(id='mine').id", OWN_RUN),
    "sweep": ("wandb.init().sweep_id", "sweep"),
    "names": ("r = wandb.init(project='p', group='g', name='n', tags=['a']); [r.project, r.group, r.name, r.tags]",
              ["p", "g", "n", ["a"]]),
    "name, set": ("r = wandb.init(); r.name = 'mine'; wandb.run.name", "mine"),
    "name, used": ("wandb.init().name + '.pt'", f"{OWN_RUN}.pt"),
    "path": ("wandb.init(project='p').path", f"p/{OWN_RUN}"),
    "a folder that is there": ("os.path.isdir(wandb.init().dir)", True),
    "with": ("with wandb.init() as r: a = wandb.run is r\n[a, wandb.run]", [True, None]),
    "no run before": ("wandb.run is None", True),
    "finished": ("wandb.init(); wandb.finish(exit_code=0, quiet=True); wandb.run is None", True),
    "twice": ("wandb.init() is wandb.init()", True),
    "twice, reinit": ("wandb.init() is wandb.init(reinit=True)", False),
    "log too early": ("try: wandb.log({'a': 1})\nexcept wandb.Error as e: r = str(e)\nr",
                      "You must call wandb.init() before wandb.log"),
    "config too early": ("try: wandb.config.lr\nexcept wandb.Error as e: r = str(e)\nr",
                         "You must call wandb.init() before wandb.config"),
    "no dict": ("wandb.init()\ntry: wandb.log(3)\nexcept TypeError as e: r = str(e)\nr",
                "wandb.log must be passed a dictionary"),
    "steps": ("r = wandb.init(); r.log({'a': 1}); r.log({'a': 1}, commit=False); r.log({'a': 1}, step=5); r.step", 5),
    "summary": (("r = wandb.init(); r.log({'a': 1}); r.summary['b'] = 2; r.summary.c = 3\n"
                "r.summary.update({'d': 4}); [r.summary['a'], wandb.summary.b, r.summary.get('c'), r.summary['d']]"),
                [1, 2, 3, 4]),
    "swallowed": (("r = wandb.init(); r.define_metric('a', summary='min'); wandb.define_metric('*', step_metric='a')\n"
                  "wandb.watch(3, log='all'); wandb.unwatch(); wandb.save('*.pt'); r.alert(title='t', text='x')\n"
                  "wandb.mark_preempting(); r.log_code('.'); r.log_model('p'); wandb.login(key='k')"), True),
    "media": (("wandb.init(); wandb.log({'i': wandb.Image([1], caption='c'), 'h': wandb.Histogram([1]),\n"
              "'v': wandb.Video('x'), 'a': wandb.Audio([1]), 'w': wandb.Html('<p>'), 'o': wandb.Object3D(1)})\n"
              "isinstance(wandb.Image(1), wandb.Image)"), True),
    "plots": (("wandb.init(); t = wandb.Table(columns=['a', 'b'], data=[[1, 2]]); t.add_data(3, 4)\n"
              "wandb.log({'p': wandb.plot.line(t, 'a', 'b', title='t'), 'q': wandb.plot.bar(t, 'a', 'b')})\n"
              "wandb.log({'c': wandb.plot.confusion_matrix(probs=None, y_true=[1], preds=[1], class_names=['a'])})\n"
              "[t.columns, t.data, t.get_column('b')]"), [["a", "b"], [[1, 2], [3, 4]], [2, 4]]),
    "artifacts": (("wandb.init(); a = wandb.Artifact('m', type='model', metadata={'k': 1}); a.add_file('x')\n"
                  "with a.new_file('f.txt') as f: f.write('text')\n"
                  "wandb.log_artifact(a, aliases=['best']).wait(); wandb.run.log_artifact('p', name='n').name"), "n"),
    "settings": ("wandb.init(settings=wandb.Settings(start_method='fork')).settings.start_method", "fork"),
    "functions": ("len(wandb.util.generate_id())", 8),
    "version": ("wandb.__version__", "0.31.0+sweepctl"),
    "version of the distribution": ("importlib.metadata.version('wandb')", "0.31.0+sweepctl"),
    "found": ("importlib.util.find_spec('wandb') is not None", True),
    "unknown names": (("wandb.init(); wandb.novelty.thing(1)[2].other; wandb.run.novelty(3); wandb.Novelty(1)\n"
                      "isinstance(wandb.Novelty, type)"), True),
    "unknown errors": ("try: raise wandb.NoveltyError('x')\nexcept wandb.Error as e: r = str(e)\nr", "x"),
    "unknown modules": (("from wandb.sdk.lib.novelty import Thing, ThingError; import wandb.sklearn, wandb.plots.x\n"
                        "wandb.sklearn.plot_classifier(1, 2)\nissubclass(ThingError, Exception)"), True),
    "where frameworks look": (("from wandb.sdk.lib import RunDisabled; from wandb.wandb_run import Run\n"
                              "from wandb.sdk.wandb_run import Run as Same\n"
                              "[Run is Same is wandb.Run, isinstance(wandb.init(), Run)]"), [True, True]),
    "older names": (("from wandb.keras import WandbCallback; import wandb.xgboost\n"
                    "WandbCallback is wandb.integration.keras.WandbCallback"), True),
    "a private name": ("hasattr(wandb, '_novelty')", False),
}  # fmt: skip

# What cannot be had, and what the error has to say.
REFUSED = {
    "wandb.Api()": "needs W&B's server",
    "wandb.api.runs('e/p')": "needs W&B's server",
    "wandb.init(); wandb.use_artifact('data:latest')": "install wandb",
    "wandb.init(); wandb.run.use_model('m')": "install wandb",
    "wandb.sweep({'method': 'grid'}, project='p')": "sweep.yaml",
    "wandb.agent('id', function=len, count=3)": "Call len() itself",
    "wandb.controller()": "sweepctl decides",
}

_RUNNER = """
import argparse, ast, copy, importlib.metadata, importlib.util, json, os, pickle, sys
import wandb
told = []
for source in json.load(open("usages.json")):
    try:
        tree = ast.parse(source)
        last = ast.Expression(tree.body.pop().value)
        names = dict(globals())
        exec(compile(tree, "usage", "exec"), names)
        told.append(["value", eval(compile(last, "usage", "eval"), names)])
    except Exception as error:
        told.append([type(error).__name__, str(error)])
    wandb.finish()
json.dump(told, open("told.json", "w"), default=str)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What came of every usage, all in one process."""
    folder: Path = tmp_path_factory.mktemp("usages")
    sources = [source for source, _ in (*CONFIG.values(), *RUN.values())] + list(REFUSED)
    (folder / "usages.json").write_text(json.dumps(sources))
    done = Trial(folder).run(_RUNNER)
    assert done.code == 0, done.err
    return dict(zip(sources, json.loads((folder / "told.json").read_text()), strict=True))


@pytest.mark.parametrize("usage", CONFIG)
def test_the_config_answers_in_every_form_with_the_values_of_the_sweep(usage: str, told: dict[str, list[Any]]) -> None:
    source, expected = CONFIG[usage]
    assert told[source] == ["value", expected]


@pytest.mark.parametrize("usage", RUN)
def test_a_run_answers_as_the_real_one_does(usage: str, told: dict[str, list[Any]]) -> None:
    source, expected = RUN[usage]
    assert told[source] == ["value", expected]


@pytest.mark.parametrize("source", REFUSED)
def test_what_only_the_server_has_is_refused_with_a_sentence(source: str, told: dict[str, list[Any]]) -> None:
    kind, sentence = told[source]
    assert kind == "UsageError"
    assert REFUSED[source] in sentence


def test_a_value_that_the_sweep_has_locked_is_kept_with_a_warning(trial: Trial) -> None:
    done = trial.run("import wandb; wandb.init(); wandb.config.lr = 0.1; wandb.config.update({'lr': 3})")
    assert done.err.count("Config item 'lr' was locked by 'sweep' (ignored update).") == 1


def test_a_stand_in_says_on_stderr_that_it_is_one(trial: Trial) -> None:
    done = trial.run("import wandb; wandb.init(); wandb.finish(); wandb.init()")
    assert done.err.splitlines() == ["wandb: sweepctl's stand-in: metrics go to the sweep, nothing to W&B"]
    assert done.out == ""


def test_outside_of_a_sweep_the_scripts_own_values_stand(trial: Trial) -> None:
    done = trial.run(
        "import wandb; r = wandb.init(config={'lr': 1}); print(r.config.lr, r.id)",
        WANDB_SWEEP_PARAM_PATH=None,
        WANDB_RUN_ID="x",
        WANDB_SWEEP_ID=None,
    )
    assert done.out == "1 x\n"


# What a script logs, and the records that have to come of it.
LOGGED: dict[str, tuple[str, list[Any]]] = {
    "rows": ("wandb.log({'a': 1, 'b': 0.5}); wandb.log({'a': 2})", [[{"a": 1, "b": 0.5}, 0], [{"a": 2}, 1]]),
    "by the run": ("run.log(data={'a': 1}, step=3)", [[{"a": 1}, 3]]),
    "steps": (
        "wandb.log({'a': 1}, step=7); wandb.log({'b': 2}, commit=False); wandb.log({'c': 3}); wandb.log({'d': 4})",
        [[{"a": 1}, 7], [{"b": 2}, 7], [{"c": 3}, 7], [{"d": 4}, 8]],
    ),
    "nested": ("wandb.log({'val': {'loss': 1, 'text': 'x'}})", [[{"val": {"loss": 1}}, 0]]),
    "no numbers": ("wandb.log({'a': True, 'b': '3', 'c': None, 'd': [1], 'e': wandb.Image(1)})", []),
    "odd numbers": ("wandb.log({'a': float('nan'), 'b': -float('inf')})", [["NaN", "-Infinity"]]),
    "arrays": ("import numpy; wandb.log({'a': numpy.float32(2), 'b': numpy.array([3]), 'c': numpy.ones(2)})",
               [[{"a": 2.0, "b": 3}, 0]]),
    "the summary": ("run.summary['a'] = 1; wandb.summary.update({'b': 2})", [[{"a": 1}, 0], [{"b": 2}, 0]]),
    "the summary of what is logged": ("run.log({'a': 1}); run.summary['a'] = 9", [[{"a": 1}, 0]]),
    "a broken value": (
        "class Bad:\n    def item(self): raise ValueError\nwandb.log({'a': Bad(), 'b': 1})", [[{"b": 1}, 0]],
    ),
    "what is not a dict": ("try: wandb.log(3)\nexcept TypeError: pass", []),
    "another run": ("wandb.finish(); del os.environ['WANDB_RUN_ID']; wandb.init().log({'a': 1})", []),
    "a second run of the same name": (
        "run.log({'a': 1}); run.finish(); wandb.init().log({'a': 2})", [[{"a": 1}, 0], [{"a": 2}, 1]],
    ),
    "Keras": (
        ("from wandb.integration.keras import WandbMetricsLogger, WandbCallback\n"
        "for c in (WandbMetricsLogger(), WandbCallback(monitor='val_loss')):\n"
        "    c.set_params({}); c.set_model(None); c.on_train_begin(); c.on_train_batch_end(0, {'loss': 1})\n"
        "    c.on_epoch_end(0, {'val_loss': 2.0}); c.on_train_end()"),
        [[{"epoch/val_loss": 2.0, "epoch/epoch": 0}, 0], [{"epoch": 0, "val_loss": 2.0}, 1],
         [{"best_val_loss": 2.0, "best_epoch": 0}, 2]],
    ),
    "XGBoost": (
        ("from wandb.integration.xgboost import WandbCallback\n"
        "WandbCallback(log_model=False).after_iteration(None, 0, {'valid': {'rmse': [2.0, 1.0]}})"),
        [[{"valid-rmse": 1.0, "epoch": 0}, 0]],
    ),
    "LightGBM": (
        ("from wandb.integration.lightgbm import wandb_callback; from types import SimpleNamespace as N\n"
        "wandb_callback()(N(iteration=2, evaluation_result_list=[('valid', 'l2', 0.5, False)]))\n"
        "wandb_callback()(N(iteration=2, evaluation_result_list=[('cv_agg', 'valid l2', 0.5, False, 0.1)]))"),
        [[{"iteration": 2, "valid_l2": 0.5}, 0],
         [{"iteration": 2, "valid_l2-mean": 0.5, "valid_l2-stdv": 0.1}, 1]],
    ),
    "CatBoost": (
        ("from wandb.integration.catboost import WandbCallback; from types import SimpleNamespace as N\n"
        "WandbCallback().after_iteration(N(iteration=3, metrics={'validation': {'RMSE': [0.5]}}))"),
        [[{"validation-RMSE": 0.5, "iteration@metric-period-1": 3}, 0]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("usage", LOGGED)
def test_what_a_script_logs_is_written_down_as_numbers_with_their_step(usage: str, trial: Trial) -> None:
    source, expected = LOGGED[usage]
    done = trial.run(f"import os, wandb\nrun = wandb.init()\n{textwrap.dedent(source)}")
    assert done.code == 0, done.err
    if usage == "odd numbers":
        assert trial.metrics.read_text() == '{"metrics": {"a": NaN, "b": -Infinity}, "step": 0}\n'
        return
    assert [[record["metrics"], record["step"]] for record in done.records] == expected


def test_a_callback_is_of_the_class_that_its_framework_asks_for(trial: Trial) -> None:
    """XGBoost refuses others; the stand-in does not import XGBoost."""
    done = trial.run("""
        import sys, types
        from wandb.integration.xgboost import WandbCallback
        theirs = types.ModuleType("xgboost.callback")
        theirs.TrainingCallback = type("TrainingCallback", (), {})
        sys.modules["xgboost.callback"] = theirs
        class Mine(WandbCallback):
            pass
        print(isinstance(WandbCallback(), theirs.TrainingCallback), isinstance(Mine(), theirs.TrainingCallback))
        """)
    assert done.out == "True True\n", done.err
