"""The end of a hold: what it amounts to, told against the person's own zero where one was held before."""

from __future__ import annotations

from posecheck.body.body import Body
from posecheck.live.rounds import Step, zero_of
from posecheck.session.session import Session
from posecheck.session.summary import Hold


def sum_up(step: Step, session: Session, zero: Body | None) -> tuple[Hold | None, tuple[str, ...]]:
    """The hold of a step, and what is to be said of it; None where the pose was not held still.

    Args:
        session: of the step's pose; it was fed with what was seen since the hold began, and with nothing else.
        zero: ``(T,)`` what was seen before in the pose of the zero, by the same camera; None: nothing.
    """
    first = zero_of(step.pose)
    if zero is not None and first is not None and not step.zero:
        poses = {first.key: first, step.pose.key: step.pose}
        both = Session(level=session.level, poses=poses)
        both.feed(zero)
        both.feed(session.clip)
        held = [hold for hold in both.summary().holds if hold.pose.key == step.pose.key]
        if held:
            return max(held, key=lambda hold: hold.length_s), ()
    summary = session.summary()
    return summary.longest, summary.messages
