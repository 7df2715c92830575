"""What a sweep finds around it on this machine: Python, libraries, the programs that we use where they are there."""

from __future__ import annotations

import platform
import resource
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from sweepctl import __version__
from sweepctl.model.checkup import Area, Finding, Verdict

_NEEDED = ("numpy", "optuna", "psutil", "pyyaml", "rich", "scipy", "typer")
_EXTRAS: Mapping[str, str] = {"cmaes": "sampler: cmaes", "tensorboard": "metric.source: tensorboard"}
# Programs that we use if they are there, and what goes without them.
_PROGRAMS: Mapping[str, str] = {
    "nvidia-smi": "no NVIDIA GPU is seen",
    "stdbuf": "lines of programs in C and the like arrive late; `stdout: pty` helps",
    "git": "the commit of a trial's code is not known",
}
_FEW_FILES = 256


def surroundings() -> Iterator[Finding]:
    """Everything worth knowing about this machine."""
    yield _finding(Verdict.FINE, f"sweepctl {__version__}, Python {platform.python_version()} ({sys.executable})")
    yield from _libraries()
    for program, without in _PROGRAMS.items():
        path = shutil.which(program)
        yield (
            _finding(Verdict.FINE, f"{program}: {path}")
            if path
            else _finding(Verdict.NOTE, f"{program} is not there: {without}")
        )
    yield _files()


def _finding(verdict: Verdict, sentence: str, hint: str | None = None) -> Finding:
    return Finding(Area.SURROUNDINGS, verdict, sentence, hint)


def _libraries() -> Iterator[Finding]:
    needed = {name: _version(name) for name in _NEEDED}
    there = ", ".join(f"{name} {found}" for name, found in needed.items() if found)
    yield _finding(Verdict.FINE, f"libraries: {there}")
    for name in (name for name, found in needed.items() if not found):
        yield _finding(Verdict.WRONG, f"{name} is not installed", "install sweepctl again")
    for name, use in _EXTRAS.items():
        found = _version(name)
        if found:
            yield _finding(Verdict.FINE, f"extra: {name} {found}")
        else:
            yield _finding(
                Verdict.NOTE, f"extra {name} is not installed: no `{use}`", f"pip install 'sweepctl[{name}]'"
            )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _files() -> Finding:
    """Each trial that runs needs about six files in its agent."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return _finding(Verdict.FINE, "open files: no limit")
    if limit < _FEW_FILES:
        hint = f"ulimit -n {most}" if most > limit or most == resource.RLIM_INFINITY else None
        return _finding(Verdict.NOTE, f"open files: only {limit}, too few for many trials at a time", hint)
    return _finding(Verdict.FINE, f"open files: up to {limit}")
