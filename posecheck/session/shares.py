"""Statistics of moments that lie unevenly in time: each counts as long as it stands for."""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array

#: A moment stands for at most this long: what lies in a longer gap was not seen. Seconds.
_LONGEST_S = 0.6


def durations(time_s: Array) -> Array:
    """``(T,)`` seconds that each moment of a clip stands for: half the way to both its neighbours; > 0."""
    if len(time_s) < 2:
        return np.ones(len(time_s))
    gaps = np.minimum(np.diff(time_s), _LONGEST_S)
    return (np.concatenate([gaps[:1], gaps]) + np.concatenate([gaps, gaps[-1:]])) / 2


def quantiles(values: Array, weights: Array, shares: Array) -> Array:
    """The values below which these shares in [0, 1] of the weight lie, between neighbours in proportion.

    Args:
        values, weights: ``(n,)``, n >= 1; finite, weights > 0.

    Returns:
        As ``shares``; with equal weights what ``numpy.quantile`` gives.
    """
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    if _even(weights):
        return np.quantile(ranked, shares)
    middle = np.cumsum(weight) - weight / 2
    return np.interp(shares, (middle - middle[0]) / (middle[-1] - middle[0]), ranked)


def median(values: Array, weights: Array) -> float:
    """The weighted median; with equal weights exactly ``numpy.median``."""
    return float(np.median(values)) if _even(weights) else float(quantiles(values, weights, np.array(0.5)))


def mean(values: Array, weights: Array) -> float:
    """The weighted mean; with equal weights exactly ``numpy.mean``."""
    return float(np.mean(values)) if _even(weights) else float(np.average(values, weights=weights))


def deviation(values: Array, weights: Array) -> float:
    """The weighted standard deviation; with equal weights exactly ``numpy.std``."""
    if _even(weights):
        return float(np.std(values))
    return float(np.sqrt(np.average((values - np.average(values, weights=weights)) ** 2, weights=weights)))


def _even(weights: Array) -> bool:
    return len(weights) < 2 or bool(np.ptp(weights) <= 0.02 * weights[0])
