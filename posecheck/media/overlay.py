"""What was seen and found, drawn on a frame: skeleton, measured line, and a panel with the findings of the time."""

from __future__ import annotations

import math

import cv2
import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import BONES, MIRROR, Landmark
from posecheck.media.lettering import SHIFT, STRONG, Colour, fill, fixed, look_of, text_width, write
from posecheck.media.panel import Card, Corner, Entry, draw_panel, panel_box
from posecheck.poses.checks import Band, Check, Verdict
from posecheck.session.judge import Setting, real_needs
from posecheck.session.summary import Finding, Hold, Summary

L = Landmark

#: A value is shown for a time this far from when it was measured, at most.
NEAR_S = 0.2

#: Findings shown at once.
_SHOWN = 3

_TRUNK = {L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP}
_HIPS = (L.LEFT_HIP, L.RIGHT_HIP)
_LEFT: Colour = (255, 255, 255)
_RIGHT: Colour = (196, 214, 176)
_DARK: Colour = (14, 16, 20)
_JOINTS = [mark for mark in L if mark.name.split("_")[-1] in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")]


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
            colour = look_of(_verdict(hold.findings[0])).colour if hold and hold.findings else _LEFT
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
        clock = "" if len(self.summary.time_s) == 1 else f"{int(time_s // 60)}:{math.floor(time_s % 60 * 10) / 10:04.1f}"
        if hold is None:
            return Card("no hold", False, clock)
        status = f"hold {time_s - hold.start_s:.1f} s" if hold.length_s else "still picture"
        entries = []
        for finding in most_important(hold.findings):
            value, margin = self._reading(hold, finding, time_s)
            entries.append(Entry(finding.check.title, value_text(finding, value, margin), look_of(_verdict(finding))))
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

    def _corner(self, width_px: int, height_px: int) -> Corner:
        size = width_px, height_px
        if size not in self._corners:
            self._corners[size] = self._emptiest(*size)
        return self._corners[size]

    def _emptiest(self, width_px: int, height_px: int) -> Corner:
        """The corner in which the panel covers the fewest landmarks; the first one of equals."""
        if self._clip is None or not self._clip.seen.any():
            return Corner.TOP_LEFT
        points = scaled(self._clip[self._clip.seen], width_px, height_px)
        longest = self.summary.longest
        card = self.card_at(longest.start_s if longest else -1.0)

        def covered(corner: Corner) -> float:
            left, top, right, bottom = panel_box(card, width_px, height_px, corner)
            x, y = points[..., 0], points[..., 1]
            return float(((x >= left) & (x < right) & (y >= top) & (y < bottom)).mean())

        return min(Corner, key=covered)


def _verdict(finding: Finding) -> Verdict | None:
    """The verdict as it is told: a check that informs has none, unless it can't tell."""
    return None if finding.informs and finding.verdict is not Verdict.CANT_TELL else finding.verdict


def _alike(one: Setting, other: Setting | None) -> bool:
    """Whether readings in one setting mean the same in the other."""
    if other is None:
        return False
    return (one.pose.key, one.side, one.seen.view, one.form) == (other.pose.key, other.side, other.seen.view, other.form)


def pose_text(setting: Setting) -> str:
    """Pose and working side, as in "Tree, standing leg: left"."""
    if setting.pose.working is None:
        return setting.pose.title
    side = setting.side.value if setting.side else look_of(Verdict.CANT_TELL).word
    return f"{setting.pose.title}, {setting.pose.working}: {side}"


def most_important(findings: tuple[Finding, ...]) -> list[Finding]:
    """Up to three findings: the first check of the pose, then clear before slight before good before the rest."""

    def rank(finding: Finding) -> int:
        if finding.verdict is Verdict.CANT_TELL:
            return 4 if math.isfinite(finding.value) else 5
        return 3 if finding.informs else (Verdict.CLEAR, Verdict.SLIGHT, Verdict.GOOD).index(finding.verdict)

    return [*findings[:1], *sorted(findings[1:], key=rank)[: _SHOWN - 1]]


def value_text(finding: Finding, value: float, margin: float) -> str:
    """A value as people read it, as in "+6 ± 4 deg", or the title of the step; empty where it is not known."""
    check = finding.check
    if finding.step is not None:
        return finding.step.title
    if not (check.unit and math.isfinite(value) and math.isfinite(margin)):
        return ""
    digits = 0 if margin >= 2.0 else 1
    size = f"{abs(value):.{digits}f}"
    sign = "" if not float(size) else "−" if value < 0 else "+" if _two_sided(check) else ""
    return f"{sign}{size} ± {margin:.{digits}f} {check.unit}"


def _two_sided(check: Check) -> bool:
    """Whether zero lies inside what the value may be, so that a plus says something."""
    return isinstance(check.scale, Band) and check.scale.good[0] < 0.0 < check.scale.good[1]


def measured_bones(setting: Setting) -> tuple[tuple[Landmark, Landmark], ...]:
    """The bones that the pose's first check measures, on the person's own sides.

    Bones of a limb come before those of the trunk, which a measure often needs only for reference; of the trunk,
    the line of the hips comes first. Empty where the working side is not known and would make a difference.
    """
    check = setting.pose.checks[0]
    needs = set(real_needs(check, setting))
    bones = [bone for bone in BONES if needs.issuperset(bone)]
    limbs = tuple(bone for bone in bones if not _TRUNK.issuperset(bone))
    chosen = limbs or ((_HIPS,) if _HIPS in bones else tuple(bones[:1]))
    if setting.pose.side is not None and setting.side is None:
        mirrored = {frozenset(Landmark(MIRROR[mark]) for mark in bone) for bone in chosen}
        return chosen if mirrored == {frozenset(bone) for bone in chosen} else ()
    return chosen


def scaled(body: Body, width_px: int, height_px: int) -> np.ndarray:
    """``(..., 33, 2)`` the landmarks in a picture of another size; pixel centres stay at whole numbers."""
    return (body.image + 0.5) * (width_px / body.size_px[0], height_px / body.size_px[1]) - 0.5


def draw_skeleton(
    pixels: np.ndarray, body: Body, strong: tuple[tuple[Landmark, Landmark], ...] = (), colour: Colour = _LEFT
) -> None:
    """Draws a moment's bones and joints in place.

    The person's left side has white lines and round joints, the right side greenish lines and square joints; the
    knees carry the letters L and R.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, C-contiguous.
        body: a moment in which somebody is seen.
        strong: bones to be drawn strongly.
        colour: RGB of those.
    """
    height_px, width_px = pixels.shape[:2]
    points = scaled(body, width_px, height_px)
    unit = math.sqrt(width_px * height_px) / 480.0
    thin, rim = max(1, round(1.3 * unit)), max(1, round(0.9 * unit))
    weak = [bone for bone in BONES if bone not in strong]
    for bone in weak:
        _line(pixels, points, bone, _DARK, thin + 2 * rim)
    for bone in weak:
        _line(pixels, points, bone, _tint(bone), thin)
    for mark in _JOINTS:
        _joint(pixels, points[mark], mark, 2.3 * unit, 0.8 * unit)
    for extra, tint in ((2 * rim, _DARK), (0, colour)):
        for bone in strong:
            _line(pixels, points, bone, tint, 3 * thin + extra)
            for mark in bone:
                _joint(pixels, points[mark], mark, 3.6 * unit + extra / 2, 0.0, tint)
    _letters(pixels, points, unit)


def _line(pixels: np.ndarray, points: np.ndarray, bone: tuple[Landmark, Landmark], colour: Colour, width: int) -> None:
    start, end = fixed(points[list(bone)]).tolist()
    cv2.line(pixels, start, end, colour, width, cv2.LINE_AA, SHIFT)


def _tint(bone: tuple[Landmark, Landmark]) -> Colour:
    return _RIGHT if all("RIGHT" in mark.name for mark in bone) else _LEFT


def _joint(
    pixels: np.ndarray, at: np.ndarray, mark: Landmark, radius: float, rim: float, colour: Colour | None = None
) -> None:
    """A disc on the left, a square on the right."""
    corners, first_deg, grow = (4, 45.0, 1.3) if "RIGHT" in mark.name else (20, 0.0, 1.0)
    angles = np.radians(first_deg + 360.0 * np.arange(corners) / corners)
    shape = grow * np.stack([np.cos(angles), np.sin(angles)], -1)
    if rim:
        fill(pixels, at + (radius + rim) * shape, _DARK)
    fill(pixels, at + radius * shape, colour or _tint((mark, mark)))


def _letters(pixels: np.ndarray, points: np.ndarray, unit: float) -> None:
    """L and R beside the knees, on the side away from the other knee."""
    size = max(9, round(9 + 3.0 * unit))
    between = points[L.LEFT_KNEE] - points[L.RIGHT_KNEE]
    away = between / max(float(np.hypot(*between)), 1e-6) * 1.15 * size
    for letter, place in (("L", points[L.LEFT_KNEE] + away), ("R", points[L.RIGHT_KNEE] - away)):
        left, baseline = place[0] - text_width(letter, size, STRONG) / 2, place[1] + 0.36 * size
        if abs(left) > 1e4 or abs(baseline) > 1e4:
            continue
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            write(pixels, letter, left + dx, baseline + dy, size, _DARK, STRONG)
        write(pixels, letter, left, baseline, size, _LEFT if letter == "L" else _RIGHT, STRONG)
