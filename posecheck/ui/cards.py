"""Findings as cards: verdict in word and shape, number, side and margin, what to change, and why to trust it."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from posecheck.measure.level import Level
from posecheck.poses.checks import Band, Check, Steps, Verdict
from posecheck.session.judge import Readings
from posecheck.session.summary import Finding, Hold, Stretch
from posecheck.session.wording import told, verdict_words
from posecheck.ui import texts
from posecheck.words import VIEW_WORDS

#: Told apart by word and shape first; blue and orange also by people who confuse red and green.
_COLOURS = {Verdict.GOOD: "blue", Verdict.SLIGHT: "orange", Verdict.CLEAR: "red", Verdict.CANT_TELL: "gray"}


def show_cards(hold: Hold, readings: tuple[Readings, ...], level: Level) -> None:
    """A card for each check that says something; the others in one list with their reasons."""
    silent = []
    for finding, course, read in zip(hold.findings, hold.courses, readings, strict=True):
        if finding.verdict is Verdict.CANT_TELL and not math.isfinite(finding.value):
            silent.append(finding)
        else:
            _card(finding, course, read, hold, level)
    if silent:
        with st.expander(f"{texts.NOT_SHOWN} ({len(silent)})"):
            show_silent(silent)


def show_silent(findings: list[Finding]) -> None:
    """Checks that can't be told, and why."""
    for finding in findings:
        st.markdown(f"**{finding.check.title}**  \n{finding.reason}")


def badge(finding: Finding) -> str:
    """Shape and word of a verdict, as Markdown."""
    word, shape = verdict_words(finding)
    colour = "gray" if finding.measured else _COLOURS[finding.verdict]
    return f":{colour}-badge[{shape} {word}]"


def _card(finding: Finding, course: Stretch, readings: Readings, hold: Hold, level: Level) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"## {badge(finding)} **{finding.check.title}**\n\n{told(finding, hold.side)}")
        if finding.cue:
            st.markdown(finding.cue)
        elif finding.reason:
            st.caption(finding.reason)
        with st.expander(texts.WHY, type="compact"):
            for line in why(finding, course, readings, hold, level):
                st.markdown(f"- {line}")


def why(finding: Finding, course: Stretch, readings: Readings, hold: Hold, level: Level) -> list[str]:
    """View, source, parts of the margin, level, and thresholds, a sentence each."""
    check = finding.check
    lines = [f"Seen {VIEW_WORDS[hold.setting.seen.view]}."]
    if finding.source:
        lines.append(texts.SOURCES[finding.source])
    lines += _margin(finding, readings)
    lines.append(_level(level))
    if math.isfinite(course.share_good):
        lines.append(texts.steady(course.share_good, size(check, course.spread)))
    if check.scale is not None:
        lines.append(_thresholds(check.scale, check))
    return lines


def _margin(finding: Finding, readings: Readings) -> list[str]:
    """The method's own part, and the rest; nothing where the value was read otherwise than the course (a change)."""
    if not math.isfinite(finding.margin) or finding.against or not np.isfinite(readings.own).any():
        return []
    own = min(float(np.nanmedian(readings.own)), finding.margin)
    rest = math.sqrt(finding.margin**2 - own**2)
    return [texts.margin_parts(*(size(finding.check, part) for part in (finding.margin, own, rest)))]


def _level(level: Level) -> str:
    if not math.isfinite(level.roll_deg):
        return texts.LEVEL_UNKNOWN
    if level.source == "user":
        return texts.LEVEL_USER
    return texts.LEVEL_EDGES.format(roll=abs(level.roll_deg), margin=level.margin_deg)


def _thresholds(scale: Band | Steps, check: Check) -> str:
    if isinstance(scale, Steps):
        good = [step.title for step in scale.steps if step.verdict is Verdict.GOOD]
        return texts.thresholds(", ".join(good), None, scale.source)
    clear = _ends(check, scale.clear, "below {} or above {}") if scale.clear else None
    return texts.thresholds(_ends(check, scale.good, "{} to {}"), clear, scale.source)


def _ends(check: Check, ends: tuple[float, float], form: str) -> str:
    return form.format(*(f"{end:g}{unit(check)}".replace("-", "\N{MINUS SIGN}") for end in ends))


def size(check: Check, value: float) -> str:
    """A size with its unit, to a tenth."""
    return f"{value:.1f}{unit(check)}"


def unit(check: Check) -> str:
    """What follows a number of a check."""
    return {"deg": "°", "": ""}.get(check.unit, f" {check.unit}")
