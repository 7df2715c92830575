"""Every analytic gradient agrees with finite differences, and logarithms stay finite where plain formulas do not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from sweepctl.samplers.gaussian.acquisition import Improvement, log_h, log_improvement, log_improvement_slopes
from sweepctl.samplers.gaussian.encoding import Floats
from sweepctl.samplers.gaussian.model import Evidence, Hyper, Posterior, common_share, fit
from sweepctl.samplers.gaussian.warp import Warp

RNG = np.random.default_rng(7)
CATEGORICAL = np.array([False, False, True])
POINTS = np.column_stack([RNG.random((25, 2)), RNG.integers(3, size=25)])
TARGETS = np.sin(5 * POINTS[:, 0]) + POINTS[:, 1] ** 2 - (POINTS[:, 2] == 1)
VARIANCES = np.linspace(0, 0.02, 25)
HYPER = Hyper(np.array([2.0, 0.5, 0.8]), 1.3, 0.01)


def finite_difference(function: Callable[[Floats], float], at: Floats, step: float = 1e-5) -> Floats:
    """Central differences."""
    slopes = []
    for j in range(len(at)):
        shift = np.zeros_like(at)
        shift[j] = step
        slopes.append((function(at + shift) - function(at - shift)) / (2 * step))
    return np.array(slopes)


@pytest.mark.parametrize("theta", [np.array([0.0, 0.0, 0.0, 0.0, -4.0]), np.array([2.0, -3.0, 1.0, 0.7, -8.0])])
@pytest.mark.parametrize("common", [0.0, 0.8])
def test_the_evidence_falls_as_its_gradient_says(theta: Floats, common: float) -> None:
    evidence = Evidence(POINTS, TARGETS, VARIANCES, CATEGORICAL, common=common)
    expected = finite_difference(lambda t: evidence(t)[0], theta)
    np.testing.assert_allclose(evidence(theta)[1], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("common", "least", "most"), [(0.8, 0.7, 1.0), (0.4, 0.4, 0.7), (0.0, -0.01, 0.01)])
@pytest.mark.parametrize("waves", [12.0, 0.4])
def test_of_a_dimension_that_nothing_is_known_of_the_length_is_like_the_others_as_far_as_it_is_common(
    waves: float, common: float, least: float, most: float
) -> None:
    points = np.column_stack([POINTS[:, :2], np.zeros(25)])
    targets = np.sin(waves * points[:, 0]) + np.cos(waves * points[:, 1])
    hyper = fit(points, (targets - targets.mean()) / targets.std(), np.zeros(25), np.full(3, False), common=common)
    known, unknown = np.log(hyper.weights[:2]).mean(), math.log(hyper.weights[2])
    assert abs(known) > 2
    assert least < unknown / known < most


def test_the_more_values_there_are_the_less_the_lengths_have_in_common() -> None:
    shares = [common_share(count) for count in (2, 10, 40, 100)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.9
    assert shares[-1] < 0.3


def test_predictions_move_as_their_gradients_say() -> None:
    posterior = Posterior(POINTS, TARGETS, VARIANCES, CATEGORICAL, HYPER)
    at = np.array([[0.31, 0.62, 1.0]])
    _, _, mean_slope, deviation_slope = posterior.gradients(at)
    for which, slope in ((0, mean_slope), (1, deviation_slope)):
        expected = finite_difference(lambda x, k=which: float(posterior.predict(x[None])[k][0]), at[0])  # type: ignore[misc]
        np.testing.assert_allclose(slope[0, :2], expected[:2], rtol=1e-5, atol=1e-7)
        assert slope[0, 2] == 0


@pytest.mark.parametrize("mean", [-2.0, 0.0, 3.0, 30.0])
def test_log_improvement_moves_as_its_slopes_say(mean: float) -> None:
    _, by_mean, by_deviation = log_improvement_slopes(0.0, np.array([mean]), np.array([0.7]))

    def at(x: Floats) -> float:
        return float(log_improvement(0.0, x[:1], x[1:])[0])

    np.testing.assert_allclose([by_mean[0], by_deviation[0]], finite_difference(at, np.array([mean, 0.7])), rtol=1e-5)


@pytest.mark.parametrize("at", [[0.31, 0.62, 1.0], [0.9, 0.1, 0.0]])
@pytest.mark.parametrize("has_failures", [True, False])
def test_the_acquisition_moves_as_its_slopes_say(at: list[float], has_failures: bool) -> None:
    posterior = Posterior(POINTS, TARGETS, VARIANCES, CATEGORICAL, HYPER)
    outcomes = np.where(POINTS[:, 0] > 0.6, 1.0, -1.0)
    outcome = Posterior(POINTS, outcomes, VARIANCES, CATEGORICAL, HYPER) if has_failures else None
    acquisition = Improvement(posterior, float(TARGETS.min()), outcome)
    point = np.array([at])
    height, slope = acquisition.slopes(point)
    np.testing.assert_allclose(height, acquisition.value(point), rtol=1e-9)
    expected = finite_difference(lambda x: float(acquisition.value(x[None])[0]), point[0], 1e-6)
    np.testing.assert_allclose(slope[0, :2], expected[:2], rtol=1e-4)


def test_improvement_is_sought_where_trials_worked_rather_than_where_they_failed() -> None:
    flat = Posterior(POINTS, np.zeros(25), VARIANCES, CATEGORICAL, HYPER)
    outcome = Posterior(POINTS, np.where(POINTS[:, 0] > 0.5, 1.0, -1.0), VARIANCES, CATEGORICAL, HYPER)
    works, fails = Improvement(flat, 0.0, outcome).value(np.array([[0.1, 0.5, 1.0], [0.9, 0.5, 1.0]]))
    assert works > fails + 5


def test_log_improvement_is_the_logarithm_of_the_textbook_formula() -> None:
    z = np.linspace(-5, 5, 41)
    plain = [math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) + x * 0.5 * math.erfc(-x / math.sqrt(2)) for x in z]
    np.testing.assert_allclose(log_h(z), np.log(plain), rtol=1e-8)


def test_log_improvement_is_finite_and_increasing_however_hopeless() -> None:
    heights = log_h(np.array([-1e8, -1e5, -1e3, -40.0, -1.0001, -0.9999, 0.0, 50.0]))
    assert np.isfinite(heights).all()
    assert (np.diff(heights) > 0).all()


def test_a_prediction_interpolates_and_doubts_far_away() -> None:
    posterior = Posterior(POINTS, TARGETS, np.zeros(25), CATEGORICAL, Hyper(HYPER.weights * 9, 1.0, 1e-6))
    mean, deviation = posterior.predict(POINTS)
    np.testing.assert_allclose(mean, TARGETS, atol=1e-2)
    assert deviation.max() < 0.05
    assert posterior.predict(np.array([[40.0, 40.0, 0.0]]))[1][0] == pytest.approx(1.0)


def test_the_warp_keeps_the_order_and_its_slope_is_its_derivative() -> None:
    losses = np.array([0.1, 0.2, 0.25, 0.4, 1.1, 80.0, 5000.0])
    warp = Warp.of(losses)
    assert (np.diff(warp(losses)) > 0).all()
    slope = [finite_difference(lambda x: float(warp(x)[0]), np.array([x]), 1e-6)[0] for x in losses]
    np.testing.assert_allclose(warp.slope(losses), slope, rtol=1e-3)


def test_a_constant_objective_is_no_error() -> None:
    assert Warp.of(np.full(5, 2.5))(np.full(5, 2.5)).tolist() == [0.0] * 5
