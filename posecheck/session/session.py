"""``Session``: the only path from bodies to findings, for a camera, a video and a stored recording alike.

Rules:

* A session is fed: ``step`` takes one body and returns one ``Moment``. It opens nothing, waits for nothing
  and reads no clock; time comes with the body and must rise.
* What a moment says may use earlier moments only. What ``summary`` says may use them all, so it is
  computed from the bodies kept, never from what the moments said.
* The same bodies give the same numbers, however they were split or however often they are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.placed import as_seen
from posecheck.body.skeleton import Side
from posecheck.body.tape import Tape
from posecheck.measure.level import UNKNOWN as UNLEVELLED
from posecheck.measure.level import Level
from posecheck.measure.refine import refined
from posecheck.poses import POSES
from posecheck.poses.checks import Pose, Verdict
from posecheck.session.advice import sentence
from posecheck.session.baseline import Zero, against_own, not_needed
from posecheck.session.gates import person_of, without_bystanders
from posecheck.session.hold import Span, find_spans
from posecheck.session.judge import Readings, read
from posecheck.session.prepared import Prepared
from posecheck.session.recognise import LIKELY, NAMED, likenesses, recognised
from posecheck.session.setting import Setting, levelled, setting_upright
from posecheck.session.summary import Finding, Summary, cannot_tell, find, summarise_hold
from posecheck.session.worn import zeros_of

#: A moment is judged in the light of this much that came before it.
WINDOW_S = 1.0

#: Holds recognised with a smaller lead over the next pose than this are told as unsure.
SURE_LEAD = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What is known at one time: the body as seen, the setting (None while no pose is recognised), the findings."""

    body: Body
    setting: Setting | None
    findings: tuple[Finding, ...]


class Session:
    """Judges one source.

    Args:
        pose: the pose to look for; None finds out which of ``poses`` is held.
        side: overrules the working side that is found.
        level: how level the camera stands; may be set until ``summary`` is asked for.
        poses: the poses to choose from.
        zero: a hold of the same person in another recording, for the checks that are told against it.
    """

    def __init__(
        self,
        pose: Pose | None = None,
        side: Side | None = None,
        level: Level = UNLEVELLED,
        poses: Mapping[str, Pose] = POSES,
        zero: Zero | None = None,
    ) -> None:
        self.level = level
        self.zero = zero
        self._side = side
        self._named = pose
        self._poses = {pose.key: pose} if pose else dict(poses)
        self._tape = Tape()

    def step(self, body: Body) -> Moment:
        """Takes the next moment.

        Raises:
            ValueError: ``body`` is a clip, or not later than the one before, or of another picture size.
        """
        if body.time_s.ndim:
            raise ValueError(f"Session.step takes one moment, got leading shape {body.time_s.shape}")
        if len(self._tape):
            last = self._tape.last
            if not body.time_s > last.time_s:
                raise ValueError(f"time does not rise: {float(body.time_s)} s after {float(last.time_s)} s")
            if body.size_px != last.size_px:
                raise ValueError(f"picture size changed from {last.size_px} to {body.size_px}")
        self._tape.add(body)
        return self._moment()

    def feed(self, clip: Body) -> None:
        """Takes a whole clip ``(T,)`` without asking for its moments: the same as stepping through it."""
        self._tape.add(clip)

    @property
    def clip(self) -> Body:
        """All that it was fed with, ``(T,)``.

        Raises:
            ValueError: there was no moment yet.
        """
        return self._tape.clip

    @property
    def moments(self) -> int:
        """How many moments it was fed with."""
        return len(self._tape)

    def _moment(self) -> Moment:
        now = self._tape.last
        window = self._tape.since(float(now.time_s) - WINDOW_S - 1e-6)
        window = window[int((now.time_s - window.time_s <= WINDOW_S).argmax()) :]
        upright = levelled(as_seen(window), self.level)
        key = self._named.key if self._named else recognised(likenesses(upright, self._poses))[0][-1]
        if key is None or not window.seen.any():
            return Moment(now, None, ())
        setting = setting_upright(self._poses[key], upright, self.level, self._side)
        ready = Prepared(window, setting, upright=upright)
        findings = []
        for check in setting.pose.checks:
            if check.over_hold:
                continue
            told = read(check, ready)
            findings.append(find(told, float(told.value[-1]), float(told.margin[-1]), float(told.own[-1]), setting))
        return Moment(now, setting, tuple(findings))

    def summary(self) -> Summary:
        """What all moments so far add up to.

        Raises:
            ValueError: there was no moment yet.
        """
        clip, upright = self._worked_out(without_bystanders(self.clip))
        # what a hand moved changes the numbers, but not which pose is held, when and on which side
        spans, messages = self._spans(upright)
        settings = [self._setting(upright, span) for span in spans]
        held = [(span.pose, known.seen.view, clip[span.moments]) for span, known in zip(spans, settings, strict=True)]
        zeros = zeros_of(held)
        readies = [Prepared(held[n][2], known, zeros[n], upright[spans[n].moments]) for n, known in enumerate(settings)]
        found = [summarise_hold(ready) for ready in readies]
        whose = [person_of(bodies) for _, _, bodies in held]
        holds = tuple(
            against_own(
                hold, ready, [other for other, its in zip(found, whose, strict=True) if its == own], clip, self.zero
            )
            for hold, ready, own in zip(found, readies, whose, strict=True)
        )
        messages += not_needed(holds, self.zero) if self.zero and holds else []
        longest = max(holds, key=lambda hold: hold.length_s, default=None)
        pose = longest.pose if longest else self._named
        if longest is None:
            messages.append(self._why_no_hold(clip))
        setting = longest.setting if longest else None
        findings = (
            longest.findings if longest else tuple(cannot_tell(c, messages[-1]) for c in (pose.checks if pose else ()))
        )
        messages += _elsewhere(findings)
        series: tuple[Readings, ...] = ()
        if longest and setting:
            number = holds.index(longest)
            ready = Prepared(clip, setting, zeros[number], upright, spans[number].moments)
            series = tuple(read(check, ready) for check in longest.pose.checks)
        return Summary(pose, setting, self.level, holds, findings, series, clip.time_s, tuple(messages))

    def _worked_out(self, clip: Body) -> tuple[Body, Body]:
        """The clip, and the same as seen and levelled, with what its landmarks give away in an upright picture.

        That is asked once for all its holds and checks.
        """
        upright = levelled(as_seen(clip), self.level)
        given = refined(upright).rolled(-float(np.nan_to_num(self.level.roll_deg)))
        return replace(clip, given=given), replace(upright, given=levelled(given, self.level))

    def _setting(self, upright: Body, span: Span) -> Setting:
        return setting_upright(self._poses[span.pose], upright[span.moments], self.level, self._side)

    def _why_no_hold(self, clip: Body) -> str:
        if not clip.seen.any():
            return words.NOBODY
        return words.not_held(self._named, [pose.title for pose in self._poses.values()])

    def _spans(self, upright: Body) -> tuple[list[Span], list[str]]:
        """Holds, and what is to be said of how surely they were recognised."""
        if self._named:
            return self._named_spans(upright, self._named)
        likely = likenesses(upright, self._poses)
        named, lead = recognised(likely)
        spans = find_spans(upright, named)
        if not spans:
            return [], []
        span = max(spans, key=lambda s: upright.time_s[s.last] - upright.time_s[s.first])
        if float(np.median(lead[span.moments])) >= SURE_LEAD:
            return spans, []
        table = {key: float(np.median(score[span.moments])) for key, score in likely.items()}
        second = sorted(table, key=lambda key: table[key])[-2] if len(table) > 1 else None
        other = self._poses[second].title if second and table[second] > 0.2 else None
        return spans, [words.unsure_pose(self._poses[span.pose].title, other)]

    def _named_spans(self, upright: Body, pose: Pose) -> tuple[list[Span], list[str]]:
        score = likenesses(upright, self._poses)[pose.key]
        at = np.full(len(upright), None, object)
        at[score >= NAMED] = pose.key
        spans = find_spans(upright, at)
        if not spans and upright.seen.any():
            at[upright.seen] = pose.key
            spans = find_spans(upright, at)
        unlike = spans and max(float(np.median(score[span.moments])) for span in spans) < LIKELY
        return spans, [words.unlike(pose.title)] if unlike else []


def _elsewhere(findings: tuple[Finding, ...]) -> list[str]:
    """From where to film instead, where the pose's first question can't be told from here."""
    if not findings or not findings[0].advice or findings[0].verdict is not Verdict.CANT_TELL:
        return []
    return [sentence(findings[0].advice, findings[0].check)]
