"""-j, --gpus, --gpus-per-trial and --grace as they are written."""

from __future__ import annotations

import pytest

from sweepctl.agent.processes.process import Patience
from sweepctl.agent.seats.seating import Seating
from sweepctl.api.wishes import patience, seating
from sweepctl.errors import UsageError


@pytest.mark.parametrize(
    ("written", "meant", "options"),
    [
        (("1", "auto", None), Seating(), []),
        ((4, "all", None), Seating(4, "all"), ["-j", "4", "--gpus", "all"]),
        (("auto", "0, 1", 0.5), Seating(None, "0,1", 0.5), ["-j", "auto", "--gpus", "0,1", "--gpus-per-trial", "0.5"]),
        (("2", "MIG-a-b,GPU-c", 2.0), Seating(2, "MIG-a-b,GPU-c", 2), None),
        (("2", "none", None), Seating(2, "none"), ["-j", "2", "--gpus", "none"]),
    ],
)
def test_what_is_written_is_what_is_meant(
    written: tuple[str, str, float | None], meant: Seating, options: list[str] | None
) -> None:
    assert seating(*written) == meant
    assert options is None or meant.options == options


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (("0", "auto", None), "-j has to be at least 1, not 0"),
        (("-3", "auto", None), "-j has to be at least 1, not -3"),
        (("many", "auto", None), "-j has to be a number or auto, not many"),
        (("1.5", "auto", None), "-j has to be a number or auto, not 1.5"),
        (("1", "first", None), "--gpus has to be auto, all, none, or numbers such as 0,1, not 'first'"),
        (("1", "0,,1", None), "--gpus has to be auto, all, none, or numbers such as 0,1, not '0,,1'"),
        (("1", "auto", 1.5), "--gpus-per-trial has to be a whole number or a part of 1, not 1.5"),
        (("1", "auto", 0.0), "--gpus-per-trial has to be a whole number or a part of 1, not 0"),
        (("1", "auto", float("nan")), "--gpus-per-trial has to be a whole number or a part of 1, not nan"),
        (("1", "none", 1.0), "--gpus none and --gpus-per-trial do not go together"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(written: tuple[str, str, float | None], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        seating(*written)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize(("text", "waits"), [("10", (10, 10)), ("30,5", (30, 5)), (0.5, (0.5, 0.5)), ("0, 2", (0, 2))])
def test_grace_is_one_time_or_two(text: str | float, waits: tuple[float, float]) -> None:
    assert patience(text) == Patience(*waits)


@pytest.mark.parametrize("text", ["", "a", "1,2,3", "-1", "5,-1", "inf", "nan", "1,"])
def test_a_grace_that_is_no_time_is_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="--grace has to be a time in seconds, or two such as 30,5"):
        patience(text)
