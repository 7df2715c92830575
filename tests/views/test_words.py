"""Values and times in words."""

from __future__ import annotations

from sweepctl.model.spec import Summary
from sweepctl.model.trial import Part, Trial, TrialState
from sweepctl.views.words import value_story


def test_a_value_says_over_how_many_parts_it_is_the_mean() -> None:
    parts = [Part(0, TrialState.STOPPED, 1, 0.5, "", None, None), Part(1, TrialState.STOPPED, 1, None, "", None, None)]
    one = Trial(1, TrialState.STOPPED, 1, {}, value=0.5, count=1, parts=parts)
    assert value_story(one, "loss", Summary.BEST) == "loss 0.5 (of one part)"
    both = Trial(1, TrialState.FINISHED, 1, {}, value=0.5, error=0.1, count=2, parts=parts)
    assert value_story(both, "loss", Summary.BEST) == "loss 0.5 ± 0.1 (mean of 2 parts)"
