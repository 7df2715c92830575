"""The arguments that tell the parts of a trial apart."""

from __future__ import annotations

from sweepctl.agent.parts import part_arguments
from sweepctl.model.spec import Parts


def test_folds_count_from_zero_and_vary_fastest() -> None:
    parts = Parts(folds=2, repeats=2, fold_name="split", seed_name="rng")
    found = [part_arguments(parts, 7, part) for part in range(parts.count)]
    assert [one["split"] for one in found] == [0, 1, 0, 1]
    assert found[0]["rng"] == found[1]["rng"] != found[2]["rng"] == found[3]["rng"]


def test_seeds_come_from_the_seed_of_the_sweep_alone() -> None:
    def seeds(seed: int) -> list[object]:
        return [part_arguments(Parts(repeats=20), seed, part)["seed"] for part in range(20)]

    assert seeds(1) == seeds(1)
    assert len({*seeds(1), *seeds(2)}) == 40


def test_what_there_is_one_of_is_not_passed() -> None:
    assert part_arguments(Parts(), 7, 0) == {}
    assert part_arguments(Parts(folds=3), 7, 2) == {"fold": 2}
    assert part_arguments(Parts(repeats=3), 7, 2).keys() == {"seed"}
