"""Files count time in ticks of their own."""

from __future__ import annotations

from fractions import Fraction


def seconds(ticks: int, base: Fraction | None) -> float:
    """So many ticks of so many seconds each, to the last bit as the fractions would give, in a tenth of their time."""
    return ticks * base.numerator / base.denominator if base else 0.0
