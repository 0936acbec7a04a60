"""About a recording of the library: date, name, tags, what it was made with; analyse it again, or delete it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from posecheck.body.skeleton import Side
from posecheck.errors import PosecheckError
from posecheck.library.facts import Recording, Settings, State
from posecheck.library.library import Library
from posecheck.poses import POSES
from posecheck.ui import cookie
from posecheck.ui.shelf import links, texts
from posecheck.ui.texts import TILT_HINT


def show(library: Library, recording: Recording) -> None:
    """Draws what can be changed, closed at first."""
    with st.expander(texts.DETAILS):
        _show_details(library, recording)
    with st.expander(texts.AGAIN):
        _show_again(library, recording)


def _show_details(library: Library, recording: Recording) -> None:
    known = sorted({tag for one in library.recordings.find() for tag in one.tags})
    with st.form(f"about-{recording.id}", border=False):
        first, second, third = st.columns([2, 1, 2])
        name = first.text_input(texts.RENAME, recording.name, max_chars=200)
        on = second.date_input(texts.FILMED_ON, recording.filmed_on, format="YYYY-MM-DD")
        tags = third.multiselect(texts.TAGS, known, recording.tags, accept_new_options=True, placeholder="")
        if st.form_submit_button(texts.CLIENT["save"]):
            _try(lambda: library.recordings.change(recording.id, name=name, filmed_on=on, tags=tags))
    result = library.results.of(recording.id)
    st.caption(
        texts.MADE_BY.format(
            when=texts.moment(result.made_at) if result else "-",
            version=result.version if result else "-",
            size=texts.size(recording.size_bytes),
            kept=texts.KEPT[recording.kept],
            sha256=f"`{recording.sha256[:16]}…`",
        )
    )
    with st.popover(texts.REMOVE):
        if st.button(texts.REMOVE_SURE, key=f"remove-{recording.id}", type="primary"):
            cookie.visit().forget([recording.id])
            library.recordings.remove(recording.id)
            links.go("client", client=recording.client_id)


def _show_again(library: Library, recording: Recording) -> None:
    """What can be set by hand; the rest is found out."""
    before = recording.settings
    with st.form(f"again-{recording.id}", border=False):
        st.caption(texts.AGAIN_HINT)
        first, second, third = st.columns(3)
        poses, sides = [None, *POSES], [None, *(side.value for side in Side)]
        pose = first.selectbox(
            texts.POSE,
            poses,
            poses.index(before.pose),
            format_func=lambda key: POSES[key].title if key else texts.AS_FOUND,
        )
        side = second.selectbox(
            texts.SIDE, sides, sides.index(before.side), format_func=lambda side: side or texts.AS_FOUND
        )
        roll_deg = third.number_input(
            texts.TILT, -45.0, 45.0, before.camera_roll_deg, 0.5, placeholder=texts.AS_FOUND, help=TILT_HINT
        )
        mirrored = st.checkbox(texts.AGAIN_MIRRORED, before.mirrored)
        every = st.checkbox(texts.AGAIN_FRAMES, before.every_frame)
        busy = recording.state in (State.WAITING, State.RUNNING)
        if st.form_submit_button(texts.AGAIN_DO, disabled=busy):
            settings = Settings(pose, side, roll_deg, mirrored, every)
            _try(lambda: library.queue.again(recording.id, settings))


def _try(does: Callable[[], object]) -> None:
    """Does it and draws the page anew, or says why not."""
    try:
        does()
    except PosecheckError as error:
        st.error(str(error))
    else:
        st.rerun()
