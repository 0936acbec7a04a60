"""The live page: a pose before the camera, its number large, and cues that are spoken."""

from __future__ import annotations

from typing import Any

import streamlit as st

from posecheck.live import access, words
from posecheck.live.rounds import Wish, zero_of
from posecheck.poses import POSES
from posecheck.poses.checks import Pose
from posecheck.ui.camera import camera
from posecheck.ui.camera.drawing import placement

_TOKEN = "camera_token"

#: Lengths of a hold, and times to walk into place, that can be chosen; seconds.
HOLDS_S, LEADS_S = (5, 10, 20, 30, 60, 120), (3, 5, 10, 20, 30)


def page() -> None:
    """Draws the page."""
    title, choice, options = st.columns([1, 6, 2], vertical_alignment="center")
    title.title(words.TITLE, anchor=False)
    with choice:
        key = st.segmented_control(
            words.POSE,
            list(POSES),
            default=next(iter(POSES)),
            format_func=lambda key: POSES[key].title,
            key="live_pose",
            required=True,
            label_visibility="collapsed",
        )
    pose = POSES[key or next(iter(POSES))]
    with options.popover(words.OPTIONS, width="stretch"):
        wish = _options(pose)
    st.session_state.setdefault(_TOKEN, access.issue())
    steps = Wish.read(wish).steps()
    zero = next((step.pose.title for step in steps if step.zero), None)
    intro = words.intro(zero, sum(not step.zero for step in steps), steps[-1].hold_s)
    camera(st.session_state[_TOKEN], wish, pose.camera, placement(pose), intro)


def _options(pose: Pose) -> dict[str, Any]:
    """What a round is to be, as ``posecheck.live.rounds.Wish`` reads it."""
    hold_s = st.select_slider(words.HOLD_LENGTH, HOLDS_S, value=20, key="live_hold_s")
    lead_s = st.select_slider(words.LEAD, LEADS_S, value=10, key="live_lead_s")
    zero = zero_of(pose)
    both_sides = bool(pose.side) and st.checkbox(words.BOTH_SIDES, value=True, key="live_both_sides")
    own_zero = bool(zero) and st.checkbox(
        words.OWN_ZERO_FIRST.format(title=zero.title if zero else ""), value=True, key="live_own_zero"
    )
    return {"pose": pose.key, "hold_s": hold_s, "lead_s": lead_s, "both_sides": both_sides, "own_zero": own_zero}


PAGE = st.Page(page, title="Live", icon=":material/videocam:", url_path="live")
