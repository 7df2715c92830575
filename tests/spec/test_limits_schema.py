"""The keys that bound a single trial: times, sizes, retries, exit codes."""

from __future__ import annotations

import json

import pytest

from sweepctl.model.spec import Backoff, Limits, SweepSpec
from tests.spec.sentences import PLAIN, load, problems_of, said, table


def limits(text: str) -> Limits:
    loaded = load(f"{PLAIN}{text}")
    assert loaded.problems == ()
    assert SweepSpec.from_json(json.loads(json.dumps(loaded.spec.to_json()))) == loaded.spec
    return loaded.spec.limits


def test_the_defaults_wait_a_second_and_know_the_code_for_a_temporary_failure() -> None:
    found = limits("")
    assert (found.retries, found.backoff, found.requeue) == (0, Backoff(1.0, 2.0), (75,))
    assert (found.silence, found.max_rss) == (None, None)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1000000", 10**6),
        ("512MB", 512 * 10**6),
        ("512 mb", 512 * 10**6),
        ("1.5G", 1_500_000_000),
        ("8GiB", 8 * 2**30),
        ("2TiB", 2 * 2**40),
        ("2048KiB", 2**21),
    ],
)
def test_a_size_is_a_number_of_bytes_or_has_a_unit(text: str, size: int) -> None:
    assert limits(f"max_rss: {text}").max_rss == size


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", (3, Backoff())),
        ("{count: 3}", (3, Backoff())),
        ("{count: 3, wait: 10s, factor: 1.5}", (3, Backoff(10.0, 1.5))),
        ("{count: 2, wait: 0}", (2, Backoff(0.0))),
        ("{wait: 5m}", (0, Backoff(300.0))),
    ],
)
def test_retries_are_a_number_or_have_their_waits(text: str, found: tuple[int, Backoff]) -> None:
    read = limits(f"retries: {text}")
    assert (read.retries, read.backoff) == found


@pytest.mark.parametrize(("text", "codes"), [("75", (75,)), ("[75, 99, 75]", (75, 99)), ("[]", ()), ("4", (4,))])
def test_requeue_is_a_code_or_several_or_none(text: str, codes: tuple[int, ...]) -> None:
    assert limits(f"requeue: {text}").requeue == codes


def test_waits_grow_up_to_a_minute_unless_the_first_is_longer() -> None:
    assert [Backoff().after(failures) for failures in (0, 1, 2, 3, 7, 10_000)] == [1.0, 1.0, 2.0, 4.0, 60.0, 60.0]
    assert [Backoff(300.0, 3.0).after(failures) for failures in (1, 2)] == [300.0, 300.0]
    assert Backoff(0.0).after(5) == 0.0


WRONG = """
silence: soon
    error silence: has to be a time above 0, not 'soon'
        a number of seconds, or `90s`, `30m`, `2h`
silence: 0
    error silence: has to be a time above 0, not 0
        a number of seconds, or `90s`, `30m`, `2h`
silence: 5M
    error silence: has to be a time above 0, not '5M'
        a number of seconds, or `90s`, `30m`, `2h`
max_rss: big
    error max_rss: has to be a size, not 'big'
        such as `512MB` or `8GiB`
max_rss: 8
    error max_rss: has to be at least 1MB, not 8
        such as `512MB` or `8GiB`
max_rss: -8GB
    error max_rss: has to be a size, not '-8GB'
        such as `512MB` or `8GiB`
max_rss: 1e30
    error max_rss: has to be a size, not 1e+30
        such as `512MB` or `8GiB`
max_rss: [1GB]
    error max_rss: has to be a size, not ['1GB']
        such as `512MB` or `8GiB`
retries: [3]
    error retries: has to be a whole number of at least 0, not [3]
        write `retries: 3`, or `retries: {count: 3, wait: 10s, factor: 2}`
retries: true
    error retries: has to be a whole number of at least 0, not True
retries: 1e30
    error retries: has to be a whole number below 2^31, not 1e+30
retries: {}
    error retries: needs `count`
        write `retries: 3`, or `retries: {count: 3, wait: 10s, factor: 2}`
retries: {count: -1}
    error retries.count: has to be a whole number of at least 0, not -1
retries: {count: 1, wait: -1}
    error retries.wait: has to be a time of at least 0 s, not -1
        a number of seconds, or `90s`, `30m`, `2h`
retries: {count: 1, wait: long}
    error retries.wait: has to be a time of at least 0 s, not 'long'
        a number of seconds, or `90s`, `30m`, `2h`
retries: {count: 1, factor: 0.5}
    error retries.factor: has to be a number of at least 1, not 0.5
retries: {count: 1, factor: fast}
    error retries.factor: has to be a number of at least 1, not 'fast'
retries: {count: 1, waits: 3}
    warning retries.waits: `waits` is not a key
        did you mean `wait`?
requeue: 0
    error requeue: has to be an exit code from 1 to 255, not 0
        such as `requeue: 75`, or `[]` for none
requeue: [75, 256]
    error requeue.1: has to be an exit code from 1 to 255, not 256
        such as `requeue: 75`, or `[]` for none
requeue: {code: 75}
    error requeue: has to be an exit code from 1 to 255, not {'code': 75}
        such as `requeue: 75`, or `[]` for none
"""


@pytest.mark.parametrize(("text", "expected"), table(WRONG))
def test_what_bounds_nothing_is_refused_at_its_place(text: str, expected: str) -> None:
    assert said(f"{PLAIN}{text}\n") == expected


def test_a_problem_inside_a_block_has_the_line_of_its_value() -> None:
    (problem,) = problems_of(f"{PLAIN}retries:\n  count: 3\n  factor: 0\n")
    assert (problem.line, problem.column) == (6, 11)
