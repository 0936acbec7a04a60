"""Bodies whose answers are known: one stick figure in space, posed, and seen by a camera without perspective.

The figure is built in the body's own axes, metres: left, up (towards the head), forward. The camera stands
``yaw_deg`` around it and ``elevation_deg`` above it, and is turned by ``roll_deg`` (clockwise, seen from behind
the camera). ``image`` is ``px_per_m`` times the place in ``world``, so every length and angle can be worked out
on paper. A pose is built with the left side working and mirrored for the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posecheck.body.body import ARRAYS, Body
from posecheck.body.skeleton import COUNT, MIRROR, Landmark, Side

Array = np.ndarray

LEFT, UP, FORWARD = np.eye(3)

#: Lengths in metres. Hips and shoulders are the spacing of the landmarks; a leg that stands is 5 mm short of straight.
HIPS, SHOULDERS, TORSO, NECK = 0.22, 0.38, 0.50, 0.17
THIGH = SHANK = 0.43
UPPER_ARM, FOREARM = 0.28, 0.25
ANKLE_UP, STANDING_LEG = 0.08, 0.855

PX_PER_M = 500.0
PORTRAIT, LANDSCAPE = (720, 1280), (1280, 720)

_FACE = {
    "NOSE": (0.0, -0.01, 0.11),
    "EYE_INNER": (0.02, 0.03, 0.09),
    "EYE": (0.035, 0.03, 0.085),
    "EYE_OUTER": (0.05, 0.03, 0.075),
    "EAR": (0.075, 0.0, 0.0),
    "MOUTH": (0.025, -0.05, 0.09),
}


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Where the camera stands and what it sees.

    Attributes:
        yaw_deg: 0 in front; + towards the person's left, of somebody lying towards the head.
        elevation_deg: how far it looks down from; 90 is from above.
        roll_deg: + clockwise seen from behind the camera; ``Body.rolled(roll_deg)`` levels the picture.
        px_per_m: pixels of a metre at the person.
        size_px: width and height of the picture.
    """

    yaw_deg: float = 0.0
    elevation_deg: float = 0.0
    roll_deg: float = 0.0
    px_per_m: float = PX_PER_M
    size_px: tuple[int, int] = PORTRAIT

    def see(self, figure: Array, aim: Array, up: Array = UP, toward: Array = LEFT) -> Body:
        """The moment of a figure ``(33, 3)``; ``aim`` is in the middle of the picture, yaw turns to ``toward``."""
        yaw, elevation, roll = np.radians([self.yaw_deg, self.elevation_deg, self.roll_deg])
        ahead = np.cos(yaw) * FORWARD + np.sin(yaw) * toward
        across = np.cross(up, ahead)
        to_camera = np.cos(elevation) * ahead + np.sin(elevation) * up
        above = np.cross(to_camera, across)
        right = np.cos(roll) * across - np.sin(roll) * above
        down = -np.sin(roll) * across - np.cos(roll) * above
        axes = np.stack([right, down, -to_camera], -1)
        hips = figure[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(0)
        world = (figure - hips) @ axes
        middle = (np.array(self.size_px) - 1.0) / 2.0
        return Body(
            time_s=np.array(0.0),
            image=middle + self.px_per_m * ((figure - aim) @ axes)[:, :2],
            depth=self.px_per_m * world[:, 2],
            world=world,
            visibility=np.ones(COUNT),
            presence=np.ones(COUNT),
            size_px=self.size_px,
        )


class Figure:
    """Points of a figure by the names of their landmarks, while it is being posed."""

    def __init__(self) -> None:
        self.points = np.full((COUNT, 3), np.nan)

    def __getitem__(self, name: str) -> Array:
        return self.points[Landmark[name]]

    def __setitem__(self, name: str, place: Array) -> None:
        self.points[Landmark[name]] = place

    def trunk(self, hips: Array, hip_line: Array) -> None:
        """Hips either side of a point along a line to the left; shoulders and a face square above it."""
        line = hip_line / np.linalg.norm(hip_line)
        for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
            self[f"{side}_HIP"] = hips + sign * HIPS / 2 * line
            self[f"{side}_SHOULDER"] = hips + TORSO * UP + sign * SHOULDERS / 2 * LEFT
        head = hips + (TORSO + NECK) * UP
        for part, (out, above, front) in _FACE.items():
            for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
                name = part if part == "NOSE" else f"MOUTH_{side}" if part == "MOUTH" else f"{side}_{part}"
                self[name] = head + sign * out * LEFT + above * UP + front * FORWARD

    def leg(self, side: str, knee: Array, ankle: Array, toes: Array = FORWARD, sole: Array = -UP) -> None:
        """A leg to its knee and ankle, with the foot pointing to ``toes`` and its sole facing ``sole``."""
        self[f"{side}_KNEE"], self[f"{side}_ANKLE"] = knee, ankle
        self[f"{side}_HEEL"] = ankle + 0.05 * sole - 0.05 * toes
        self[f"{side}_FOOT_INDEX"] = ankle + 0.05 * sole + 0.15 * toes

    def arm(self, side: str, wrist: Array, elbow_to: Array) -> None:
        """An arm to its wrist (or as far as it reaches), the elbow bending to ``elbow_to``; a straight hand."""
        shoulder = self[f"{side}_SHOULDER"]
        way = wrist - shoulder
        reach = min(1.0, 0.999 * (UPPER_ARM + FOREARM) / float(np.linalg.norm(way)))
        wrist = shoulder + reach * way
        elbow = bend(shoulder, wrist, UPPER_ARM, FOREARM, elbow_to)
        along = (wrist - elbow) / FOREARM
        self[f"{side}_ELBOW"], self[f"{side}_WRIST"] = elbow, wrist
        self[f"{side}_INDEX"] = wrist + 0.09 * along
        self[f"{side}_PINKY"] = wrist + 0.08 * along - 0.03 * FORWARD
        self[f"{side}_THUMB"] = wrist + 0.04 * along + 0.03 * FORWARD

    def arms_down(self) -> None:
        """Both arms hanging beside the trunk."""
        for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
            self.arm(side, self[f"{side}_SHOULDER"] + np.array([0.06 * sign, -0.52, 0.0]), -FORWARD)

    def finished(self, working: Side) -> Array:
        """``(33, 3)`` with the named side working; the figure was posed with the left one."""
        assert np.isfinite(self.points).all()
        return self.points if working is Side.LEFT else self.points[list(MIRROR)] * (-1.0, 1.0, 1.0)


def bend(start: Array, end: Array, first: float, second: float, towards: Array) -> Array:
    """The joint between two bones of given lengths that run from start to end, bending towards a direction."""
    way = end - start
    length = float(np.linalg.norm(way))
    axis = way / length
    along = (length**2 + first**2 - second**2) / (2 * length)
    side = towards - towards @ axis * axis
    assert first**2 >= along**2, f"bones of {first} and {second} m do not span {length} m"
    return start + along * axis + np.sqrt(first**2 - along**2) * side / np.linalg.norm(side)


def standing(
    *,
    pelvis_obliquity_deg: float = 0.0,
    hands_on_hips: bool = False,
    shift_m: float = 0.0,
    feet_width_m: float = 0.20,
    **camera: float | tuple[int, int],
) -> Body:
    """Tadasana: both knees as straight as the higher hip lets them be.

    Args:
        pelvis_obliquity_deg: slope of the hip line; + right hip lower.
        hands_on_hips: wrists on the pelvis, so that their line has the same slope; else the arms hang.
        shift_m: pelvis and trunk sideways over the feet; + to the left.
        feet_width_m: spacing of the ankles.
        camera: see ``Camera``.
    """
    tilt = np.radians(pelvis_obliquity_deg)
    line, square = np.cos(tilt) * LEFT + np.sin(tilt) * UP, np.cos(tilt) * UP - np.sin(tilt) * LEFT
    ankles = {side: sign * feet_width_m / 2 * LEFT + ANKLE_UP * UP for side, sign in (("LEFT", 1), ("RIGHT", -1))}
    offsets = {side: shift_m * LEFT + sign * HIPS / 2 * line for side, sign in (("LEFT", 1), ("RIGHT", -1))}
    height = min(
        ankles[s][1] + np.sqrt(STANDING_LEG**2 - (offsets[s][0] - ankles[s][0]) ** 2) - offsets[s][1] for s in ankles
    )
    figure = Figure()
    hips = shift_m * LEFT + height * UP
    figure.trunk(hips, line)
    for side, ankle in ankles.items():
        figure.leg(side, bend(figure[f"{side}_HIP"], ankle, THIGH, SHANK, FORWARD), ankle)
    if hands_on_hips:
        for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
            figure.arm(side, hips + sign * (HIPS / 2 + 0.04) * line + 0.08 * square, sign * LEFT)
    else:
        figure.arms_down()
    return Camera(**camera).see(figure.finished(Side.LEFT), aim=0.85 * UP)


def tree(
    *,
    stand: Side = Side.LEFT,
    drop_deg: float = 0.0,
    foot_place: float = 0.6,
    lean_pct: float = 0.0,
    arms: str = "down",
    **camera: float | tuple[int, int],
) -> Body:
    """Tree: one leg 5 mm short of straight, the other thigh out to the side with the sole on the standing leg.

    Args:
        stand: the standing leg.
        drop_deg: slope of the hip line; + the lifted leg's hip is lower.
        foot_place: height of the middle of ankle, heel and toes along the standing leg; 0 hip, 1 knee, 2 ankle.
        lean_pct: standing hip sideways of its ankle, of the leg's length; + outward.
        arms: "down" or "overhead".
        camera: see ``Camera``.
    """
    drop, lean = np.radians(drop_deg), lean_pct / 100.0
    line = np.cos(drop) * LEFT + np.sin(drop) * UP
    ankle = HIPS / 2 * LEFT + ANKLE_UP * UP
    hip = ankle + STANDING_LEG * (lean * LEFT + np.sqrt(1.0 - lean**2) * UP)
    figure = Figure()
    figure.trunk(hip - HIPS / 2 * line, line)
    figure.leg("LEFT", bend(hip, ankle, THIGH, SHANK, FORWARD), ankle)
    sole = hip + foot_place / 2 * (ankle - hip) - 0.07 * LEFT
    toes, facing = -UP, LEFT
    lifted = sole - 0.10 / 3 * (toes + facing)
    figure.leg("RIGHT", bend(figure["RIGHT_HIP"], lifted, THIGH, SHANK, -LEFT), lifted, toes, facing)
    if arms == "overhead":
        for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
            figure.arm(side, figure[f"{side}_SHOULDER"] + np.array([-0.10 * sign, 0.50, 0.0]), sign * LEFT)
    else:
        figure.arms_down()
    return Camera(**camera).see(figure.finished(stand), aim=UP)


def on_side(
    *,
    lying_on: Side = Side.RIGHT,
    stretched: Side = Side.LEFT,
    knee_behind_m: float = 0.0,
    knee_lift_deg: float = 0.0,
    **camera: float | tuple[int, int],
) -> Body:
    """Side-lying stretch, hips and shoulders stacked; the upper hand is at (or stretched towards) the held ankle.

    Args:
        lying_on: the side that lies on the floor.
        stretched: the leg drawn back; the upper one in the top form, the lower one in the bottom form.
        knee_behind_m: that knee behind the torso's frontal plane; hip extension is its arcsine over ``THIGH``
            (over ``THIGH * cos(knee_lift_deg)`` for a lifted knee).
        knee_lift_deg: that thigh out of the torso's sagittal plane; + away from the other leg.
        camera: see ``Camera``; by default 60 deg up, in front.
    """
    upper = "LEFT" if lying_on is not stretched else "RIGHT"
    lower = "RIGHT" if upper == "LEFT" else "LEFT"
    figure = Figure()
    figure.trunk(np.zeros(3), LEFT)
    lift = np.radians(knee_lift_deg)
    flat = THIGH * np.cos(lift)
    knee = figure["LEFT_HIP"] + np.array([THIGH * np.sin(lift), -np.sqrt(flat**2 - knee_behind_m**2), -knee_behind_m])
    # the knee is folded to 50 deg; the shank stays in the sagittal plane
    fold = np.radians(50.0) - np.arcsin(knee_behind_m / flat)
    shin = np.cos(fold) * UP - np.sin(fold) * FORWARD
    ankle = knee + SHANK * shin
    figure.leg("LEFT", knee, ankle, toes=shin, sole=np.cross(LEFT, shin))
    resting = figure["RIGHT_HIP"] + THIGH * (0.8 * FORWARD - 0.6 * UP)
    figure.leg("RIGHT", resting, resting - SHANK * (0.6 * FORWARD + 0.8 * UP))
    figure.arm(upper, ankle, -FORWARD)
    figure.arm(lower, figure[f"{lower}_SHOULDER"] + 0.45 * UP + 0.10 * FORWARD, FORWARD)
    place = {"elevation_deg": 60.0, "size_px": LANDSCAPE, **camera}
    up = LEFT if lying_on is Side.RIGHT else -LEFT
    return Camera(**place).see(figure.finished(stretched), aim=np.zeros(3), up=up, toward=UP)


def pigeon(
    *,
    front: Side = Side.LEFT,
    drop_deg: float = 0.0,
    forward_deg: float = 0.0,
    **camera: float | tuple[int, int],
) -> Body:
    """Pigeon, trunk upright and square: one leg folded in front, the other straight behind its hip.

    Args:
        front: the folded leg.
        drop_deg: slope of the hip line as seen from straight behind; + the front leg's hip is lower.
        forward_deg: hip line turned on the floor plan; + the front leg's hip is further forward.
        camera: see ``Camera``; by default level, straight behind.
    """
    figure = Figure()
    line = LEFT + np.tan(np.radians(forward_deg)) * FORWARD - np.tan(np.radians(drop_deg)) * UP
    figure.trunk(0.16 * UP, line)
    hip = figure["LEFT_HIP"]
    knee = hip + _slanted(THIGH, 0.22 * LEFT + (0.06 - hip[1]) * UP, FORWARD)
    ankle = knee + _slanted(SHANK, -0.36 * LEFT - 0.01 * UP, -FORWARD)
    figure.leg("LEFT", knee, ankle, toes=-LEFT, sole=-FORWARD)
    hip = figure["RIGHT_HIP"]
    ankle = hip + _slanted(THIGH + SHANK, (0.06 - hip[1]) * UP, -FORWARD)
    figure.leg("RIGHT", (hip + ankle) / 2, ankle, toes=-FORWARD, sole=UP)
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        figure.arm(side, np.array([0.24 * sign, 0.24, 0.22]), sign * LEFT - FORWARD)
    place = {"yaw_deg": 180.0, "size_px": LANDSCAPE, **camera}
    return Camera(**place).see(figure.finished(front), aim=0.40 * UP)


def _slanted(length: float, part: Array, rest: Array) -> Array:
    """A bone of a given length: one part of it is given, the rest of its length points along ``rest``."""
    return part + np.sqrt(length**2 - part @ part) * rest


def clip(
    moment: Body,
    seconds: float = 3.0,
    rate_hz: float = 10.0,
    noise_px: float = 0.5,
    rng: np.random.Generator | None = None,
    start_s: float = 0.0,
) -> Body:
    """A moment held for some time, with normal noise of its own on each landmark, in the picture and in space.

    Args:
        moment: a moment.
        seconds, rate_hz: ``round(seconds * rate_hz)`` moments, the first at ``start_s``.
        noise_px: standard deviation in pixels along each axis; in space the same length in metres.
        rng: by default the generator of seed 0, so that the same call gives the same clip.
        start_s: time of the first moment.
    """
    rng = rng or np.random.default_rng(0)
    count = round(seconds * rate_hz)
    px_per_m = np.ptp(moment.image[:, 1]) / np.ptp(moment.world[:, 1])
    shaken = noise_px * rng.standard_normal((count, COUNT, 3))
    return Body(
        time_s=start_s + np.arange(count) / rate_hz,
        image=moment.image + shaken[..., :2],
        depth=moment.depth + shaken[..., 2],
        world=moment.world + shaken / px_per_m,
        visibility=np.tile(moment.visibility, (count, 1)),
        presence=np.tile(moment.presence, (count, 1)),
        size_px=moment.size_px,
    )


def nobody(seconds: float = 1.0, rate_hz: float = 10.0, size_px: tuple[int, int] = PORTRAIT) -> Body:
    """A clip without a person."""
    return Body.unseen(np.arange(round(seconds * rate_hz)) / rate_hz, size_px)


def joined(*clips: Body) -> Body:
    """Clips one after the other; each starts one of its own time steps after the end of the one before."""
    times: list[Array] = []
    for part in clips:
        step = part.time_s[1] - part.time_s[0] if len(part) > 1 else 0.1
        start = times[-1][-1] + step if times else part.time_s[0]
        times.append(part.time_s - part.time_s[0] + start)
    arrays = {name: np.concatenate([getattr(part, name) for part in clips]) for name in ARRAYS if name != "time_s"}
    (size_px,) = {part.size_px for part in clips}
    return Body(np.concatenate(times), **arrays, size_px=size_px)


def as_delivered(body: Body) -> Body:
    """The body in float32 numbers, which is what the landmarker delivers and a recording keeps."""
    arrays = {
        name: np.asarray(getattr(body, name), np.float32).astype(np.float64) for name in ARRAYS if name != "time_s"
    }
    return replace(body, **arrays)


def anybody(seed: int, lead: tuple[int, ...] = ()) -> Body:
    """Landmarks scattered at random over a person's size: for rules that hold for whatever is seen."""
    rng = np.random.default_rng(seed)
    world = 0.5 * rng.standard_normal((*lead, COUNT, 3))
    world -= world[..., [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :].mean(-2, keepdims=True)
    return Body(
        time_s=np.cumsum(rng.uniform(0.05, 0.1, lead), axis=-1) if lead else np.array(0.0),
        image=PX_PER_M * world[..., :2] + rng.uniform(300.0, 600.0, 2),
        depth=PX_PER_M * world[..., 2],
        world=world,
        visibility=rng.uniform(size=(*lead, COUNT)),
        presence=rng.uniform(size=(*lead, COUNT)),
        size_px=PORTRAIT,
    )
