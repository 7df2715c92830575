"""The packages of a Python, read without running it."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

from sweepctl.agent.records import installed


def test_our_own_python_has_what_it_says_it_has() -> None:
    found = installed.look(sys.executable)
    told = set(found.packages.decode().split())
    assert f"numpy=={metadata.version('numpy')}" in told
    assert f"optuna=={metadata.version('optuna')}" in told
    assert found.python.count == len(told)
    assert found.python.version == ".".join(map(str, sys.version_info[:3]))


def made(prefix: Path, *packages: str, settings: str = "") -> Path:
    """A Python that cannot run, with packages."""
    site = prefix / "lib" / "python3.12" / "site-packages"
    site.mkdir(parents=True)
    for package in packages:
        (site / package).mkdir()
    if settings:
        (prefix / "pyvenv.cfg").write_text(settings)
    (prefix / "bin").mkdir()
    python = prefix / "bin" / "python3.12"
    python.write_text("not a program")
    return python


def test_a_virtual_environment_has_its_own_packages_only(tmp_path: Path) -> None:
    base = made(tmp_path / "base", "outer-1.0.dist-info")
    settings = f"home = {base.parent}\nversion_info = 3.12.4.final.0\n"
    alone = installed.look(str(made(tmp_path / "a", "in_ner-2.0.dist-info", "in_ner", settings=settings)))
    assert (alone.packages, alone.python.version) == (b"in-ner==2.0\n", "3.12.4")
    both = f"{settings}include-system-site-packages = true\n"
    shared = installed.look(str(made(tmp_path / "b", "inner-2.0.dist-info", settings=both)))
    assert shared.packages == b"inner==2.0\nouter==1.0\n"


def test_another_version_is_another_hash_and_the_same_is_the_same(tmp_path: Path) -> None:
    hashes = [
        installed.look(str(made(tmp_path / name, f"x-{version}.dist-info"))).python.packages
        for name, version in (("a", "1"), ("b", "1"), ("c", "2"))
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_python_that_is_nowhere_has_nothing(tmp_path: Path) -> None:
    found = installed.look(str(tmp_path / "bin" / "python"))
    assert (found.packages, found.python.packages, found.python.count) == (b"", None, 0)
