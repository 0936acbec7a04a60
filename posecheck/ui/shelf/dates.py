"""A check over dates: each hold with its margin, left against right, over the stretches of the check's scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd

from posecheck import words
from posecheck.body.skeleton import Side
from posecheck.library.facts import Point, Series
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Steps, Verdict
from posecheck.report.moments import bands_of
from posecheck.report.words import HAND_SHAPE
from posecheck.session.summary import Finding
from posecheck.session.wording import told, verdict_words
from posecheck.ui.cards import unit
from posecheck.ui.shelf import texts

HIGH_PX = 200

#: Bands as in the player: told by shape and word at their edge, the colour only helps.
_BANDS = {"good": "#1d6fb8", "slight": "#c98a00", "clear": "#c4401a", "measured": "#808a94"}

#: Sides are told apart by shape, by filling and by the line; the colours also differ in lightness.
_SIDES = {
    "left": ("#2b83ba", "circle", [1, 0], True),
    "right": ("#d06b12", "square", [6, 4], False),
    "": ("#2a8f80", "circle", [1, 0], True),
}


def finding_of(check: Check, point: Point) -> Finding:
    """A point as the finding it was."""
    informs = point.verdict == words.MEASURED[0]
    step = None
    if isinstance(check.scale, Steps):
        step = next((step for step in check.scale.steps if step.name == point.step), None)
    return Finding(
        check,
        point.value,
        point.margin,
        step,
        Verdict.GOOD if informs else Verdict(point.verdict),
        None if informs or point.verdict != Verdict.CANT_TELL.value else words.HIDDEN,
        None,
        source=point.source,
        against=point.against,
    )


def point_text(series: Series, point: Point) -> str:
    """A point as people read it: shape and word of its verdict, value, margin, and whether it was put right by hand."""
    finding = finding_of(POSES[series.pose].check(series.check), point)
    word, shape = verdict_words(finding)
    return " ".join(filter(None, [f"{shape} {word}", told(finding, Side(series.side) if series.side else None)]))


def rows(sides: Sequence[Series]) -> list[dict[str, Any]]:
    """The points of a check as a table: date, side, value, margin, and words; those without a value are left out."""
    return [
        {
            "date": datetime.combine(point.filmed_on, datetime.min.time()),
            "side": series.side or "",
            "value": point.value,
            "margin": point.margin,
            "low": point.value - point.margin,
            "high": point.value + point.margin,
            "told": point_text(series, point),
            "hand": HAND_SHAPE if point.source == "hand" else "",
        }
        for series in sides
        for point in series.points
        if math.isfinite(point.value) and math.isfinite(point.margin)
    ]


def chart(sides: Sequence[Series], dark: bool = False) -> alt.LayerChart | None:
    """The chart of one check; None where nothing is known.

    Args:
        sides: the same check of the same pose and form, a series for each side that is known.
        dark: for a dark page.
    """
    table = rows(sides)
    if not table:
        return None
    check = POSES[sides[0].pose].check(sides[0].check)
    bands = bands_of(check)
    low, high = _span(check, table, bands)
    begin, end = _dates([row["date"] for row in table])
    shift = (end - begin) * 0.006
    for row in table:
        row["at"] = row["date"] + {"left": -shift, "right": shift, "": timedelta(0)}[row["side"]]
    data = pd.DataFrame(table)
    across = alt.X("at:T", title=None, scale=alt.Scale(domain=[_stamp(begin), _stamp(end)]), axis=_date_axis(table))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    up = alt.Y("value:Q", title=None, scale=scale, axis=_value_axis(check))
    parts = [*_bands(bands, low, high, dark, scale), *_points(data, across, up, scale)]
    return alt.layer(*parts, description=_description(check, table)).properties(height=HIGH_PX)


def _points(data: pd.DataFrame, across: alt.X, up: alt.Y, scale: alt.Scale) -> list[alt.Chart]:
    names = [name for name in _SIDES if (data["side"] == name).any()]
    colours, shapes = (alt.Scale(domain=names, range=[_SIDES[name][i] for name in names]) for i in (0, 1))
    colour = alt.Color("side:N", scale=colours, legend=None)
    shape = alt.Shape("side:N", scale=shapes, legend=None)
    tips = [alt.Tooltip("date:T", title=texts.DATE, format="%d %B %Y"), alt.Tooltip("told:N", title=" ")]
    base = alt.Chart(data).encode(x=across, color=colour, tooltip=tips)
    reach = alt.Y("low:Q", scale=scale)
    marks = [base.mark_rule(strokeWidth=2, opacity=0.75).encode(y=reach, y2="high:Q")]
    for name in names:
        _, _, dash, filled = _SIDES[name]
        mine = base.transform_filter(alt.datum.side == name)
        line = {"strokeWidth": 1.5, "strokeDash": dash, "opacity": 0.7}
        marks.append(mine.mark_line(**line).encode(y=up, tooltip=alt.value(None)))
        style = {"size": 95, "opacity": 1, "strokeWidth": 2.5}
        point = mine.mark_point(filled=True, **style) if filled else mine.mark_point(fill="white", **style)
        marks.append(point.encode(y=up, shape=shape))
    signs = base.mark_text(dx=12, dy=-9, fontSize=14, fontWeight="bold").encode(y=up, text="hand:N")
    return [*marks, signs.transform_filter(alt.datum.hand != "")]


def _bands(bands: list[dict[str, Any]], low: float, high: float, dark: bool, scale: alt.Scale) -> list[alt.Chart]:
    """The stretches of the scale, named at their edge where there is room."""
    shown = []
    for band in bands:
        bottom, top = max(low, _or(band["low"], low)), min(high, _or(band["high"], high))
        if top > bottom:
            room = 0.7 * HIGH_PX * (top - bottom) / (high - low) > 14
            name = band["name"] if room else ""
            row = {"bottom": bottom, "top": top, "middle": (bottom + top) / 2, "name": name}
            shown.append(row | {"colour": _BANDS[band["verdict"]]})
    if not shown:
        return []
    table = alt.Chart(pd.DataFrame(shown))
    rect = table.mark_rect(opacity=0.22 if dark else 0.13).encode(
        y=alt.Y("bottom:Q", scale=scale), y2="top:Q", color=alt.Color("colour:N", scale=None), tooltip=alt.value(None)
    )
    label = table.mark_text(align="right", dx=-4, fontSize=11, color="#dde1e6" if dark else "#3a4048").encode(
        x=alt.value("width"), y=alt.Y("middle:Q", scale=scale), text="name:N", tooltip=alt.value(None)
    )
    return [rect, label]


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _span(check: Check, table: list[dict[str, Any]], bands: list[dict[str, Any]]) -> tuple[float, float]:
    """The values that are shown: all margins, and of a scale its edges."""
    ends = [row[end] for row in table for end in ("low", "high")]
    if isinstance(check.scale, Band):
        ends += [band[end] for band in bands for end in ("low", "high") if band[end] is not None]
    low, high = min(ends), max(ends)
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def _dates(dates: list[datetime]) -> tuple[datetime, datetime]:
    """From the first to the last, with room on both sides: the names of the bands stand at the right."""
    first, last = min(dates), max(dates)
    span = max(last - first, timedelta(days=14))
    return first - 0.06 * span, last + 0.25 * span


def _date_axis(table: list[dict[str, Any]]) -> alt.Axis:
    """Few dates stand for themselves, of many some are written."""
    dates = sorted({row["date"] for row in table})
    form = "%d %b" if (dates[-1] - dates[0]).days < 300 else "%b %Y"
    few = {"values": [_stamp(when) for when in dates]} if len(dates) <= 6 else {"tickCount": 5}
    return alt.Axis(format=form, grid=False, labelOverlap=True, **few)


def _value_axis(check: Check) -> alt.Axis:
    return alt.Axis(labelExpr=f"datum.label + '{unit(check)}'", tickCount=5, grid=False)


def _stamp(when: datetime) -> alt.DateTime:
    return alt.DateTime(year=when.year, month=when.month, date=when.day, hours=when.hour, minutes=when.minute)


def _description(check: Check, table: list[dict[str, Any]]) -> str:
    told_ = "; ".join(f"{row['date']:%d %B %Y} {row['side']} {row['told']}".replace("  ", " ") for row in table)
    return f"{check.title}: {told_}"
