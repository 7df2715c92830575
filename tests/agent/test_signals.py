"""The phases of leaving."""

from __future__ import annotations

import asyncio
import os
import signal

from sweepctl.agent.signals import Halt, Phase, handled


def test_each_ctrl_c_goes_one_phase_further_and_the_fourth_nowhere() -> None:
    seen: list[Phase] = []
    halt = Halt(seen.append)
    for _ in range(4):
        halt.next()
    assert seen == [Phase.DRAIN, Phase.TERMINATE, Phase.KILL]


def test_sigterm_skips_the_first_phase_and_a_second_one_kills() -> None:
    seen: list[Phase] = []
    halt = Halt(seen.append)
    for _ in range(3):
        halt.terminate()
    assert seen == [Phase.TERMINATE, Phase.KILL]


def test_the_phase_never_falls() -> None:
    seen: list[Phase] = []
    halt = Halt(seen.append)
    halt.terminate()
    halt.raise_to(Phase.DRAIN)
    assert halt.phase is Phase.TERMINATE
    assert seen == [Phase.TERMINATE]


def test_those_who_sleep_wake_up_when_it_is_time_to_leave() -> None:
    async def nap() -> float:
        halt = Halt(lambda phase: None)
        loop = asyncio.get_running_loop()
        loop.call_later(0.01, halt.next)
        began = loop.time()
        await halt.sleep(30.0)
        return loop.time() - began

    assert asyncio.run(nap()) < 20.0


def test_signals_reach_the_phase_while_they_are_handled_and_the_old_ways_return_afterwards() -> None:
    async def life() -> tuple[list[Phase], int]:
        seen: list[Phase] = []
        suspended = 0

        def suspend() -> None:
            nonlocal suspended
            suspended += 1

        with handled(Halt(seen.append), suspend):
            for number in (signal.SIGTSTP, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
                os.kill(os.getpid(), number)
                await asyncio.sleep(0.02)
        return seen, suspended

    before = signal.getsignal(signal.SIGTERM)
    assert asyncio.run(life()) == ([Phase.DRAIN, Phase.TERMINATE, Phase.KILL], 1)
    assert signal.getsignal(signal.SIGTERM) == before
