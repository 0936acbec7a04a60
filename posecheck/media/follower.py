"""Follows the one who is to be measured through a source, whoever else is or comes into the picture.

MediaPipe keeps to whoever it found first. So the others are looked for from time to time, and whenever the landmarks
move as no single person can; where somebody else is the one to measure, it is set on that person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posecheck.body.body import Body
from posecheck.body.scene import Scene
from posecheck.eyes.people import Stillness, hidden, is_shape, light
from posecheck.measure.company import (
    COMPARABLE,
    JUMP_S,
    continuity,
    importance,
    jumped,
    overlapping,
    same_place,
    same_trunk,
)
from posecheck.measure.hips import px_per_m
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker

#: Seconds to the next look: while nobody else is there, and while somebody is or the landmarks stray.
ALONE_S, TOGETHER_S, STRAYING_S = 2.0, 0.5, 0.25

#: Where somebody stood so long ago tells whether they stray.
_TRAIL_S = 1.0

#: Somebody who overlapped and is not found any more is taken to be in front or behind for so long.
_BEHIND_S = 2.0


@dataclass(slots=True)
class _Known:
    """Somebody who was measured: the number, where last, and for how long in all."""

    number: int
    home: Body
    measured_s: float = 0.0


class Follower:
    """Finds the one who is to be measured in each frame of one source, and says in ``Body.scene`` who else is there.

    The nearest and most central counts, and the one who has been measured so far counts more: somebody else must stay
    at one place for two looks to take over, so nobody does who only walks by. Pictures of people don't count.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker
        self._stillness = Stillness()
        self._known: list[_Known] = []
        self._current: _Known | None = None
        self._trail: list[Body] = []
        self._rival: Body | None = None
        self._scene = Scene.none(())
        self._last_look_s = self._next_look_s = -np.inf
        self._close_s = -np.inf

    def __call__(self, frame: Frame) -> Body:
        """The moment of the one who is measured; NaN landmarks when nobody was found.

        Raises:
            LandmarkerError: as the landmarker.
        """
        body, before = self._landmarker(frame), self._current
        if not body.seen:
            self._trail = []
            return replace(body, scene=self._said(np.nan, False))
        jump = any(jumped(past, body) for past in self._trail if body.time_s - past.time_s <= JUMP_S)
        jump |= not self._trail and before is not None and not same_place(before.home, body)
        changed = False
        if jump or self._current is None or self._due(body):
            body, self._current, changed = self._look(frame, body, jump)
        self._remember(body, self._current, changed)
        return replace(body, scene=self._said(self._current.number, changed))

    def renewed(self, frame: Frame, body: Body) -> bool:
        """Has the landmarks begin afresh with a frame in which ``body`` was found, if the same is found there again.

        Returns:
            Whether they did; else nothing has changed.

        Raises:
            LandmarkerError: as ``Landmarker.renewed``.
        """
        return self._landmarker.renewed(frame, lambda found: same_trunk(body, found) if body.seen else not found.seen)

    def _said(self, who: float, changed: bool) -> Scene:
        told = self._scene.arrays() | {"who": np.array(who), "changed": np.array(float(changed))}
        return Scene.from_arrays(told).as_stored()

    def _due(self, body: Body) -> bool:
        now_s, strays = float(body.time_s), bool(self._trail) and not same_place(self._trail[0], body)
        return now_s >= self._next_look_s or (strays and now_s >= self._last_look_s + STRAYING_S)

    def _remember(self, body: Body, current: _Known, changed: bool) -> None:
        if self._trail and not changed:
            current.measured_s += min(float(body.time_s - self._trail[-1].time_s), _TRAIL_S)
        current.home = body
        trail = [] if changed else [past for past in self._trail if body.time_s - past.time_s <= _TRAIL_S]
        self._trail = [*trail, body]

    def _look(self, frame: Frame, body: Body, jump: bool) -> tuple[Body, _Known, bool]:
        """Looks for the others, chooses, and follows the chosen one: where and who that is, and whether it changed."""
        now_s = float(body.time_s)
        people = self._people(frame, body)
        flat = self._stillness(frame.pixels, people, now_s)
        who = self._identified(people, body, jump)
        alive = [index for index, picture in enumerate(flat) if not picture] or list(range(len(people)))
        chosen = alive[self._choice([people[index] for index in alive], [who[index] for index in alive])]
        person, others = people[chosen], [people[index] for index in alive if index != chosen]
        known = who[chosen] or self._met(person)
        changed = self._current is not None and (known is not self._current or person is not body or jump)
        if person is not body:
            rest = [other for other in (body, *people) if other is not person]
            caught = self._landmarker.anew(Frame(frame.time_s, hidden(frame.pixels, rest)))
            person = caught if same_place(person, caught) else person
        left = [one.number for one in who if one is not None and one is not known]
        self._tell(frame, person, others, len(people) - len(alive), left)
        self._last_look_s = now_s
        self._next_look_s = now_s + (TOGETHER_S if len(people) > 1 or changed else ALONE_S)
        return person, known, changed

    def _people(self, frame: Frame, body: Body) -> list[Body]:
        """The one who is followed and, found in a picture in which that one is grey, the others of comparable size."""
        found = self._landmarker.everybody(Frame(frame.time_s, hidden(frame.pixels, [body])))
        people = [body, *(other for other in found if not is_shape(other, [body]))]
        nearest = max(float(px_per_m(person)) for person in people)
        return [person for person in people if float(px_per_m(person)) > COMPARABLE * nearest]

    def _met(self, person: Body) -> _Known:
        self._known.append(_Known(len(self._known), person))
        return self._known[-1]

    def _identified(self, people: list[Body], followed: Body, jump: bool) -> list[_Known | None]:
        """Who each of the people is; None somebody new.

        Whoever stands where somebody known was last is that person. The followed one is the current one, unless the
        landmarks jumped or somebody else stands where the current one stood a moment ago: then they slid away.
        """
        homes = [(known, known.home) for known in self._known if known is not self._current]
        if self._current is not None:
            homes.insert(0, (self._current, self._trail[0] if self._trail else self._current.home))
        who: list[_Known | None] = [None] * len(people)
        for index in sorted(range(len(people)), key=lambda one: people[one] is followed):
            free = [known for known, home in homes if known not in who and same_place(home, people[index])]
            if people[index] is followed and self._trail and not jump and self._current not in who:
                free = [self._current]  # type: ignore[list-item]
            who[index] = free[0] if free else None
        return who

    def _choice(self, people: list[Body], who: list[_Known | None]) -> int:
        """Index of the one to measure."""
        weight = [
            importance(person) * continuity(known.measured_s if known else 0.0)
            for person, known in zip(people, who, strict=True)
        ]
        best = int(np.argmax(weight))
        if self._current not in who or self._current is None or who[best] is self._current:
            self._rival = None
            return best
        known, rival = who[best], self._rival
        self._rival = people[best]
        returns = known is not None and known.measured_s > self._current.measured_s
        stays = rival is not None and same_place(rival, people[best])
        return best if returns or stays else who.index(self._current)

    def _tell(self, frame: Frame, person: Body, others: list[Body], pictures: int, left: list[int]) -> None:
        now_s = float(person.time_s)
        if any(overlapping(person, other) for other in others):
            self._close_s = now_s
        elif others:
            self._close_s = -np.inf
        self._scene = Scene(
            people=np.array(1.0 + len(others)),
            pictures=np.array(float(pictures)),
            who=np.array(np.nan),
            left=np.array(left[0] if left else np.nan),
            changed=np.array(0.0),
            close=np.array(float(now_s - self._close_s <= _BEHIND_S)),
            light=np.array(light(frame.pixels, person)),
        )
