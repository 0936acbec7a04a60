"""``Watcher``: everything that is looked at in the pictures of one source, for a file and a camera alike."""

from __future__ import annotations

import math

import numpy as np

from posecheck.body.body import Body
from posecheck.eyes.look import Looker
from posecheck.eyes.spot import CardSpotter
from posecheck.measure.level import UNKNOWN, Level, LevelFinder
from posecheck.media.follower import Follower
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker

#: Seconds from one look at how level the camera stands to the next: a sixth of what was watched
#: so far, within these. How long a source will be does not count: a camera and its recording are watched alike.
SHORTEST_S, LONGEST_S, SHARE = 0.75, 10.0, 1.0 / 6.0


class Watcher:
    """Watches one source. Call it with each frame in the order of time; the landmarker stays the caller's to close.

    Attributes:
        level: how level the camera stands, as far as it was seen.
        people: how many people of comparable size the last look for them showed, up to three; 0 before the first.
        follower: finds the person.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self.level: Level = UNKNOWN
        self.people = 0
        self.follower = Follower(landmarker)
        self._finder, self._looker, self._spotter = LevelFinder(), Looker(), CardSpotter()
        self._moments = self._crowded = self._pictures = 0
        self._start_s = self._next_look_s = -math.inf

    def __call__(self, frame: Frame) -> Body:
        """The person in a frame, with what the network and the card show at this moment.

        Raises:
            LandmarkerError: as the landmarker.
        """
        return self.look(frame, self.follow(frame))

    def follow(self, frame: Frame) -> Body:
        """Where the person is: the first half of a call, whose second half is ``look``.

        Raises:
            LandmarkerError: as the landmarker.
        """
        return self.follower(frame)

    def look(self, frame: Frame, body: Body) -> Body:
        """The body that was followed in the frame, with what the network and the card show at this moment."""
        body = self._spotter(frame.pixels, self._looker(frame.pixels, body))
        self._count(body)
        if frame.time_s >= self._next_look_s:
            self._look_around(frame, body)
        return body

    @property
    def crowded(self) -> bool:
        """Whether several people were there for a quarter of the time or more."""
        return self._crowded >= max(self._moments / 4, 1)

    @property
    def pictured(self) -> bool:
        """Whether somebody in the picture was a picture or on a screen."""
        return self._pictures > 0

    def _count(self, body: Body) -> None:
        people = float(np.nan_to_num(body.scene.people))
        self.people = int(people)
        self._moments += 1
        if body.scene.pictures > 0 and not self._pictures:
            self._crowded = 0  # until now the picture counted as a person
        self._pictures += int(body.scene.pictures > 0)
        self._crowded += people > 1

    def _look_around(self, frame: Frame, body: Body) -> None:
        self._finder.add(frame.pixels, body.image)
        self.level = self._finder.result()
        if not math.isfinite(self._start_s):
            self._start_s = frame.time_s
        watched_s = frame.time_s - self._start_s
        self._next_look_s = frame.time_s + float(np.clip(SHARE * watched_s, SHORTEST_S, LONGEST_S))
