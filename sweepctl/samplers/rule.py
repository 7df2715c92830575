"""When which engine draws: what `search.sampler: auto` means. The evidence is in `tests/bench/search/README.md`."""

from __future__ import annotations

from dataclasses import dataclass

# With many agents the model starts as soon as a few of the first trials have a value.
_VALUED = 3
# With so many values every third point is TPE's, which keeps looking where the process has no more doubt; it is not
# asked where its cost, which grows with the history, would exceed that of the process, which does not.
_SHARED = range(30, 1000)
_TURNS = 3
# All that `choose` may answer.
CHOICES = ("gp", "tpe")


@dataclass(frozen=True)
class Scene:
    """What the rule looks at: how many trials there are, how many with a value, and how many parameters.

    `has_rivals`: there are several objectives.
    """

    trials: int
    valued: int
    dimensions: int
    has_rivals: bool = False


def is_startup(scene: Scene, startup: int) -> bool:
    """Whether it is too early for a model."""
    return scene.trials < startup or scene.valued < min(_VALUED, startup)


def choose(scene: Scene) -> str:
    """The engine for the next point."""
    if scene.has_rivals:
        return "tpe"
    if scene.valued in _SHARED and scene.trials % _TURNS == 0:
        return "tpe"
    return "gp"


def in_words(is_conditional: bool, has_rivals: bool) -> tuple[str, tuple[str, ...]]:
    """What `choose` does with such a space, in a sentence or two, and the engines that it may call."""
    if has_rivals:
        each = ", with one joint model for each set of parameters that occur together" if is_conditional else ""
        return f"Then TPE draws, for several objectives at once{each}.", ("tpe",)
    sentence = (
        "Then a Gaussian process draws the point of the highest log expected improvement; TPE every third from 30 on."
    )
    imputed = " To the process a parameter that is not there has one value, the same wherever it is not there."
    return sentence + (imputed if is_conditional else ""), CHOICES
