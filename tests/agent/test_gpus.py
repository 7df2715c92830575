"""What nvidia-smi and rocm-smi print, and which of the GPUs a program is to see. All identifiers are made up."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from sweepctl.agent.seats import gpus
from sweepctl.agent.seats.gpus import Gpu, Maker, SmiError

CARDS = """\
0, GPU-1b2c3d4e-0000-1111-2222-333344445555, 81559, 4, NVIDIA H100 80GB HBM3
1, GPU-9a8b7c6d-0000-1111-2222-333344445555, 81559, 60213, Odd, Named
2, GPU-77777777-0000-1111-2222-333344445555, [N/A], [N/A], NVIDIA GB10
"""
USERS = """\
GPU-1b2c3d4e-0000-1111-2222-333344445555, 4242, 1012, /usr/bin/python3.11
GPU-1b2c3d4e-0000-1111-2222-333344445555, 4243, [N/A], python -c "a, b"
GPU-9a8b7c6d-0000-1111-2222-333344445555, 17, [Insufficient Permissions], [Not Found]
GPU-9a8b7c6d-0000-1111-2222-333344445555, [Unknown], 12, x
"""
PARTS = """\
GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-1b2c3d4e-0000-1111-2222-333344445555)
  MIG 3g.40gb     Device  0: (UUID: MIG-c0ffee00-0000-1111-2222-333344445555)
  MIG 1g.10gb Device 1: (UUID: MIG-GPU-1b2c3d4e-0000-1111-2222-333344445555/9/0)
GPU 1: NVIDIA A100-SXM4-80GB (UUID: GPU-9a8b7c6d-0000-1111-2222-333344445555)
"""
ROCM = """\
WARNING: AMD GPU device(s) is/are in a low-power state.
{"card0": {"Unique ID": "0x5ca1ab1e", "VRAM Total Memory (B)": "21458059264", "VRAM Total Used Memory (B)": "27856896"},
 "card1": {"Unique ID": "N/A"}, "system": {"Driver version": "6.1"}}
"""


def nvidia(*numbers: int) -> list[Gpu]:
    """Cards."""
    return [Gpu(number, f"GPU-{number}{number}ab", token=str(number)) for number in numbers]


def test_cards_are_read_with_names_that_have_commas_and_memory_that_is_not_told() -> None:
    first, second, third = gpus._parse_cards(CARDS)
    assert (first.index, first.uuid[:12], first.memory, first.used) == (0, "GPU-1b2c3d4e", 81559 << 20, 4 << 20)
    assert second.name == "Odd, Named"
    assert (third.memory, third.used) == (0, 0)
    assert gpus._parse_cards("No devices were found\n") == []


def test_processes_are_read_and_what_is_not_told_is_unknown() -> None:
    first, second, third = gpus._parse_users(USERS)
    assert (first.pid, first.memory, first.name) == (4242, 1012 << 20, "python3.11")
    assert second.memory is third.memory is None
    assert second.name == 'python -c "a, b"'


def test_the_parts_of_divided_cards_are_read_in_both_forms_of_their_names() -> None:
    first, second = gpus._parse_list(PARTS)
    assert first.uuid == "MIG-c0ffee00-0000-1111-2222-333344445555"
    assert second.uuid == "MIG-GPU-1b2c3d4e-0000-1111-2222-333344445555/9/0"
    assert first.card == second.card == "GPU-1b2c3d4e-0000-1111-2222-333344445555"


def test_amds_cards_are_read_from_json_after_a_warning() -> None:
    first, second = gpus._parse_rocm(ROCM)
    assert (first.uuid, first.memory, first.used) == ("0x5ca1ab1e", 21458059264, 27856896)
    assert (second.index, second.uuid) == (1, "amd-1")
    assert gpus._parse_rocm("no cards\n") == []
    with pytest.raises(SmiError, match="not JSON"):
        gpus._parse_rocm("{card0")


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("0,2", [0, 2]),
        ("2, 0", [2, 0]),
        ("GPU-11", [1]),
        ("0,GPU-22ab", [0, 2]),
        ("0,7,1", [0]),
        ("-1,0", []),
        ("0,0", [0]),
        ("GPU-", []),
        ("", []),
    ],
)
def test_a_variable_names_gpus_as_the_vendor_has_it(text: str, indices: list[int]) -> None:
    assert [gpu.index for gpu in gpus.visible(nvidia(0, 1, 2), text)] == indices


@pytest.mark.parametrize(
    ("maker", "environ", "wanted"),
    [
        (Maker.NVIDIA, {}, {"CUDA_VISIBLE_DEVICES": "1,3", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}),
        (Maker.AMD, {}, {"HIP_VISIBLE_DEVICES": "1,3", "CUDA_VISIBLE_DEVICES": "1,3"}),
        (
            Maker.AMD,
            {"ROCR_VISIBLE_DEVICES": "1,3,5"},
            {"ROCR_VISIBLE_DEVICES": "1,3", "HIP_VISIBLE_DEVICES": "0,1", "CUDA_VISIBLE_DEVICES": "0,1"},
        ),
    ],
)
def test_a_program_is_shown_its_cards(maker: Maker, environ: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    cards = [Gpu(number, f"u{number}", maker, token=str(number)) for number in (1, 3)]
    assert gpus.environment(cards, environ) == wanted


def test_an_nvidia_smi_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\ntrap '' TERM INT\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(gpus, "_SMI_SECONDS", 0.2)
    monkeypatch.setattr(gpus, "_REAP_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(SmiError, match=r"nvidia-smi gave no answer in 0\.2 s"):
        gpus.inventory(Maker.NVIDIA)
    assert time.monotonic() - began < 30


def test_what_an_error_of_theirs_has_for_terminals_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\nprintf 'Failed: \\033[31mred\\n' >&2; exit 9\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SmiError) as caught:
        gpus.inventory(Maker.NVIDIA)
    assert caught.value.sentence == "nvidia-smi failed: Failed: [31mred"
