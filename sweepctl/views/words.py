"""Numbers, times and parameters as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from sweepctl.model.harmless import harmless as harmless
from sweepctl.model.params import Value, canonical
from sweepctl.model.spec import Summary
from sweepctl.model.trial import Trial

_LONGEST_VALUE = 60


def short(text: str) -> str:
    """Harmless, and cut where it is long."""
    plain = harmless(text)
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"


def number(value: float | None, digits: int = 6) -> str:
    """So many significant digits."""
    return "–" if value is None else f"{value:.{digits}g}"


def duration(seconds: float) -> str:
    """Such as `0.8 s`, `2 min 05 s`, `3 h 20 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"


def value_text(value: Value, digits: int = 6) -> str:
    """A parameter's value, floats rounded."""
    shown = canonical(value)
    return number(shown, digits) if isinstance(shown, float) else short(str(shown))


def params_text(params: Mapping[str, Value]) -> str:
    """All parameters in one line."""
    return " ".join(f"{harmless(name)}={value_text(value)}" for name, value in params.items())


def mean_text(trial: Trial, digits: int = 6) -> str:
    """The value, with its standard error where it is a mean: `0.31 ± 0.02`."""
    return _with_error(trial.value, trial.error, digits)


def objective_text(trial: Trial, name: str) -> str:
    """The value of one of several objectives, with its standard error where it is a mean."""
    return _with_error(trial.values.get(name), trial.errors.get(name))


def values_text(trial: Trial) -> str:
    """Several objectives in one line."""
    return " ".join(f"{harmless(name)} {objective_text(trial, name)}" for name in trial.values)


def _with_error(value: float | None, error: float | None, digits: int = 6) -> str:
    return number(value, digits) + ("" if error is None else f" ± {number(error, 2)}")


def value_story(trial: Trial, name: str, summary: Summary) -> str:
    """Where a trial's value comes from: `val_loss 0.31 (best of 27 values, at epoch 12; last 0.35)`."""
    if trial.value is None:
        return f"no finite {name}" if trial.count == 0 else f"{name} –"
    if trial.parts:
        over = f"mean of {trial.count} parts" if trial.count > 1 else "of one part"
        return f"{name} {mean_text(trial)} ({over})"
    if trial.count <= 1:
        return f"{name} {number(trial.value)}"
    parts = f"{summary} of {trial.count} values"
    if summary is Summary.BEST:
        at = (
            f"{trial.unit or 'step'} {trial.value_step:g}" if trial.value_step is not None else f"value {trial.value_n}"
        )
        parts += f", at {at}; last {number(trial.last)}"
    return f"{name} {number(trial.value)} ({parts})"
