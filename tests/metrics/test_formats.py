"""The contract that every line format keeps."""

from __future__ import annotations

import math
import random
import time
import warnings

import pytest

from sweepctl.metrics.formats.base import Format
from sweepctl.metrics.reading import Reading
from sweepctl.metrics.registry import FORMATS, open_formats
from sweepctl.model.spec import Objective

OBJECTIVE = Objective("loss", pattern=r"loss (?:is|was) (?P<value>\S+)")


def open_format(name: str) -> Format:
    member: Format = FORMATS[name].load().build(OBJECTIVE)
    return member


def hostile_texts() -> list[str]:
    chance = random.Random(7)
    unit = 64 * 1024
    wholes = [
        "[", "{", "(", "{[", "a=", "a: ", "a ", "a.", "a-", "'", '"', "1", "1.", "1e", "nan", "inf", "-", " ", "=",
        "epoch ", "epoch: ", "epoch 1 ", "a=1 ", "a=1 % ", "a=[1", "a: tensor(1", "np.float64(", "f(1", "loss is ",
        "sweepctl: {", '{"a":', "{'a':", "a=1 s", "a's ", "a b c d e ", "1/", "1:", "損失=", "a=٣ ", "\ud800",
        "f(1]", "٣", "\t", "\x00",
    ]  # fmt: skip
    filled = [part * (unit // len(part)) for part in wholes]
    closed = ["{" * depth + "}" * depth for depth in (1, 90, 1_000, 30_000)]
    nested = ['{"a":' * depth + "1" + "}" * depth for depth in (10, 500, 5_000)]
    python = ["{'a':" * depth + "nan" + "}" * depth for depth in (10, 90, 5_000)]
    tagged = [f"sweepctl: {text}" for text in [*closed, *nested, '{"a": 1', "{}", '{"a": ' + "9" * 5_000 + "}"]]
    odd = [
        "",
        "}",
        "{}",
        "{1: 2}",
        "{'a': 0x1for}",
        "{'\\d': 1}",
        "{'a': 'b'(1)}",
        "{'a': " + "9" * 5_000 + "}",
        "{'a': {}}",
    ]
    drawn = ["".join(map(chr, chance.sample(range(0x110000), 300))) for _ in range(200)]
    soup = ["".join(chance.choices("ab1.:=-+ {}[]()'\"%/\\,enif\t", k=200)) for _ in range(2_000)]
    return [*filled, *closed, *nested, *python, *tagged, *odd, *drawn, *soup]


@pytest.mark.parametrize("name", FORMATS)
class TestContract:
    """What the reader relies on, whoever the member is."""

    def test_hostile_text_gives_a_reading_or_none(self, name: str) -> None:
        member = open_format(name)
        for text in hostile_texts():
            reading = member.read(text)
            if reading is not None:
                assert isinstance(reading, Reading)
                assert all(type(key) is str and type(value) is float for key, value in reading.values.items())
                assert reading.step is None or math.isfinite(reading.step.value)

    def test_time_is_linear_in_the_text(self, name: str) -> None:
        member = open_format(name)
        slowest = 0.0
        for text in hostile_texts():
            started = time.process_time()
            member.read(text)
            slowest = max(slowest, time.process_time() - started)
        assert slowest < 2.0, "a quadratic expression takes minutes for 64 KiB"

    def test_a_line_without_numbers_says_nothing(self, name: str) -> None:
        for text in ("", "hello, world", "loss is going down", "Epoch done: all = well"):
            assert open_format(name).read(text) is None

    def test_it_says_what_it_is(self, name: str) -> None:
        assert FORMATS[name].summary
        assert FORMATS[name].load().__doc__


@pytest.mark.parametrize(
    "text",
    [
        "{'a': 0x1for}",
        "{'a': 3inf}",
        "{| 0.3inf,1e-5)}",
        "{'a': 1or2}",
        "{'a': 1.if}",
        "{'a': '\\d'}",
        "{'a': 0xfor 1}",
    ],
)
def test_nothing_is_warned_of(text: str) -> None:
    """A warning of Python's parser would be printed as the agent's own words."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        open_format("structured").read(text)
    assert caught == []


def test_without_a_pattern_the_other_formats_remain() -> None:
    for objective in (None, Objective("loss")):
        formats = open_formats([objective] if objective else [])
        opened = [one.name for one in (*formats.verbatim, *formats.exclusive, *formats.prose)]
        assert opened == [name for name in FORMATS if name != "pattern"]
