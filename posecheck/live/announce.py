"""What the coach says when a phase begins, and what it says of a moment: the words to its states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from posecheck.live import words
from posecheck.live.coach import Ended, Phase, State
from posecheck.live.cues import Cue, Sound, wanted
from posecheck.live.rounds import Step
from posecheck.live.setup import Item, Mark
from posecheck.session.summary import Finding

#: A pose that does not come is asked for after this long.
ASK_S = 4.0


def entered(state: State, step: Step, before: Step, held: dict[str, Any] | None) -> Cue:
    """What is said when a phase, or a step, begins.

    Args:
        step, before: of the state, and of the one before it.
        held: the hold that has just ended, as ``posecheck.live.reply.hold`` has it.
    """
    if state.ended is Ended.NEVER:
        return Cue(words.NEVER.format(title=before.pose.title), Sound.FIX)
    said = [words.LEFT_POSE] if state.ended is Ended.LEFT else []
    said += [_done(held)] if held and not before.zero else []
    if state.phase is Phase.HOLD:
        said = [words.HOLD]
    elif state.phase is Phase.COUNTDOWN:
        said += [words.OWN_ZERO.format(title=step.pose.title)] if step.zero else []
        said += [words.OTHER_LEG] if step.second else []
        said.append(words.GET_READY.format(title=step.pose.title, seconds=state.left_s))
    return Cue(" ".join(said) or words.STOPPED, Sound.PHASE)


def _done(held: dict[str, Any]) -> str:
    if not held["findings"]:
        return words.DONE_NOTHING
    found = held["findings"]
    first = next((one for verdict in ("clear", "slight") for one in found if one["verdict"] == verdict), found[0])
    return words.done(first["title"], first["word"], first["number"], first["margin"], first["way"])


def asked(state: State, step: Step, items: Sequence[Item], findings: Sequence[Finding], late_s: float) -> Cue | None:
    """What a moment asks for, if anything; whether it is said, ``posecheck.live.cues`` decides.

    Args:
        items: of the set-up.
        findings: of the moment, empty where the pose is not taken.
        late_s: since the hold began.
    """
    stop = next((item for item in items if item.mark is Mark.STOPS), None)
    if stop and (state.phase is not Phase.COUNTDOWN or not state.left_s):
        return Cue(stop.text, Sound.FIX)
    if state.phase is Phase.SETUP and items:
        return Cue(words.READY, Sound.GOOD)
    if state.phase is not Phase.HOLD:
        return None
    if not findings:
        return Cue(words.NOT_YET.format(title=step.pose.title), Sound.FIX) if late_s >= ASK_S else None
    return wanted(findings, step.pose)
