"""Charts of a page: a value on its scale, and a check over dates, each with its margin."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from posecheck.report import words
from posecheck.report.look import BANDS, INK, RULE, SIDES, SOFT
from posecheck.report.sheet import Line, Point, Row, Scale, Trend
from posecheck.report.vector import Disc, Drawing, Shape, Text, box, line
from posecheck.words import UNITS

_SCALE = (172.0, 31.0)
_TREND = (168.0, 100.0)

#: Height of the letters in both.
_SIZE = 6.2

#: Letters are about this wide, of their height (DejaVu Sans, a mean over English text): enough to see what fits.
_LETTER = 0.6


def scale_drawing(row: Row) -> Drawing | None:
    """The bands of a check, the value as a mark and its margin as a line through it; None where there is no scale."""
    scale = row.scale
    if scale is None or not math.isfinite(row.value) or all(band.verdict == "measured" for band in scale.bands):
        return None
    width, height = _SCALE
    top, bottom = 9.0, 19.0

    def x(value: float) -> float:
        return min(max((value - scale.low) / (scale.high - scale.low), 0.0), 1.0) * width

    shapes: list[Shape | Disc | Text] = []
    for band in scale.bands:
        left, right = x(band.low), x(band.high)
        shapes.append(box(left, top, right, bottom, BANDS[band.verdict], "#ffffff"))
        name = band.name if scale.named or band.verdict != "measured" else ""
        if name and right - left > _width(name) + 2.0:
            shapes.append(Text(((left + right) / 2.0, bottom - 3.0), name, _SIZE - 0.4, INK, "middle"))
    edges = _edges(scale, x, bottom)
    shapes += edges
    shapes += _mark(x(row.value), x(row.value - row.margin), x(row.value + row.margin), top - 3.6)
    height = height if edges else bottom + 1.0
    return Drawing(width, height, tuple(shapes), f"{row.title}: {row.text}")


def _edges(scale: Scale, x: Callable[[float], float], bottom: float) -> list[Text]:
    """Numbers below the edges of the bands that have room, or what lies at either end where those are words."""
    found: list[Text] = []
    width = _SCALE[0]
    if scale.ends:
        left, right = f"← {scale.ends[0]}", f"{scale.ends[1]} →"
        size = _SIZE * min(1.0, width / (_width(left) + _width(right)))
        return [Text((0.0, bottom + 8.5), left, size, SOFT), Text((width, bottom + 8.5), right, size, SOFT, "end")]
    if scale.named:
        return found
    for edge in sorted({band.low for band in scale.bands if math.isfinite(band.low)}):
        found.append(Text((x(edge), bottom + 8.5), f"{edge:g}".replace("-", "\N{MINUS SIGN}"), _SIZE, SOFT, "middle"))
    return found


def _width(text: str) -> float:
    return _LETTER * _SIZE * len(text)


def _mark(x: float, low: float, high: float, y: float) -> list[Shape]:
    """The margin as a line with ends, the value as a diamond upon it."""
    ends = [line((at, y - 2.6), (at, y + 2.6), INK, 1.0) for at in (low, high)]
    diamond = Shape(((x, y - 3.6), (x + 3.2, y), (x, y + 3.6), (x - 3.2, y)), INK, "#ffffff", 0.5)
    return [line((low, y), (high, y), INK, 1.3), *ends, diamond]


# Over dates


def trend_drawing(trend: Trend, width: float = _TREND[0], height: float = _TREND[1]) -> Drawing | None:
    """A check over dates: points with their margins, upon its bands; None where nothing is known."""
    points = [point for one in trend.lines for point in one.points if math.isfinite(point.value)]
    if not points or trend.scale is None:
        return None
    scale = trend.scale
    left, right, top, bottom = 25.0, width - 4.0, 10.0 if scale.ends else 3.0, height - 13.0
    days = sorted({point.on for point in points})
    across = _across(days, left + 6.0, right - 6.0)

    def y(value: float) -> float:
        share = (value - scale.low) / (scale.high - scale.low)
        return bottom - min(max(share, 0.0), 1.0) * (bottom - top)

    shapes: list[Shape | Disc | Text] = [
        box(left, y(band.high), right, y(band.low), BANDS[band.verdict]) for band in scale.bands
    ]
    shapes.append(box(left, top, right, bottom, None, RULE))
    if scale.ends:
        ends = f"↑ {scale.ends[1]}   ↓ {scale.ends[0]}"
        size = (_SIZE - 0.4) * min(1.0, width / _width(ends))
        shapes.append(Text((min(left, width - size / _SIZE * _width(ends)), top - 3.0), ends, size, SOFT))
    shapes += _names(scale, y, left) if scale.named else _values(trend, y, left)
    shapes += _days(days, across, bottom, width)
    for number, one in enumerate(trend.lines):
        shift = 3.0 * (number - (len(trend.lines) - 1) / 2.0)
        shapes += _course(one, lambda on, shift=shift: across(on) + shift, y)
    told = [_told(one, trend.unit) for one in trend.lines]
    return Drawing(width, height, tuple(shapes), words.chart_alt(trend.title, told))


def _across(days: Sequence[date], left: float, right: float) -> Callable[[date], float]:
    span = (days[-1] - days[0]).days
    if not span:
        return lambda on: (left + right) / 2.0
    return lambda on: left + (on - days[0]).days / span * (right - left)


def _names(scale: Scale, y: Callable[[float], float], left: float) -> list[Text]:
    """The names of the steps, each in its band where there is room."""
    found = []
    for band in scale.bands:
        bottom, top = y(max(band.low, scale.low)), y(min(band.high, scale.high))
        if bottom - top > _SIZE + 1.0:
            found.append(Text((left + 2.0, bottom - 2.0), band.name, _SIZE - 0.6, SOFT))
    return found


def _values(trend: Trend, y: Callable[[float], float], left: float) -> list[Text]:
    """Numbers at the edges of the bands, or at round values where there are none; none too near to another."""
    scale = trend.scale
    assert scale is not None
    edges = [band.low for band in scale.bands if math.isfinite(band.low)]
    values = edges or _round(scale.low, scale.high)
    unit = UNITS.get(trend.unit, f" {trend.unit}")
    found: list[Text] = []
    for value in sorted(values, key=abs):
        at = y(value) + 2.2
        if all(abs(at - other.at[1]) > _SIZE + 0.6 for other in found):
            # which way a sign points is told in words
            text = f"{abs(value) if scale.ends else value:g}{unit}".replace("-", "\N{MINUS SIGN}")
            found.append(Text((left - 3.0, at), text, _SIZE, SOFT, "end"))
    return found


def _round(low: float, high: float) -> list[float]:
    """Two to five round values in a stretch."""
    step = 10.0 ** math.floor(math.log10(high - low))
    step = next(size for size in (step / 5.0, step / 2.0, step, 2.0 * step) if (high - low) / size <= 5.0)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _days(days: Sequence[date], across: Callable[[date], float], bottom: float, width: float) -> list[Shape | Text]:
    """A tick for each date; the first and the last one, and those between that have room, are written."""
    shapes: list[Shape | Text] = [line((across(on), bottom), (across(on), bottom + 2.5), SOFT, 0.5) for on in days]
    room, taken = _width(words.short_day(days[0])) + 4.0, []
    for on in [days[0], days[-1], *days[1:-1]]:
        at = min(max(across(on), room / 2.0), width - room / 2.0)
        if all(abs(at - other) > room for other in taken):
            taken.append(at)
            shapes.append(Text((at, bottom + 10.0), words.short_day(on), _SIZE, SOFT, "middle"))
    return shapes


def _course(one: Line, x: Callable[[date], float], y: Callable[[float], float]) -> list[Shape | Disc]:
    """The points of one side, joined: discs and a full line on the left, squares and a dashed one on the right."""
    colour, right = SIDES[one.side], one.side == "right"
    known = [point for point in one.points if math.isfinite(point.value)]
    places = tuple((x(point.on), y(point.value)) for point in known)
    shapes: list[Shape | Disc] = []
    for (before, start), (after, end) in pairwise(zip(known, places, strict=True)):
        if before.against == after.against:  # else they are not the same quantity
            shapes.append(line(start, end, colour, 0.9, (3.0, 2.0) if right else ()))
    for point, (at, height) in zip(known, places, strict=True):
        if math.isfinite(point.margin):
            shapes.append(line((at, y(point.value - point.margin)), (at, y(point.value + point.margin)), colour, 1.1))
        shapes.append(_point(at, height, colour, right, point))
    return shapes


def _point(x: float, y: float, colour: str, right: bool, point: Point) -> Shape | Disc:
    """Hollow where it was corrected by hand."""
    fill = "#ffffff" if point.by_hand else colour
    if right:
        return Shape(
            ((x - 2.3, y - 2.3), (x + 2.3, y - 2.3), (x + 2.3, y + 2.3), (x - 2.3, y + 2.3)), fill, colour, 1.0
        )
    return Disc((x, y), 2.5, fill, colour, 1.0)


def _told(one: Line, unit: str) -> str:
    """The points of a line in words."""
    sign = UNITS.get(unit, f" {unit}")
    points = [f"{words.day(p.on)} {p.value:.1f} ± {p.margin:.1f}{sign}" for p in one.points if math.isfinite(p.value)]
    return f"{words.SIDES[one.side]} {', '.join(points)}".strip()
