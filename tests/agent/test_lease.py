"""Who has stopped beating, by our own clock only."""

from __future__ import annotations

import pytest

from sweepctl.agent.lease import Rhythm, Watch
from sweepctl.store.agents import Identity, Peer

HERE = Identity("here", "boot", 1, "birth")


def peer(name: str, beat: int) -> Peer:
    return Peer(name, HERE, beat)


def alive(_: Identity) -> None:
    return None


def looks(watch: Watch, peers: list[Peer], start: float, end: float) -> list[str]:
    """Look every second from `start` up to `end`; who is lost then."""
    for second in range(int(start), int(end)):
        assert watch.lost(peers, float(second)) == [], second
    return [gone.id for gone, _ in watch.lost(peers, end)]


def test_a_peer_is_lost_after_a_whole_lease_without_a_beat_counted_from_when_we_first_saw_it() -> None:
    watch = Watch(60.0, alive)
    assert looks(watch, [peer("a", 7)], 1000.0, 1059.9) == []
    ((gone, why),) = watch.lost([peer("a", 7)], now=1060.0)
    assert gone.id == "a"
    assert why == "its agent on here has not been heard of for 60 s"


def test_every_beat_renews_the_lease() -> None:
    watch = Watch(60.0, alive)
    for beat in range(10):
        assert looks(watch, [peer("a", beat)], 50.0 * beat, 50.0 * beat + 49.0) == []
    assert looks(watch, [peer("a", 9)], 499.0, 509.0) == []
    assert watch.lost([peer("a", 9)], now=510.0)


def test_a_counter_that_went_back_is_a_beat_too() -> None:
    watch = Watch(60.0, alive)
    assert looks(watch, [peer("a", 9)], 0.0, 59.0) == []
    assert looks(watch, [peer("a", 1)], 60.0, 119.0) == []


def test_peers_are_judged_each_by_its_own_beats() -> None:
    watch = Watch(60.0, alive)
    assert looks(watch, [peer("a", 1), peer("b", 1)], 0.0, 29.0) == []
    assert looks(watch, [peer("a", 1), peer("b", 2)], 30.0, 60.0) == ["a"]


def test_time_in_which_we_did_not_look_counts_little() -> None:
    """A laptop that was closed for an hour: everybody's counters stood still, ours too."""
    watch = Watch(60.0, alive)
    assert looks(watch, [peer("a", 1)], 0.0, 2.0) == []
    assert looks(watch, [peer("a", 1)], 3602.0, 3604.0) == []
    assert looks(watch, [peer("a", 2)], 3606.0, 3608.0) == []
    assert looks(watch, [peer("a", 2)], 7208.0, 7250.0) == []
    assert looks(watch, [peer("a", 2)], 7251.0, 7251.0) == ["a"]


def test_a_peer_whose_process_is_surely_gone_is_lost_at_once() -> None:
    watch = Watch(60.0, lambda identity: "its agent (pid 1) is gone")
    assert watch.lost([peer("a", 1)], now=0.0) == [(peer("a", 1), "its agent (pid 1) is gone")]


def test_only_beats_after_the_first_sight_count_as_moves() -> None:
    watch = Watch(60.0, alive)
    watch.lost([peer("a", 5)], now=0.0)
    assert watch.moves()["a"] == 0
    watch.lost([peer("a", 6)], now=1.0)
    watch.lost([peer("a", 6)], now=2.0)
    before = watch.moves()
    watch.lost([peer("a", 8)], now=3.0)
    assert (before["a"], watch.moves()["a"]) == (1, 2)


def test_the_guard_loses_patience_before_any_observer_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for lease in ("", "3", "600"):
        monkeypatch.setenv("SWEEPCTL_LEASE", lease)
        rhythm = Rhythm.from_environment()
        assert rhythm.lease == float(lease or 60)
        assert rhythm.beat * 5 < rhythm.patience < rhythm.lease
