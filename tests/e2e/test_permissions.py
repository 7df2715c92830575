"""Whatever is kept is for its owner alone, also where the umask would let everybody in."""

from __future__ import annotations

import os
import shutil
import stat

import pytest

from tests.agent.test_code import git
from tests.harness import Project, eventually

SCRIPT = """
    import os, time

    with open(os.environ["SWEEPCTL_METRICS_FILE"], "a") as file:
        file.write('{"loss": 0.5}\\n')
    while not os.path.exists("go"):
        time.sleep(0.05)
"""


def open_to_others(project: Project) -> dict[str, str]:
    """What of the store somebody else could read or write, with its mode."""
    store = project.folder / ".sweepctl"
    found = [store, *store.rglob("*")]
    names = {one.name for one in found}
    assert {"output.log", "metrics.jsonl", "params.json", "params.yaml", "sweeps.db", "lock"} <= names
    modes = {str(one.relative_to(project.folder)): stat.S_IMODE(one.stat().st_mode) for one in found}
    return {name: oct(mode) for name, mode in modes.items() if mode & 0o077}


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_no_file_of_a_store_is_open_to_others(project: Project) -> None:
    git(project.folder, "init", "-q")
    project.write("train.py", SCRIPT)
    git(project.folder, "add", "train.py")
    git(project.folder, "commit", "-qm", "first")
    project.write("train.py", SCRIPT + "\n    # changed\n")
    project.sweep(method="grid", parameters={"x": {"value": 1}}, folds=2)
    before = os.umask(0)
    try:
        agent = project.start("run", "sweep.yaml", "-j", "2")
    finally:
        os.umask(before)
    store = project.folder / ".sweepctl"
    eventually(lambda: len([one for one in store.glob("*/1/*/metrics.jsonl") if one.stat().st_size]) == 2, 60)
    assert list(store.glob("*/code/*.diff"))
    assert open_to_others(project) == {}
    (project.folder / "go").touch()
    assert agent.wait(60) == 0
    assert open_to_others(project) == {}
