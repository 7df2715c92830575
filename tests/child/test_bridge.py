"""The bridge: what a trial's Python starts with, and how it listens to a wandb that is installed."""

from __future__ import annotations

import ast
import json
import os
import sys

import pytest

from sweepctl.agent.environment import BRIDGE
from tests.child.trial import Trial

# A wandb that is installed, as far as the bridge can tell.
INSTALLED = {
    "__init__.py": "from .sdk.wandb_init import init\nfrom .sdk.wandb_run import Run\n",
    "sdk/__init__.py": "",
    "sdk/lib/__init__.py": "",
    "sdk/wandb_run.py": """
import os, types
class Run:
    def __init__(self, id=None):
        self.id = id or os.environ.get("WANDB_RUN_ID") or "mine"
        self.rows = []
    def log(self, data, step=None, commit=None):
        "Take a row."
        if not isinstance(data, dict):
            raise TypeError("a dictionary")
        self.rows.append((data, step, commit))
        return len(self.rows)
    def _summary_update_callback(self, record):
        return "told"
""",
    "sdk/lib/noop_run.py": """
from wandb.sdk.wandb_run import Run
class NoopRun(Run):
    def log(self, data, *args, **kwargs):
        return "nothing"
""",
    "sdk/wandb_init.py": """
import os
from .wandb_run import Run
from .lib.noop_run import NoopRun
def init(id=None, mode=None):
    return (NoopRun if mode == "disabled" else Run)(id)
""",
}


def install(trial: Trial, **changed: str) -> str:
    """Put a wandb where Python finds it; the PYTHONPATH."""
    for name, text in {**INSTALLED, **changed}.items():
        path = trial.folder / "site" / "wandb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return os.pathsep.join([str(BRIDGE), str(trial.folder / "site")])


def test_at_start_the_bridge_loads_nothing_but_itself(trial: Trial) -> None:
    source = "import sys; print(*sorted(sys.modules))"
    without = set(trial.run(source, PYTHONPATH=None).out.split())
    assert set(trial.run(source).out.split()) == without | {"sitecustomize"}


def test_what_runs_in_the_scripts_python_can_be_parsed_by_an_old_one() -> None:
    files = list(BRIDGE.rglob("*.py"))
    assert len(files) > 20
    for file in files:
        ast.parse(file.read_text(), str(file), feature_version=(3, 7))


def test_nothing_is_found_that_would_not_be_found_without_the_bridge(trial: Trial) -> None:
    source = (
        "import importlib.util as u; print([bool(u.find_spec(n)) for n in ('json', 'nowhere', 'standin', 'wandb')])"
    )
    assert trial.run(source).out == "[True, False, False, True]\n"


def test_a_sitecustomize_further_down_the_path_runs_as_if_it_were_alone(trial: Trial) -> None:
    (trial.folder / "sitecustomize.py").write_text("MINE = __name__\nprint('mine')\n")
    path = os.pathsep.join([str(BRIDGE), str(trial.folder)])
    done = trial.run("import sitecustomize, wandb; print(sitecustomize.MINE, wandb.__version__)", PYTHONPATH=path)
    assert done.out == "mine\nsitecustomize 0.31.0+sweepctl\n", done.err


def test_a_sitecustomize_further_down_the_path_that_fails_does_so_as_it_would_alone(trial: Trial) -> None:
    (trial.folder / "sitecustomize.py").write_text("raise ValueError('mine')\n")
    alone = trial.run("print('on')", PYTHONPATH=str(trial.folder))
    path = os.pathsep.join([str(BRIDGE), str(trial.folder)])
    chained = trial.run("print('on')", PYTHONPATH=path)
    assert (chained.out, chained.err, chained.code) == (alone.out, alone.err, alone.code)
    assert "ValueError: mine" in chained.err


def test_without_a_mode_the_bridge_does_nothing(trial: Trial) -> None:
    done = trial.run(
        "import sys; print([f for f in sys.meta_path if type(f).__name__ == 'Finder'])", SWEEPCTL_WANDB=None
    )
    assert done.out == "[]\n"


def test_a_wandb_that_is_installed_goes_before_the_stand_in(trial: Trial) -> None:
    path = install(trial)
    source = f"import wandb; print(wandb.__file__.startswith({str(trial.folder)!r}))"
    assert trial.run(source, PYTHONPATH=path, SWEEPCTL_WANDB="auto").out == "True\n"
    assert trial.run(source, PYTHONPATH=path, SWEEPCTL_WANDB="real").out == "True\n"
    assert trial.run(source, PYTHONPATH=path, SWEEPCTL_WANDB="standin").out == "False\n"


def test_only_the_real_one_is_asked_for_and_is_not_there(trial: Trial) -> None:
    done = trial.run("import sys; sys.path[:] = []; import wandb", SWEEPCTL_WANDB="real")
    assert "ModuleNotFoundError: No module named 'wandb'" in done.err


def test_the_folder_in_which_wandb_keeps_its_runs_is_not_wandb(trial: Trial) -> None:
    """Python takes any folder of that name for a package, and the script's folder comes first."""
    (trial.folder / "wandb" / "offline-run-1").mkdir(parents=True)
    done = trial.run(
        f"""
        import sys
        sys.path[:] = [p for p in sys.path if "site-packages" not in p]
        sys.path.append({str(trial.folder)!r})
        import wandb
        print(wandb.__version__)
        """,
        SWEEPCTL_WANDB="auto",
    )
    assert done.out == "0.31.0+sweepctl\n", done.err


@pytest.mark.parametrize(("mode", "version"), [("standin", "0.31.0+sweepctl"), ("real", None)])
def test_the_version_that_python_tells_is_that_of_what_it_imports(trial: Trial, mode: str, version: str | None) -> None:
    done = trial.run(
        """
        import importlib.metadata as m, sys
        sys.path[:] = [p for p in sys.path if "site-packages" not in p]
        try:
            print(m.version("wandb"), m.metadata("wandb")["Name"], m.files("wandb"))
        except m.PackageNotFoundError:
            print("none")
        print("wandb" in [d.metadata["Name"] for d in m.distributions()])
        """,
        SWEEPCTL_WANDB=mode,
    )
    assert done.out == (f"{version} wandb None\nFalse\n" if version else "none\nFalse\n"), done.err


def test_what_is_logged_to_the_real_one_is_written_down_and_returns_what_it_returns(trial: Trial) -> None:
    done = trial.run(
        """
        import inspect, wandb
        run = wandb.init()
        print(run.log({"a": 1, "b": "x"}), run.log({"a": 2}, 5), run.log(data={"a": 3}, step=6, commit=True), run.rows)
        print(inspect.signature(wandb.Run.log), wandb.Run.log.__doc__, type(wandb.sdk.wandb_run.__loader__).__name__)
        print(run._summary_update_callback(None))
        """,
        PYTHONPATH=install(trial),
        SWEEPCTL_WANDB="auto",
    )
    assert done.out.splitlines() == [
        "1 2 3 [({'a': 1, 'b': 'x'}, None, None), ({'a': 2}, 5, None), ({'a': 3}, 6, True)]",
        "(self, data, step=None, commit=None) Take a row. SourceFileLoader",
        "told",
    ], done.err
    assert [(record["metrics"], record["step"]) for record in done.records] == [
        ({"a": 1}, 0),
        ({"a": 2}, 5),
        ({"a": 3}, 6),
    ]


def test_what_the_real_one_refuses_is_refused_and_not_written_down(trial: Trial) -> None:
    source = "import wandb\ntry: wandb.init().log(3)\nexcept TypeError as error: print(error)"
    done = trial.run(source, PYTHONPATH=install(trial), SWEEPCTL_WANDB="auto")
    assert (done.out, done.records) == ("a dictionary\n", [])


def test_a_disabled_run_is_listened_to(trial: Trial) -> None:
    source = "import wandb; print(wandb.init(mode='disabled').log({'a': 1}))"
    done = trial.run(source, PYTHONPATH=install(trial), SWEEPCTL_WANDB="auto")
    assert done.out == "nothing\n"
    assert [record["metrics"] for record in done.records] == [{"a": 1}]


def test_a_wandb_that_is_not_understood_works_and_that_is_said(trial: Trial) -> None:
    other = "class Run:\n    def __init__(self, id): pass\n    write = print\n"
    done = trial.run(
        "import wandb; wandb.init().write({'a': 1}); print('on')",
        PYTHONPATH=install(trial, **{"sdk/wandb_run.py": other, "sdk/lib/noop_run.py": "class NoopRun: pass\n"}),
        SWEEPCTL_WANDB="auto",
    )
    assert done.code == 0
    assert done.out.endswith("on\n")
    assert "this wandb is not understood" in done.err


def test_only_the_trials_own_run_counts(trial: Trial) -> None:
    """Workers of a cross-validation inherit the bridge, wipe WANDB_* and log the same names."""
    done = trial.run(
        """
        import os, subprocess, sys, wandb
        run = wandb.init()
        worker = "import os, wandb; print(os.environ.pop('WANDB_MODE', 'none')); wandb.init().log({'a': 9}); " \\
                 "print(os.environ['WANDB_MODE'])"
        left = {name: value for name, value in os.environ.items() if not name.startswith("WANDB_")}
        print(subprocess.run([sys.executable, "-c", worker], env=left, capture_output=True, text=True).stdout.split())
        wandb.init(id="other").log({"a": 8})
        run.log({"a": 1})
        """,
        PYTHONPATH=install(trial),
        SWEEPCTL_WANDB="auto",
    )
    assert done.out == "['none', 'offline']\n", done.err
    assert [record["metrics"] for record in done.records] == [{"a": 1}]


def test_online_the_first_run_of_the_trial_is_its_own(trial: Trial) -> None:
    """W&B names the runs itself then."""
    online = {"SWEEPCTL_WANDB_RUN": None, "WANDB_RUN_ID": None, "WANDB_SWEEP_ID": None, "WANDB_MODE": "online"}
    path = install(trial)
    for run_id, value in (("first", 1), ("second", 2), ("first", 3)):
        source = f"import wandb; wandb.init({run_id!r}).log({{'a': {value}}})"
        done = trial.run(source, PYTHONPATH=path, SWEEPCTL_WANDB="auto", SWEEPCTL_WANDB_MODE="online", **online)
    assert [record["metrics"]["a"] for record in done.records] == [1, 3]
    again = trial.run(source, PYTHONPATH=path, SWEEPCTL_WANDB="auto", **{**online, "SWEEPCTL_ATTEMPT": "2"})
    assert [record["metrics"]["a"] for record in again.records] == [1, 3, 3]


@pytest.mark.parametrize("metrics", ["/nowhere/metrics.jsonl", "/dev/full", None])
def test_a_metrics_file_that_cannot_be_written_is_no_reason_to_fail(trial: Trial, metrics: str | None) -> None:
    if metrics == "/dev/full" and sys.platform != "linux":
        pytest.skip("only Linux has /dev/full")
    done = trial.run("import wandb; wandb.init().log({'a': 1}); print('on')", SWEEPCTL_METRICS_FILE=metrics)
    assert (done.out, done.code) == ("on\n", 0)


def test_records_of_processes_that_write_at_once_stay_whole(trial: Trial) -> None:
    done = trial.run("""
        import os, wandb
        run = wandb.init()
        children = [os.fork() for _ in range(3)]
        for number in range(200):
            run.log({f"metric_{i:04}": number + 0.123456789 for i in range(300)})
        for child in filter(None, children):
            os.waitpid(child, 0)
        """)
    assert done.code == 0, done.err
    # Every fork doubles the processes.
    lines = trial.metrics.read_text().splitlines()
    assert len(lines) == 8 * 200
    assert all(len(json.loads(line)["metrics"]) == 300 for line in lines)
