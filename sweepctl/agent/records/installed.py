"""What is installed for a Python, read from the names in its folders: nothing of it is run."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepctl.agent.records.keepsake import content_hash
from sweepctl.model.record import Python

_DISTRIBUTION = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+?)(?:-py\d[^-]*)?\.(?:dist|egg)-info")
_VERSION = re.compile(r"python(\d+\.\d+)")
_PLACES = ("lib/python3*/site-packages", "lib64/python3*/site-packages", "lib/python3*/dist-packages")
_LOCAL = "local/lib/python3*/dist-packages"


@dataclass(frozen=True)
class Installed:
    """A Python, the list of its packages as text, and the folders whose times tell whether it has changed."""

    python: Python
    packages: bytes
    watched: Sequence[Path]


def look(path: str) -> Installed:
    """What an interpreter finds; nothing where its folders say nothing."""
    binary = Path(path)
    folders = [folder for folder in dict.fromkeys(_folders(binary)) if folder.is_dir()]
    lines = sorted({line for folder in folders for line in _names(folder)}, key=str.lower)
    text = "".join(f"{line}\n" for line in lines).encode(errors="replace")
    python = Python(path, _version(binary, folders), content_hash(text) if lines else None, len(lines))
    return Installed(python, text, folders)


def _folders(binary: Path) -> Iterator[Path]:
    """Where packages are: those of a virtual environment, and those of its base where it sees them."""
    prefix = binary.parent.parent
    settings = _settings(prefix)
    if settings:
        yield from _below(prefix, None)
        if settings.get("include-system-site-packages", "").lower() != "true":
            return
    base = Path(settings["home"]).parent if "home" in settings else Path(os.path.realpath(binary)).parent.parent
    yield from _below(base, _of_name(Path(os.path.realpath(binary))))


def _below(prefix: Path, version: str | None) -> Iterator[Path]:
    for pattern in (*_PLACES, _LOCAL):
        for folder in sorted(prefix.glob(pattern)):
            if version is None or f"python{version}/" in f"{folder}" or f"{folder}".endswith("python3/dist-packages"):
                yield folder


def _of_name(binary: Path) -> str | None:
    match = _VERSION.fullmatch(binary.name)
    return match[1] if match else None


def _settings(prefix: Path) -> dict[str, str]:
    """The `pyvenv.cfg` of a virtual environment (https://docs.python.org/3/library/venv.html), empty without one."""
    try:
        lines = (prefix / "pyvenv.cfg").read_text(errors="replace").splitlines()
    except OSError:
        return {}
    return {key.strip().lower(): value.strip() for key, _, value in (line.partition("=") for line in lines)}


def _names(folder: Path) -> Iterator[str]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        match = _DISTRIBUTION.fullmatch(entry.name)
        if match:
            yield f"{match['name'].replace('_', '-')}=={match['version']}"


def _version(binary: Path, folders: Sequence[Path]) -> str | None:
    if os.path.realpath(binary) == os.path.realpath(sys.executable):
        return platform.python_version()
    settings = _settings(binary.parent.parent)
    told = settings.get("version_info") or settings.get("version")
    named = next((match[1] for folder in folders if (match := _VERSION.search(str(folder)))), None)
    return ".".join(told.split(".")[:3]) if told else _of_name(Path(os.path.realpath(binary))) or named
