"""The README is executed: its files are written, its commands run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sweepctl.cli import VERBS, app_with
from sweepctl.cli.shells.table import verbs
from sweepctl.command import MACROS
from sweepctl.space.distributions import DISTRIBUTIONS
from sweepctl.spec.limits_schema import _RETRY_KEYS
from sweepctl.spec.schema import KEYS, METRIC_KEYS, UNUSED
from sweepctl.spec.search_schema import PARTS, SEARCH, STOP
from sweepctl.stoppers import STOPPERS
from tests.harness import Project

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(kind: str) -> list[tuple[str, str]]:
    """The fenced blocks of a language, each with the rest of its first line and its body."""
    found = []
    for match in _BLOCK.finditer(README.read_text()):
        language, _, rest = match["info"].partition(" ")
        if language == kind:
            found.append((rest, match["body"]))
    return found


@dataclass
class Reader:
    """Somebody who types what the README says, each block in a shell that starts in the project's folder."""

    project: Project

    def types(self, block: str) -> None:
        folder = self.project.folder
        for command in _commands(block):
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
                continue
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=folder,
                env=self.project.environment(PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin"),
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)

    def counts(self, folder: str = "") -> dict[str, int]:
        """The trials of the newest sweep, by state."""
        result = subprocess.run(
            [sys.executable, "-m", "sweepctl", "status", "--json"],
            cwd=self.project.folder / folder,
            env=self.project.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        counts: dict[str, int] = json.loads(result.stdout)["counts"]
        return counts


def _commands(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.slow
def test_every_console_line_of_the_readme_works(project: Project) -> None:
    for name, body in [*blocks("python"), *blocks("yaml")]:
        project.write(name, body)
    shutil.copytree(README.parent / "examples", project.folder / "examples")
    reader = Reader(project)
    newcomer, tour, *rest = [body for _, body in blocks("console")]

    # From a script of six flags to finished trials: two commands and no edit.
    script = (project.folder / "train.py").read_text()
    assert script.count("parser.add_argument(") == 6
    assert _commands(newcomer) == ["sweepctl init train.py", "sweepctl run sweep.yaml -n 12 -j 2"]
    reader.types(newcomer)
    assert reader.counts()["finished"] >= 1

    reader.types(tour)
    found = reader.counts("examples/digits")
    assert (found["total"], found["failed"]) == (20, 0)
    assert found["stopped"] > 0

    assert len(rest) > 10
    for block in rest:
        reader.types(block)


def test_a_link_inside_the_readme_leads_somewhere() -> None:
    text = README.read_text()
    titles = re.findall(r"^##+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 30
    for link in links:
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("https://"):
            assert (README.parent / link).exists(), link


def test_the_figures_of_the_readme_are_those_of_the_benches() -> None:
    told = {line.split(" | ")[0].strip("| "): line for line in README.read_text().splitlines()}
    bench = README.parent / "tests" / "bench"
    duels = [duel for name in told if name.startswith("search, ") for duel in re.findall(r"\d+:\d+", told[name])]
    measured = re.findall(r"\d+:\d+", (bench / "search" / "README.md").read_text())
    assert len(duels) >= 6
    assert set(duels) <= set(measured), set(duels) - set(measured)
    shares = re.findall(r"\d+ %", told["early stopping"])
    assert set(shares) <= set(re.findall(r"\d+ %", (bench / "stopping" / "README.md").read_text()))


def test_every_option_of_every_verb_is_in_the_readme() -> None:
    text = README.read_text()
    known = {"--json", "--help", "--quiet"}
    for verb in verbs(app_with([*VERBS])):
        for option in verb.options:
            name = next(name for name in option.names if name.startswith("--"))
            assert name in known or re.search(rf"{name}(?![\w-])", text), f"{verb.name} {name}"


def test_every_key_macro_and_verb_is_in_the_readme(project: Project) -> None:
    text = README.read_text()
    implied = {"constant", "categorical", "categorical_w_probabilities"}
    options = {option for name in STOPPERS for option in STOPPERS[name].load().CHECKS}
    keys = {*KEYS, *METRIC_KEYS, *UNUSED, *SEARCH, *STOP, *PARTS, *_RETRY_KEYS, *STOPPERS, *options}
    for word in {*MACROS, *DISTRIBUTIONS, *keys} - implied:
        assert re.search(rf"\b{word}\b", text), word
    listed = re.findall(r"^  (\w+) ", project.run("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert len(listed) >= 15
    for verb in listed:
        assert re.search(rf"`{verb}\b", text), verb
