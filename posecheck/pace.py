"""``Pacer``: which frames of a recording are looked at. All while somebody moves, few while nobody does."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.eyes.look import LOOKS_HZ
from posecheck.media.leaps import Leaps
from posecheck.session.hold import LIMBS, ROUNDED_S

#: Somebody moves whose second fastest limb is faster than this, in torso lengths a second, over ``OVER_S`` or more.
#: It is half of what ends a hold, so that its ends are seen frame by frame; swaying stays below (rendered people).
MOVES, OVER_S = 0.17, 0.15

#: Seconds from one look to the next: once nobody moves, from ``SETTLED_S`` of stillness on, and from ``LONG_S`` on.
#: On the samples a hold's values are within 0.3 deg and 0.5 cm of those from all frames (docs/performance.md).
CALM_STEP_S, SETTLED_STEP_S, LONG_STEP_S = 1.0 / 12.0, 1.0 / LOOKS_HZ, 0.4
SETTLED_S, LONG_S = 1.0, 5.0

#: A key frame is taken instead where it comes after so long: a gap that ``hold.BRIDGE_S`` still bridges.
LEAST_LEAP_S, MOST_LEAP_S = 0.25, 0.6


class Pacer:
    """Chooses among the frames of one source, in the order of time, from what was seen in those chosen before."""

    def __init__(self, leaps: Leaps | None = None) -> None:
        """With ``leaps`` key frames are taken where they come at a good time, so that few others need be decoded."""
        self._leaps = leaps
        self._last_s = self._next_s = -math.inf
        self._still_since_s, self._idle_until_s = math.inf, -math.inf
        self._trail: deque[tuple[float, Array, float]] = deque()

    def wants(self, time_s: float) -> bool:
        """Whether a frame is to be looked at."""
        return time_s >= self._next_s - ROUNDED_S

    def saw(self, body: Body) -> None:
        """Takes what was seen in a frame that it wanted."""
        now_s = float(body.time_s)
        step_s = self._step_s(body)
        self._next_s = now_s + step_s if step_s else -math.inf
        if self._leaps is None:
            return
        self._idle_until_s = -math.inf
        if step_s == LONG_STEP_S:
            key_s = self._leaps.key_after(now_s)
            if LEAST_LEAP_S - ROUNDED_S <= key_s - now_s <= MOST_LEAP_S + ROUNDED_S:
                self._next_s = key_s
            self._idle_until_s = self._next_s
        self.go_on()

    def go_on(self) -> None:
        """Tells the one who decodes what is wanted next."""
        if self._leaps is not None:
            self._leaps.idle_until(self._idle_until_s)

    def _step_s(self, body: Body) -> float:
        """How long nothing need be looked at; 0 while somebody moves."""
        if not body.seen:
            self._trail.clear()
            self._still_since_s = math.inf
            return SETTLED_STEP_S
        if self._moves(body):
            self._still_since_s = math.inf
            return 0.0
        self._still_since_s = min(self._still_since_s, float(body.time_s))
        still_s = float(body.time_s) - self._still_since_s
        return LONG_STEP_S if still_s >= LONG_S else SETTLED_STEP_S if still_s >= SETTLED_S else CALM_STEP_S

    def _moves(self, body: Body) -> bool:
        """Whether somebody moves now; True as long as too little was seen to tell."""
        now_s, points = float(body.time_s), body.image[LIMBS]
        torso_px = float(np.linalg.norm(points[:2].mean(0) - points[2:4].mean(0)))
        self._trail.append((now_s, points, torso_px))
        while len(self._trail) > 1 and now_s - self._trail[1][0] >= OVER_S:
            self._trail.popleft()
        then_s, before, _ = self._trail[0]
        if now_s - then_s < OVER_S:
            return True
        # lying towards the camera a torso looks short
        torso_px = max(one[2] for one in self._trail)
        speed = np.sort(np.linalg.norm(points - before, axis=-1))[-2] / (now_s - then_s)
        return bool(speed > MOVES * torso_px)
