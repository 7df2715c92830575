"""The GPUs of this machine, and who uses them, as `nvidia-smi` and `rocm-smi` tell.

The formats are those of the vendors' manuals: `nvidia-smi(1)`, `nvidia-smi -L`, and `rocm-smi --json`. Which GPUs
programs see follows CUDA's and HIP's rules for CUDA_VISIBLE_DEVICES, HIP_VISIBLE_DEVICES and ROCR_VISIBLE_DEVICES.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from sweepctl.agent.processes.tree import signal_group
from sweepctl.errors import SweepctlError

_SMI_SECONDS = 15.0
_REAP_SECONDS = 1.0
_MIB = 1 << 20
_PART = re.compile(r"^\s+MIG\s.*\(UUID:\s*(?P<uuid>MIG-[^)\s]+)\)")
_WHOLE = re.compile(r"^GPU\s+(?P<index>\d+):\s*(?P<name>.*?)\s*\(UUID:\s*(?P<uuid>[^)\s]+)\)")


class Maker(StrEnum):
    """Whose GPU it is, by the program that knows it."""

    NVIDIA = "nvidia-smi"
    AMD = "rocm-smi"


@dataclass(frozen=True)
class Gpu:
    """One card, or one part of a divided card; memory in bytes, `token` what a VISIBLE_DEVICES variable calls it.

    `card` is the uuid of the card that a part belongs to.
    """

    index: int
    uuid: str
    maker: Maker = Maker.NVIDIA
    name: str = ""
    memory: int = 0
    used: int = 0
    token: str = ""
    card: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return f"GPU {self.token if self.card else self.index}"


@dataclass(frozen=True)
class User:
    """A process on a card, `memory` in bytes where it is told."""

    card: str
    pid: int
    memory: int | None
    name: str


class SmiError(SweepctlError):
    """The vendor's program gave no answer."""


def _ask(program: str, *arguments: str) -> str:
    """What a program prints. Raises SmiError, also for one that hangs on a broken driver."""
    try:
        process = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            # In our session: children in others are taken for orphans of trials.
            process_group=0,
        )
    except OSError as error:
        raise SmiError(f"{program} cannot be started: {error.strerror}") from error
    try:
        out, complaint = process.communicate(timeout=_SMI_SECONDS)
    except subprocess.TimeoutExpired:
        # One that hangs inside the driver cannot be killed, nor waited for.
        signal_group(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_REAP_SECONDS)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        raise SmiError(f"{program} gave no answer in {_SMI_SECONDS:g} s") from None
    everything = out + complaint
    if process.returncode and "No devices were found" not in everything:
        said = next(
            (line.strip() for line in everything.splitlines() if line.strip()), f"exit code {process.returncode}"
        )
        raise SmiError(f"{program} failed: {printable(said)}")
    return out


def printable(text: str) -> str:
    """A text of others without what a terminal would obey."""
    return "".join(letter for letter in text if letter.isprintable())


def present() -> list[Maker]:
    """The programs that are installed."""
    return [maker for maker in Maker if shutil.which(maker)]


def inventory(maker: Maker) -> list[Gpu]:
    """The cards, as they are now. Raises SmiError."""
    if maker is Maker.AMD:
        return _parse_rocm(_ask(maker, "--showuniqueid", "--showmeminfo", "vram", "--json"))
    query = "--query-gpu=index,uuid,memory.total,memory.used,name"
    return _parse_cards(_ask(maker, query, "--format=csv,noheader,nounits"))


def _parse_cards(text: str) -> list[Gpu]:
    found = []
    for line in text.splitlines():
        # The name comes last: nothing promises that it is without commas.
        fields = [field.strip() for field in line.split(",", 4)]
        if len(fields) == 5 and fields[0].isdigit():
            index, uuid, total, used, name = fields
            found.append(
                Gpu(int(index), uuid, Maker.NVIDIA, name, _mebibytes(total) or 0, _mebibytes(used) or 0, index)
            )
    return found


def _mebibytes(text: str) -> int | None:
    """Bytes, None for `[N/A]` and its like."""
    return int(text) * _MIB if text.isdigit() else None


def _parse_rocm(text: str) -> list[Gpu]:
    start = text.find("{")
    try:
        cards = json.loads(text[start:]) if start >= 0 else {}
    except ValueError:
        raise SmiError(f"{Maker.AMD} prints what is not JSON") from None
    found = []
    for key, facts in cards.items():
        number = key.removeprefix("card")
        if number.isdigit() and isinstance(facts, dict):
            unique = str(facts.get("Unique ID", "N/A"))
            uuid = f"amd-{number}" if unique == "N/A" else unique
            total, used = (str(facts.get(f"VRAM Total {word}Memory (B)", "")) for word in ("", "Used "))
            memory = (int(total) if total.isdigit() else 0, int(used) if used.isdigit() else 0)
            found.append(Gpu(int(number), uuid, Maker.AMD, "", *memory, token=number))
    return found


def parts() -> list[Gpu]:
    """The parts (MIG) of divided cards, numbered as their cards are. Raises SmiError."""
    return _parse_list(_ask(Maker.NVIDIA, "-L"))


def _parse_list(text: str) -> list[Gpu]:
    found, index, card = [], 0, ""
    for line in text.splitlines():
        whole, part = _WHOLE.match(line), _PART.match(line)
        if whole:
            index, card = int(whole["index"]), whole["uuid"]
        elif part:
            found.append(Gpu(index, part["uuid"], token=part["uuid"], card=card))
    return found


def users() -> list[User]:
    """The processes that compute on NVIDIA's cards. Raises SmiError."""
    query = "--query-compute-apps=gpu_uuid,pid,used_memory,process_name"
    return _parse_users(_ask(Maker.NVIDIA, query, "--format=csv,noheader,nounits"))


def _parse_users(text: str) -> list[User]:
    found = []
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(",", 3)]
        if len(fields) == 4 and fields[1].isdigit():
            found.append(
                User(fields[0], int(fields[1]), _mebibytes(fields[2]), printable(fields[3].rpartition("/")[2]))
            )
    return found


# In the order in which they count.
_NAMES: Mapping[Maker, Sequence[str]] = {
    Maker.NVIDIA: ("CUDA_VISIBLE_DEVICES",),
    Maker.AMD: ("ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES"),
}
VISIBLE = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES")


def given(maker: Maker, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The variable by which programs are kept to some of the GPUs, and its value."""
    return next(((name, environ[name]) for name in _NAMES[maker] if name in environ), None)


def visible(gpus: Sequence[Gpu], text: str) -> list[Gpu]:
    """Those that a VISIBLE_DEVICES variable names, by number or the beginning of a uuid.

    As the vendors have it, the first word that names none hides itself and all that follow.
    """
    found: list[Gpu] = []
    for word in text.split(","):
        token = word.strip()
        named = [
            gpu
            for gpu in gpus
            if (token.isdigit() and not gpu.card and gpu.index == int(token))
            or (token.startswith(("GPU-", "MIG-")) and gpu.uuid.startswith(token))
        ]
        if len(named) != 1:
            break
        if named[0].uuid not in {gpu.uuid for gpu in found}:
            found.append(replace(named[0], token=token))
    return found


def environment(gpus: Sequence[Gpu], environ: Mapping[str, str]) -> dict[str, str]:
    """What makes a program see these only; `environ` is what it would have otherwise."""
    tokens = ",".join(gpu.token for gpu in gpus)
    if gpus[0].maker is Maker.NVIDIA:
        # Else CUDA counts the fastest card first, and 1 is another one than nvidia-smi's.
        return {"CUDA_VISIBLE_DEVICES": tokens, "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
    if "ROCR_VISIBLE_DEVICES" in environ:
        # HIP counts what ROCr has left.
        left = ",".join(map(str, range(len(gpus))))
        return {"ROCR_VISIBLE_DEVICES": tokens, "HIP_VISIBLE_DEVICES": left, "CUDA_VISIBLE_DEVICES": left}
    return {"HIP_VISIBLE_DEVICES": tokens, "CUDA_VISIBLE_DEVICES": tokens}


def no_environment() -> dict[str, str]:
    """What makes a program see none."""
    return {"CUDA_VISIBLE_DEVICES": "", "HIP_VISIBLE_DEVICES": "-1"}
