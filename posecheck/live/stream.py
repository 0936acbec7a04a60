"""``Stream``: one camera, from its pictures to what the page is told.

A picture is answered in two steps: ``see`` finds the person, who is shown as soon as that is known; ``tell`` says what
it means, in another thread if wanted, while the next picture is seen.
"""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.errors import InputError
from posecheck.live import announce, reply, words
from posecheck.live.album import Album
from posecheck.live.closing import sum_up
from posecheck.live.coach import Coach, Ended, Order, Phase, Seen, State, hand_raised
from posecheck.live.cues import Cue, Cues
from posecheck.live.picture import decode
from posecheck.live.rounds import Step, Wish
from posecheck.live.setup import Item, Mark, check_setup, light_of
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.poses.checks import Band
from posecheck.session.recognise import NAMED, likenesses
from posecheck.session.session import WINDOW_S, Moment, Session
from posecheck.session.setting import levelled, setting_of
from posecheck.watch import Watcher

#: Findings and set-up are judged so often: as fast as anybody reads, and leaving time for the landmarks.
JUDGED_S, SET_UP_S = 0.2, 0.5

#: Between holds, what was seen is forgotten after this long: a page may stay open for a day.
FORGET_S = 30.0


class Picture(NamedTuple):
    """A picture as it came, its pixels, and the body followed in it, by whom."""

    data: bytes
    frame: Frame
    body: Body
    watcher: Watcher


class Stream:
    """Watches one camera and leads through holds. Close it when nothing else runs.

    One thread may ``see`` and ask what is ``shown`` while another does all else, one picture behind.
    """

    def __init__(self) -> None:
        """Starts the landmark network.

        Raises:
            ModelError, MissingLibraryError: the landmarker can't be made.
        """
        self._landmarker = Landmarker()
        self._watcher = Watcher(self._landmarker)
        self._cues = Cues()
        self._size_px: tuple[int, int] | None = None
        self._last_s = -np.inf
        self._zero: Body | None = None
        self.wish(Wish())

    def close(self) -> None:
        """Frees the landmark network."""
        self._landmarker.close()

    def wish(self, wish: Wish) -> None:
        """Begins anew, with another round; what is known of the camera stays."""
        self._coach = Coach(wish.steps(), wish.lead_s)
        self._state = State(Phase.SETUP, 0, 0, 0.0, 0.0)
        self._recent: deque[Body] = deque()
        self._moment: Moment | None = None
        self._items: tuple[Item, ...] = ()
        self._round = 0
        self._judge_s = self._set_up_s = -np.inf
        self._seen = Seen(False, False, False)
        self._renew()

    def order(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Takes a message of the page, and says where things are then.

        Args:
            asked: {"order": "start" or "end"}, or {"wish": a round}.

        Raises:
            InputError: it asks for what there is not.
        """
        if isinstance(asked.get("wish"), dict):
            self.wish(Wish.read(asked["wish"]))
        elif asked.get("order") in list(Order):
            self._coach.order(Order(asked["order"]))
        else:
            raise InputError(words.BAD_ORDER)
        cue, held = self._advance(self._last_s) if self._recent else (None, None)
        return {"state": self._told(), "cue": _cue(cue), "held": held}

    def see(self, time_s: float, data: bytes) -> Picture:
        """Finds the person in the next picture.

        Args:
            time_s: by the browser's clock; rises.
            data: a JPEG or PNG.

        Raises:
            InputError: the picture can't be decoded, or its time is not later than the last one's.
            LandmarkerError: the network failed on the picture.
        """
        if not time_s > self._last_s:
            raise InputError(words.BAD_TIME)
        frame = Frame(time_s, decode(data))
        watcher = self._watcher  # another thread may put a new one in its place
        body = watcher.follow(frame)
        self._last_s = time_s
        return Picture(data, frame, body, watcher)

    def shown(self, picture: Picture) -> dict[str, Any]:
        """What the page draws over a picture, ready for ``json``: the measured line as it was told last."""
        found, body = self._found, picture.body
        return {
            "t": picture.frame.time_s,
            "points": reply.points(reply.shown(body, found.findings, found.setting) if found else body),
            "strong": reply.strong(found.setting if found and body.seen else None),
        }

    def tell(self, picture: Picture) -> dict[str, Any]:
        """What a picture means that was seen, ready for ``json``: each once, in the order of time."""
        time_s, body = picture.frame.time_s, picture.watcher.look(picture.frame, picture.body)
        if self._size_px != body.size_px:  # another camera, or a phone that was turned
            self._size_px, self._zero = body.size_px, None
            self._recent.clear()
            self._renew()
        self._recent.append(body)
        while time_s - float(self._recent[0].time_s) > WINDOW_S:
            self._recent.popleft()
        self._look(body, picture.frame.pixels)
        cue, held = self._advance(time_s)
        self._judge(body)
        if self._state.phase is Phase.HOLD:
            self._album.add(np.frombuffer(picture.data, np.uint8), body)
        found = self._found
        late_s = time_s - self._since_s
        wish = announce.asked(self._state, self._step, self._items, found.findings if found else (), late_s)
        return {"state": self._told(), "cue": _cue(cue or self._cues(time_s, wish)), "held": held}

    @property
    def _step(self) -> Step:
        return self._coach.steps[self._state.number]

    @property
    def _found(self) -> Moment | None:
        """The moment, while the pose is taken: in another one its numbers would mean nothing."""
        return self._moment if self._seen.in_pose else None

    def _renew(self) -> None:
        """A session of its own for the step at hand, so that what it keeps is what was seen since."""
        self._session = Session(self._step.pose, None, self._watcher.level)
        self._album = Album()
        self._good_s: float | None = None
        self._since_s = float(self._recent[-1].time_s) if self._recent else -np.inf

    def _look(self, body: Body, pixels: Array) -> None:
        """What the coach wants to know of a moment."""
        time_s, pose = float(body.time_s), self._step.pose
        if time_s - self._set_up_s >= SET_UP_S:
            self._set_up_s = time_s
            clip = Body.stack(self._recent)
            like = likenesses(levelled(clip, self._watcher.level), {pose.key: pose})[pose.key][-1]
            in_pose = bool(like >= NAMED)
            setting = setting_of(pose, clip, self._watcher.level)
            self._items = check_setup(setting, clip, self._watcher.people, light_of(pixels, body), in_pose)
            ready = all(item.mark is not Mark.STOPS for item in self._items)
            self._seen = Seen(ready, in_pose, False)
        self._seen = Seen(self._seen.ready, self._seen.in_pose and bool(body.seen), hand_raised(body))

    def _advance(self, time_s: float) -> tuple[Cue | None, dict[str, Any] | None]:
        """Lets the coach act; a new phase is announced at once, and a hold that has ended is summed up."""
        before = self._step
        self._state = self._coach.step(time_s, self._seen)
        ended, held = self._state.ended, None
        if ended and ended is not Ended.NEVER:
            held = self._sum_up(before)
        if not self._state.entered:
            return None, held
        if self._state.round != self._round:
            self._round, self._zero = self._state.round, None
        if self._state.phase is Phase.SUMMARY:  # before the next round the camera may be moved
            self._watcher = Watcher(self._landmarker)
        self._renew()
        self._set_up_s = -np.inf  # another step may ask for another pose
        return self._cues.announce(time_s, announce.entered(self._state, self._step, before, held)), held

    def _judge(self, body: Body) -> None:
        """Feeds the session; it is asked for the moment's findings only so often."""
        time_s = float(body.time_s)
        if self._state.phase is not Phase.HOLD and time_s - self._since_s > FORGET_S:
            self._renew()
        self._session.level = self._watcher.level
        if time_s - self._judge_s >= JUDGED_S:
            since_s, self._judge_s = min(time_s - self._judge_s, 2.0 * JUDGED_S), time_s
            self._moment = self._session.step(body)
            self._count_good(since_s)
        else:
            self._session.feed(Body.stack([body]))

    def _count_good(self, since_s: float) -> None:
        """Adds to the time of the hold in which the first check's value lies in its good range."""
        first = self._moment.findings[0] if self._moment and self._moment.findings else None
        if self._state.phase is Phase.HOLD and self._seen.in_pose and first and isinstance(first.check.scale, Band):
            low, high = first.check.scale.good
            self._good_s = (self._good_s or 0.0) + since_s * (low <= first.value <= high)

    def _sum_up(self, step: Step) -> dict[str, Any] | None:
        """The hold that has just ended; its pictures are dropped after this."""
        if not self._session.moments:
            return None
        held, messages = sum_up(step, self._session, self._zero)
        if step.zero:
            self._zero = self._session.clip
        if held is None:
            return {"title": step.pose.title, "messages": list(messages), "findings": []}
        return reply.hold(held, self._album, messages)

    def _title(self) -> str:
        title = self._step.pose.title
        before = self._step.zero and self._state.phase is Phase.SETUP
        return words.FIRST_ZERO.format(zero=title, title=self._coach.steps[-1].pose.title) if before else title

    def _told(self) -> dict[str, Any]:
        state, moment = self._state, self._found
        return {
            "phase": state.phase.value,
            "title": self._title(),
            "number": state.number,
            "steps": len(self._coach.steps),
            "left_s": round(state.left_s, 2),
            "held_s": round(state.held_s, 2),
            "hold_s": self._step.hold_s,
            "ready": self._seen.ready,
            "findings": reply.findings(moment.findings, moment.setting) if moment else [],
            "note": None if moment else words.NOT_YET.format(title=self._step.pose.title),
            "items": reply.items(self._items),
            "good_s": self._good_s,
            "round": self._round,
        }


def _cue(cue: Cue | None) -> dict[str, str] | None:
    return {"say": cue.say, "sound": cue.sound.value} if cue else None
