"""Failures that are known by what a program said last, and whose fault they are: the machine's, or the trial's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Symptom:
    """A kind of failure by its name; only those of the machine say that other trials will fail here too."""

    name: str
    is_machines: bool


def _row(name: str, is_machines: bool, *patterns: str) -> tuple[Symptom, re.Pattern[str]]:
    return Symptom(name, is_machines), re.compile("|".join(patterns), re.IGNORECASE)


# The first row that fits a line counts: what a trial does to itself is told apart first, since it has the same words.
_TABLE = (
    _row(
        "out of memory on the GPU",
        False,
        r"(?:CUDA|HIP)(?: error:)? out of memory",
        r"CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|CUBLAS_STATUS_ALLOC_FAILED",
        r"OutOfMemoryError: (?:CUDA|HIP|Allocation on device)",
        r"RESOURCE_EXHAUSTED: Out of memory",
    ),
    _row("an assertion in its own GPU code", False, r"device-side assert"),
    _row("no space left on device", True, r"no space left on device|disk quota exceeded|\[Errno 28\]"),
    _row("read-only file system", True, r"read-only file system"),
    _row("input/output error", True, r"\[Errno 5\]|: input/output error"),
    _row(
        "NVML: Driver/library version mismatch",
        True,
        r"driver/library version mismatch|failed to initialize NVML|\bNVML: ",
    ),
    _row("CUDA driver version is insufficient", True, r"CUDA driver version is insufficient"),
    _row(
        "no CUDA-capable device",
        True,
        r"no CUDA-capable device|CUDA_ERROR_NO_DEVICE|found no NVIDIA driver",
        r"no (?:CUDA|HIP|NVIDIA) GPUs? (?:are|is) available",
    ),
    _row("Xid", True, r"\bXid\b"),
    _row("CUDA error", True, r"\b(?:CUDA|HIP) error: |CUDA unknown error|\bCUDA_ERROR_[A-Z_]+|CUDA driver error"),
)


def symptom_of(tail: Sequence[str]) -> Symptom | None:
    """What the last lines of a failed program's output are known as; its last words count most."""
    for line in reversed(tail):
        for symptom, pattern in _TABLE:
            if pattern.search(line):
                return symptom
    return None
