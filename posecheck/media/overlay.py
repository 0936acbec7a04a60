"""What was seen and found, drawn on a frame: skeleton, measured line, and a panel with the findings of the time."""

from __future__ import annotations

import math

import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import BONES, Landmark
from posecheck.media.figure import draw_skeleton, scaled
from posecheck.media.lettering import WHITE, look_of
from posecheck.media.measured import as_told, measured_bones
from posecheck.media.panel import Card, Corner, Entry, draw_panel, panel_box
from posecheck.poses.checks import Verdict
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold, Summary
from posecheck.session.wording import pose_text, value_text

L = Landmark

#: A value is shown for a time this far from when it was measured, at most.
NEAR_S = 0.2

#: Findings shown at once.
_SHOWN = 3

#: How much more a landmark of the measured line counts than another when the panel looks for a place.
_STRONG_WEIGHT = 10.0

_FEET = [bone for bone in BONES if any("HEEL" in mark.name or "FOOT" in mark.name for mark in bone)]


class Overlay:
    """Draws on the frames of one source.

    Between holds the skeleton and "no hold" are drawn. While a hold runs, the line that the pose's first check
    measures is drawn strongly, in the colour of that check's verdict, and up to three findings are told: the first
    check, then the gravest. Values are those of the time; verdicts are those of the whole hold.

    Args:
        summary: what the source says.
        clip: the bodies ``(T,)`` of the source; the panel then stands in the corner where it covers least of them.
    """

    def __init__(self, summary: Summary, clip: Body | None = None) -> None:
        self.summary = summary
        self._clip = clip
        self._corners: dict[tuple[int, int], Corner] = {}

    def draw(self, pixels: np.ndarray, time_s: float, body: Body | None) -> np.ndarray:
        """A copy of the frame with everything drawn on it.

        Args:
            pixels: ``(H, W, 3)`` uint8 RGB, upright; of the size in which ``body`` counts, or scaled.
            time_s: seconds of the source.
            body: a moment; None or unseen draws no skeleton.

        Returns:
            ``(H, W, 3)`` uint8 RGB.
        """
        drawn = np.array(pixels, np.uint8, order="C")
        height_px, width_px = drawn.shape[:2]
        hold = self.hold_at(time_s)
        if body is not None and body.seen:
            strong = measured_bones(hold.setting) if hold else ()
            body = self._measured(body, hold, time_s) if hold else body
            colour = look_of(_verdict(hold.findings[0])).colour if hold and hold.findings else WHITE
            draw_skeleton(drawn, body, strong, colour)
        draw_panel(drawn, self.card_at(time_s), self._corner(width_px, height_px))
        return drawn

    def hold_at(self, time_s: float) -> Hold | None:
        """The hold that is running; the longest where several are."""
        running = [hold for hold in self.summary.holds if hold.start_s <= time_s <= hold.end_s]
        return max(running, key=lambda hold: hold.length_s, default=None)

    def card_at(self, time_s: float) -> Card:
        """What the panel says at a time."""
        hold = self.hold_at(time_s)
        clock = "" if len(self.summary.time_s) == 1 else clock_text(time_s)
        if hold is None:
            return Card("no hold", False, clock)
        status = f"hold {time_s - hold.start_s:.1f} s" if hold.length_s else "still picture"
        entries = []
        for finding in most_important(hold.findings):
            value = value_text(finding, *self._reading(hold, finding, time_s), hold.side)
            entries.append(Entry(finding.check.title, value, look_of(_verdict(finding))))
        return Card(status, True, clock, pose_text(hold.setting), tuple(entries))

    def _reading(self, hold: Hold, finding: Finding, time_s: float) -> tuple[float, float]:
        """Value and margin at a time, or over the hold where there is none of that time."""
        whole = finding.value, finding.margin
        if finding.check.over_hold or math.isnan(finding.value) or not _alike(hold.setting, self.summary.setting):
            return whole
        nearest = int(np.abs(self.summary.time_s - time_s).argmin())
        if abs(float(self.summary.time_s[nearest]) - time_s) > NEAR_S:
            return whole
        for readings in self.summary.series:
            if readings.check.key == finding.check.key:
                value, margin = float(readings.value[nearest]), float(readings.margin[nearest])
                return (value, margin) if math.isfinite(value) and math.isfinite(margin) else whole
        return whole

    def _measured(self, body: Body, hold: Hold, time_s: float) -> Body:
        """The body with its measured line as it is told at the time."""
        first = hold.findings[0]
        return as_told(body, hold.setting, first, self._reading(hold, first, time_s)[0])

    def _corner(self, width_px: int, height_px: int) -> Corner:
        size = width_px, height_px
        if size not in self._corners:
            self._corners[size] = self._emptiest(*size)
        return self._corners[size]

    def _emptiest(self, width_px: int, height_px: int) -> Corner:
        """The corner in which the panel covers least of the body, and of the measured line above all."""
        longest = self.summary.longest
        if self._clip is None or longest is None:
            return Corner.TOP_LEFT
        held = np.any(
            [(self._clip.time_s >= h.start_s) & (self._clip.time_s <= h.end_s) for h in self.summary.holds], 0
        )
        points = scaled(self._clip[held & self._clip.seen], width_px, height_px)
        strong = measured_bones(longest.setting)
        along = [points[:, list(bone)].mean(1) for bone in (*(b for b in BONES if b not in _FEET), *strong)]
        weights = np.ones(len(L) + len(along))
        weights[[mark for bone in strong for mark in bone]] = weights[len(weights) - len(strong) :] = _STRONG_WEIGHT
        points = np.concatenate([points, np.stack(along, 1)], 1)
        card = self.card_at(longest.start_s)

        def covered(corner: Corner) -> float:
            left, top, right, bottom = panel_box(card, width_px, height_px, corner)
            x, y = points[..., 0], points[..., 1]
            return float((((x >= left) & (x < right) & (y >= top) & (y < bottom)) * weights).sum())

        return min(Corner, key=covered)


def clock_text(time_s: float) -> str:
    """Minutes and seconds, rounded down to a tenth: "1:04.3"."""
    tenths = math.floor(time_s * 10.0 + 1e-6)
    return f"{tenths // 600}:{tenths % 600 / 10.0:04.1f}"


def _verdict(finding: Finding) -> Verdict | None:
    """The verdict as it is told: a check that informs has none, unless it can't tell."""
    return None if finding.measured else finding.verdict


def _alike(one: Setting, other: Setting | None) -> bool:
    """Whether readings in one setting mean the same in the other."""
    if other is None:
        return False
    return all(
        mine == theirs
        for mine, theirs in (
            (one.pose.key, other.pose.key),
            (one.side, other.side),
            (one.seen.view, other.seen.view),
            (one.form, other.form),
        )
    )


def most_important(findings: tuple[Finding, ...]) -> list[Finding]:
    """Up to three findings: the first check of the pose, then clear before slight before good before the rest."""

    def rank(finding: Finding) -> int:
        if finding.verdict is Verdict.CANT_TELL:
            return 4 if math.isfinite(finding.value) else 5
        return 3 if finding.check.informs else (Verdict.CLEAR, Verdict.SLIGHT, Verdict.GOOD).index(finding.verdict)

    return [*findings[:1], *sorted(findings[1:], key=rank)[: _SHOWN - 1]]
