"""Nothing is passed through a shell: what a sweep file says is a list from first to last."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sweepctl"
# Functions that hand a text to a shell, or could be given one.
FORBIDDEN = {
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "pty.spawn"),
    *("asyncio.create_subprocess_shell", "commands.getoutput", "eval", "exec", "pickle.loads", "pickle.load"),
    *("yaml.load", "yaml.unsafe_load", "yaml.full_load"),
}
STARTERS = {"run", "Popen", "call", "check_call", "check_output", "create_subprocess_exec"}


def offences(source: str) -> Iterator[str]:
    """What of a module's calls could reach a shell."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in FORBIDDEN:
            yield f"{node.lineno}: {called}"
        if called.startswith(("subprocess.", "asyncio.")) and any(one.arg == "shell" for one in node.keywords):
            yield f"{node.lineno}: shell="
        is_start = called.startswith(("subprocess.", "asyncio.")) and called.rpartition(".")[2] in STARTERS
        if is_start and (not node.args or isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)):
            yield f"{node.lineno}: {called} with a text"


def test_no_module_hands_anything_to_a_shell() -> None:
    found = {path.name: list(offences(path.read_text())) for path in sorted(PACKAGE.rglob("*.py"))}
    assert len(found) > 100
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.system('x')",
        "import subprocess\nsubprocess.run(['x'], shell=True)",
        "import subprocess\nsubprocess.Popen('x')",
        "import subprocess\nsubprocess.run(f'x {y}')",
        "import asyncio\nasyncio.create_subprocess_shell('x')",
    ],
)
def test_the_check_sees_what_it_is_for(source: str) -> None:
    assert list(offences(source))
