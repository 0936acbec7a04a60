"""Where to place the camera for a pose, as a drawing: a person on a mat, the camera on its tripod, and what it sees."""

from __future__ import annotations

from math import cos, radians, sin

from posecheck.live import words
from posecheck.live.setup import told_check
from posecheck.measure.view import AROUND, HIGH, QUARTERS, Posture, View
from posecheck.poses.checks import Pose
from posecheck.session.methods import views_of

#: A point in metres: ahead, to the left (somebody who lies: to the head), up.
Point = tuple[float, float, float]

_STANDING: tuple[tuple[Point, ...], ...] = (
    ((0.12, 0.11, 0.0), (0.0, 0.11, 0.03), (0.02, 0.11, 0.48), (0.0, 0.0, 0.92)),
    ((0.12, -0.11, 0.0), (0.0, -0.11, 0.03), (0.02, -0.11, 0.48), (0.0, 0.0, 0.92)),
    ((0.0, 0.0, 0.92), (0.0, 0.0, 1.45)),
    ((0.0, 0.19, 1.4), (0.0, -0.19, 1.4)),
    ((0.05, 0.28, 0.85), (-0.02, 0.24, 1.12), (0.0, 0.19, 1.4)),
    ((0.05, -0.28, 0.85), (-0.02, -0.24, 1.12), (0.0, -0.19, 1.4)),
)
_ON_FLOOR: tuple[tuple[Point, ...], ...] = (
    ((0.28, -0.25, 0.05), (0.42, 0.2, 0.08), (0.0, 0.0, 0.16)),
    ((-0.95, -0.1, 0.05), (-0.5, -0.1, 0.06), (0.0, 0.0, 0.16)),
    ((0.0, 0.0, 0.16), (0.06, 0.0, 0.68)),
    ((0.06, 0.19, 0.64), (0.06, -0.19, 0.64)),
    ((0.4, 0.24, 0.02), (0.2, 0.26, 0.34), (0.06, 0.19, 0.64)),
    ((0.4, -0.24, 0.02), (0.2, -0.26, 0.34), (0.06, -0.19, 0.64)),
)
_LYING: tuple[tuple[Point, ...], ...] = (
    ((0.2, -0.75, 0.05), (0.25, -0.38, 0.07), (0.0, 0.0, 0.18)),
    ((-0.45, -0.12, 0.25), (-0.12, -0.42, 0.25), (0.0, 0.0, 0.18)),
    ((0.0, 0.0, 0.18), (0.0, 0.5, 0.18)),
    ((-0.45, -0.12, 0.25), (-0.3, 0.25, 0.35), (0.0, 0.5, 0.34), (0.0, 0.5, 0.05), (0.25, 0.75, 0.03)),
)
_MAT = ((0.6, 0.35), (0.6, -0.35), (-1.0, -0.35), (-1.0, 0.35))
_MAT_ACROSS = ((0.4, 0.95), (0.4, -0.95), (-0.5, -0.95), (-0.5, 0.95))

#: Cameras lower than this belong to poses on the floor.
_LOW_M = 1.0

_DISTANCE_M, _SCALE, _FLOOR_Y, _PERSON_X = 2.9, 82.0, 212.0, 330.0


def _flat(ahead: float, left: float, up: float, lies: bool = False) -> str:
    """A point of the room, ahead being towards the camera, in the drawing: seen obliquely, somebody lying more so."""
    right, down = (0.72, -0.42) if lies else (0.35, 0.28)
    return f"{_PERSON_X - _SCALE * (ahead - right * left):.1f},{_FLOOR_Y - _SCALE * (up - down * left):.1f}"


def yaw_deg(view: View) -> float:
    """The middle of a view: 0 in front, + to the person's left, of somebody who lies to the head."""
    low = {high: flat for flat, high in HIGH.items()}.get(view, view)
    if low in AROUND:
        return 45.0 * AROUND.index(low)
    return 90.0 * QUARTERS.index(low) if low in QUARTERS else 0.0


def placement(pose: Pose) -> str:
    """The drawing as an inline SVG, in the colours of the page; empty where no view can answer the pose's checks."""
    views = views_of(pose, told_check(pose))
    if not views or pose.camera_height_m is None:
        return ""
    low_m, high_m = pose.camera_height_m
    yaw, lies = radians(yaw_deg(views[0])), pose.posture is Posture.SIDE_LYING

    def turned(ahead: float, left: float, up: float = 0.0) -> str:
        return _flat(ahead * cos(yaw) + left * sin(yaw), left * cos(yaw) - ahead * sin(yaw), up, lies)

    limbs = _LYING if lies else _STANDING if high_m > _LOW_M else _ON_FLOOR
    head = (0.0, 0.78, 0.18) if lies else (0.0, 0.0, 1.62) if high_m > _LOW_M else (0.08, 0.0, 0.86)
    nose = tuple(a + b for a, b in zip(head, (0.19, 0.0, 0.0), strict=True))
    mat = " ".join(turned(*corner) for corner in (_MAT_ACROSS if lies else _MAT))
    body = "".join(f'<polyline points="{" ".join(turned(*p) for p in limb)}"/>' for limb in limbs)
    x, y = turned(*head).split(",")
    top, bottom = turned(0.0, 0.0, 1.75 if high_m > _LOW_M else 0.95), turned(0.0, 0.0)
    if lies:
        top, bottom = turned(0.0, 0.95), turned(0.0, -0.95)
    eye = _flat(_DISTANCE_M, 0.0, (low_m + high_m) / 2)
    label = words.PLACE_HEIGHT.format(low_m=low_m, high_m=high_m)
    return (
        f'<svg viewBox="0 0 440 250" role="img" aria-label="{pose.camera}" fill="none" stroke="currentColor" '
        'stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'
        f'<polygon points="{mat}" fill="var(--st-primary-color)" fill-opacity="0.18" stroke="none"/>'
        f'<polygon points="{eye} {top} {bottom}" fill="var(--st-primary-color)" fill-opacity="0.12" '
        'stroke="var(--st-primary-color)" stroke-width="1.5" stroke-dasharray="5 5"/>'
        f'{body}<circle cx="{x}" cy="{y}" r="9"/><polyline points="{turned(*head)} {turned(*nose)}" stroke-width="3"/>'
        f"{_tripod(eye)}"
        f'<text x="{float(eye.split(",")[0]) - 8:.0f}" y="{_FLOOR_Y + 30:.0f}" text-anchor="middle" font-size="16" '
        f'stroke="none" fill="currentColor">{label}</text></svg>'
    )


def _tripod(eye: str) -> str:
    x, y = (float(part) for part in eye.split(","))
    return (
        f'<g stroke-width="3"><path d="M{x - 8:.0f} {y + 9:.0f} V{_FLOOR_Y - 20:.0f} L{x - 24:.0f} {_FLOOR_Y:.0f} '
        f'M{x - 8:.0f} {_FLOOR_Y - 20:.0f} L{x + 8:.0f} {_FLOOR_Y:.0f}"/>'
        f'<rect x="{x - 26:.0f}" y="{y - 10:.0f}" width="26" height="20" rx="4" fill="currentColor"/></g>'
    )
