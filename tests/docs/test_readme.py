"""The README is executed: its files are written, its commands run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

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


def test_every_console_line_of_the_readme_works(project: Project) -> None:
    for name, body in [*blocks("python"), *blocks("yaml")]:
        project.write(name, body)
    bin_folder = Path(sys.executable).parent
    commands = [line[2:] for _, body in blocks("console") for line in body.splitlines() if line.startswith("$ ")]
    assert len(commands) > 10
    for command in commands:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=project.folder,
            env=project.environment(PATH=f"{bin_folder}:/usr/bin:/bin"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)


def test_the_first_line_of_the_readme_is_the_shipped_example(project: Project) -> None:
    first = blocks("sh")[0][1]
    match = re.search(r"&& sweepctl (run \S+ -n 20 -j 2)$", first.strip())
    assert match, first
    shutil.copytree(README.parent / "examples", project.folder / "examples")
    result = project.run(*match[1].split(), timeout=300)
    assert result.code == 0, result.err
    assert "20 trials" in result.out
    assert "stopped" in result.out
    assert "best command:" in result.out


def test_every_key_macro_and_verb_is_in_the_readme(project: Project) -> None:
    from sweepctl.command import MACROS
    from sweepctl.space.distributions import DISTRIBUTIONS
    from sweepctl.spec.schema import KEYS, METRIC_KEYS

    text = README.read_text()
    implied = {"constant", "categorical", "categorical_w_probabilities", "metrics", "impute", "impute_while_running"}
    for word in {*MACROS, *DISTRIBUTIONS, *KEYS, *METRIC_KEYS} - implied:
        assert re.search(rf"\b{word}\b", text), word
    verbs = re.findall(r"^  (\w+) ", project.run("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert len(verbs) >= 15
    for verb in verbs:
        assert re.search(rf"`{verb}\b", text), verb
