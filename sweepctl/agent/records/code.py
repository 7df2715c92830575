"""The git work tree around a folder: commit, branch, and what was changed since. Nothing of it is run or written."""

from __future__ import annotations

import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepctl.agent.records.keepsake import content_hash
from sweepctl.model.record import Code

_SECONDS = 5.0
_MOST_BYTES = 1_000_000
_MOST_NAMES = 4_000_000
# Of the files that git knows, so many are looked at to see whether something was changed.
_MOST_WATCHED = 2_000
# No program that a repository's configuration names is started, and no index is refreshed on disk.
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-optional-locks", "--no-pager")


@dataclass(frozen=True)
class Seen:
    """A work tree, the text of its changes, and the files whose times tell whether it has changed."""

    code: Code
    diff: bytes
    watched: Sequence[Path]


def look(folder: Path) -> Seen | None:
    """The work tree that a folder is in; None where there is none, or no git, or one that does not answer."""
    root = _git(folder, "rev-parse", "--show-toplevel")
    if not root:
        return None
    top = Path(os.fsdecode(root.removesuffix(b"\n")))
    commit = _word(_git(top, "rev-parse", "--verify", "--quiet", "HEAD"))
    branch = _word(_git(top, "symbolic-ref", "--quiet", "--short", "HEAD"))
    diff = _diff(top) if commit else b""
    others = _git(top, "ls-files", "-z", "--others", "--exclude-standard", most=_MOST_NAMES) or b""
    kept = diff[:_MOST_BYTES]
    code = Code(
        str(top),
        commit,
        branch,
        content_hash(kept) if kept else None,
        len(diff) > _MOST_BYTES,
        others.count(b"\0"),
    )
    return Seen(code, kept, _watched(top))


def _diff(top: Path) -> bytes:
    """What was changed since the commit, staged or not: up to a byte more than is kept."""
    asked = ("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--binary", "--submodule=short", "HEAD", "--")
    return _git(top, *asked, most=_MOST_BYTES + 1) or b""


def _watched(top: Path) -> list[Path]:
    """The files to look at again: git's own, then those that it knows."""
    inside = Path(os.fsdecode((_git(top, "rev-parse", "--absolute-git-dir") or b"").removesuffix(b"\n")))
    names = (_git(top, "ls-files", "-z", most=_MOST_NAMES) or b"").split(b"\0")[:_MOST_WATCHED]
    its_own = [inside / "HEAD", inside / "logs" / "HEAD", inside / "index"]
    return [*its_own, *(top / os.fsdecode(name) for name in names if name)]


def _word(output: bytes | None) -> str | None:
    return output.decode(errors="replace").strip() or None if output else None


def _git(folder: Path, *asked: str, most: int = 4096) -> bytes | None:
    """What git says, at most so many bytes of it; None where it fails or takes too long."""
    git = shutil.which("git")
    if git is None:
        return None
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        process = subprocess.Popen(
            [git, *_HARMLESS, *asked],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
    return _output(process, most)


def _output(process: subprocess.Popen[bytes], most: int) -> bytes | None:
    assert process.stdout is not None
    deadline = time.monotonic() + _SECONDS
    found = b""
    with process.stdout as pipe, selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while len(found) < most and ready.select(max(0.0, deadline - time.monotonic())):
            data = os.read(pipe.fileno(), min(65536, most - len(found)))
            if not data:
                break
            found += data
    is_whole = len(found) < most
    try:
        code = process.wait(max(0.0, deadline - time.monotonic()) if is_whole else 0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None if is_whole else found
    return found if code == 0 or not is_whole else None
