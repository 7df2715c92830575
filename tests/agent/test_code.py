"""The git work tree around a script, as real git has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sweepctl.agent.records import code

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(folder: Path, *args: str) -> str:
    """Run git as a user would."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *args], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree with one commit."""
    git(tmp_path, "init", "-q")
    (tmp_path / "train.py").write_text("print(1)\n")
    git(tmp_path, "add", "train.py")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_a_clean_tree_is_its_commit_and_branch(tree: Path) -> None:
    (tree / "src").mkdir()
    seen = code.look(tree / "src")
    assert seen is not None
    assert (seen.code.root, seen.code.commit) == (str(tree), git(tree, "rev-parse", "HEAD"))
    assert (seen.code.branch, seen.code.diff, seen.code.untracked) == ("main", None, 0)


def test_what_was_changed_is_a_diff_that_applies(tree: Path) -> None:
    (tree / "train.py").write_text("print(2)\n")
    (tree / "picture.bin").write_bytes(bytes(range(256)))
    git(tree, "add", "picture.bin")
    (tree / "notes.txt").write_text("x")
    seen = code.look(tree)
    assert seen is not None
    assert seen.code.untracked == 1
    assert not seen.code.is_cut
    git(tree, "reset", "-q", "--hard")
    subprocess.run(["git", "apply"], cwd=tree, input=seen.diff, check=True)
    assert (tree / "train.py").read_text() == "print(2)\n"
    assert (tree / "picture.bin").read_bytes() == bytes(range(256))


def test_a_long_diff_is_cut_and_says_so(tree: Path) -> None:
    (tree / "train.py").write_text("# a line\n" * 300_000)
    seen = code.look(tree)
    assert seen is not None
    assert seen.code.is_cut
    assert len(seen.diff) == 1_000_000


def test_a_tree_before_its_first_commit_has_none(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    seen = code.look(tmp_path)
    assert seen is not None
    assert (seen.code.commit, seen.code.branch, seen.code.diff) == (None, "main", None)


def test_without_a_tree_and_without_git_there_is_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")
    assert code.look(Path("/")) is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert code.look(tree) is None


def test_a_git_that_does_not_answer_is_given_up(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tree / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(code, "_SECONDS", 0.2)
    assert code.look(tree) is None


def test_no_program_that_a_repository_names_is_started(tree: Path) -> None:
    """Whoever wrote the repository is not always whoever runs the sweep."""
    trap = tree / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tree}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.command", "diff.x.textconv", "core.pager"):
        git(tree, "config", key, str(trap))
    (tree / ".gitattributes").write_text("* diff=x\n")
    (tree / "train.py").write_text("print(3)\n")
    seen = code.look(tree)
    assert seen is not None
    assert seen.code.diff
    assert not (tree / "sprung").exists()
