"""Why a program failed, from the last lines that it said."""

from __future__ import annotations

import pytest

from sweepctl.agent.failures.advice import last_words

TRACEBACK = ["Traceback (most recent call last):", '  File "train.py", line 2, in <module>', "    work()"]
SAID: dict[str, tuple[list[str], str]] = {
    "nothing": ([], "exit code 1"),
    "a last line": (["half way", "no such file", " "], "exit code 1: no such file"),
    "an exception": ([*TRACEBACK, "ValueError: x"], "exit code 1: ValueError: x"),
    "an exception before what came on the other stream": (
        [*TRACEBACK, "torch.cuda.OutOfMemoryError: out of memory", "epoch 3"],
        "exit code 1: torch.cuda.OutOfMemoryError: out of memory",
    ),
    "an exception of several lines": (
        [*TRACEBACK, "RuntimeError: CUDA error", "Compile with TORCH_USE_CUDA_DSA."],
        "exit code 1: RuntimeError: CUDA error",
    ),
    "a question": (
        [*TRACEBACK, "EOFError: EOF when reading a line", "how many?"],
        "exit code 1: EOFError: EOF when reading a line; a trial's stdin is empty",
    ),
    "a word like one": (["NoErrors here"], "exit code 1: NoErrors here"),
    "a refused argument": (["train.py: error: unrecognized arguments: --y=2"], "rename or remove the parameter `y`"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_failure_is_told_by_what_says_most(case: str) -> None:
    lines, told = SAID[case]
    assert told in last_words(1, lines, {"y": 2})
