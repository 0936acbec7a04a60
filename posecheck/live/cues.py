"""What is said aloud, and when: pure decisions; the sound is made in the browser.

A cue is given when what is wanted has changed and has stayed so for a moment, and never on the heels of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isnan

from posecheck.live import words
from posecheck.poses.checks import Pose, Verdict
from posecheck.session.summary import Finding

#: What is wanted must last this long before it is said.
SETTLED_S = 0.4

#: From one cue to the next: at least so long, and as long as it takes to speak it at 150 words a minute.
APART_S, WORD_S = 2.5, 0.4

#: The same thing is said again only after this long, and if it had ceased in between.
REPEAT_S = 12.0


class Sound(StrEnum):
    """The sound that goes before the words."""

    GOOD = "good"
    FIX = "fix"
    PHASE = "phase"


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to say, with its sound."""

    say: str
    sound: Sound


def wanted(findings: Sequence[Finding], pose: Pose) -> Cue | None:
    """What a moment's findings ask for: the gravest thing to change, praise, or what to move; None: nothing certain.

    Praise is for the pose's first check. "Can't tell" asks for something where nothing could be read at all, and
    for nothing where only the margin is too wide.
    """
    for verdict in (Verdict.CLEAR, Verdict.SLIGHT):
        for finding in findings:
            if finding.verdict is verdict and finding.cue:
                return Cue(finding.cue, Sound.FIX)
    first = findings[0] if findings else None
    if first and first.verdict is Verdict.GOOD and not first.check.informs:
        return Cue(words.GOOD, Sound.GOOD)
    if first and first.verdict is Verdict.CANT_TELL and first.reason and isnan(first.value):
        return Cue(words.spoken(first.reason, pose), Sound.FIX)
    return None


class Cues:
    """Decides when a wanted cue is given. Time comes with the data and rises."""

    def __init__(self) -> None:
        self._wish: Cue | None = None
        self._since_s = self._free_s = -inf
        self._said: Cue | None = None
        self._said_s = -inf
        self._ceased = False

    def __call__(self, time_s: float, wish: Cue | None) -> Cue | None:
        """The cue to give at this moment, if any."""
        if wish != self._wish:
            self._wish, self._since_s = wish, time_s
        settled = time_s - self._since_s >= SETTLED_S
        self._ceased |= settled and wish != self._said
        if wish is None or not settled or time_s < self._free_s:
            return None
        if wish == self._said and not (self._ceased and time_s - self._said_s >= REPEAT_S):
            return None
        return self.announce(time_s, wish)

    def announce(self, time_s: float, cue: Cue) -> Cue:
        """Gives a cue at once, whatever was said before: the coach's own words."""
        self._said, self._said_s, self._ceased = cue, time_s, False
        self._free_s = time_s + max(APART_S, WORD_S * len(cue.say.split()))
        return cue
