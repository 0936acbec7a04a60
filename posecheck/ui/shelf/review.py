"""A recording of the library, looked through: what was found, corrected by hand, noted, and reported."""

from __future__ import annotations

import streamlit as st

from posecheck.body.skeleton import Landmark
from posecheck.errors import NotFoundError, PosecheckError
from posecheck.library.facts import Recording, State
from posecheck.library.library import Library
from posecheck.ui import cookie
from posecheck.ui.items import Item
from posecheck.ui.result import pick_hold, show_film, show_findings, show_head
from posecheck.ui.shelf import about, corrections, door, links, notes, reports, texts
from posecheck.ui.shelf.items import shelved
from posecheck.ui.shelf.links import plain
from posecheck.ui.visits import Visit


def show(library: Library, recording: Recording) -> None:
    """Draws the page."""
    _show_way_back(library, recording)
    if recording.state in (State.WAITING, State.RUNNING):
        _follow(recording.id)
        if library.results.of(recording.id) is None:
            return
    elif recording.state is State.FAILED:
        st.error(recording.error or texts.STATES["failed"])
        if library.results.of(recording.id) is None:
            about.show(library, recording)
            return
    try:
        item = shelved(cookie.visit(), library, recording)
    except PosecheckError as error:
        st.error(str(error))
        about.show(library, recording)
    else:
        _show_result(library, recording, cookie.visit(), item)


def _show_way_back(library: Library, recording: Recording) -> None:
    client = library.clients.get(recording.client_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        links.to_client(client.id, texts.BACK.format(name=plain(client.name)))
        st.caption(f"{texts.day(recording.filmed_on)} · {plain(recording.name)}", width="stretch")
        if recording.state is State.DONE:
            label = texts.UNMARK_REVIEWED if recording.reviewed_at else texts.MARK_REVIEWED
            kind = "secondary" if recording.reviewed_at else "primary"
            if st.button(label, type=kind):
                library.recordings.mark_reviewed(recording.id, door.who(), not recording.reviewed_at)
                st.rerun()


@st.fragment(run_every=0.7)
def _follow(recording_id: str) -> None:
    """How far its analysis is; draws the whole page again when that has ended."""
    try:
        recording = door.again().recordings.get(recording_id)
    except NotFoundError:
        st.rerun()
    if recording.state not in (State.WAITING, State.RUNNING):
        st.rerun()
    st.progress(recording.progress, f"{plain(recording.name)}: {texts.STATES[recording.state]}")


def _show_result(library: Library, recording: Recording, visit: Visit, item: Item) -> None:
    checked = item.judged()
    # Everything keeps its place, whatever there is to say: what moves on a page begins anew.
    head = st.container()
    with head:
        hold = pick_hold(item, checked)
        show_head(checked, hold)
        if not item.path.exists():
            st.warning(texts.FILE_GONE.format(place=item.path.path))  # type: ignore[attr-defined]
    findings, film = st.columns([2, 3], gap="medium")
    with findings:
        show_findings(item, hold)
    with film:
        film_state = show_film(visit, item, checked, hold, correct=True, notes=True, seek=notes.sought(recording))
        if film_state.corrected:
            _correct(library, recording, film_state.corrected)
        if film_state.noted is not None:
            notes.begin(recording, float(film_state.noted))
    written, done = st.columns(2, gap="large")
    with written:
        notes.show(library, recording)
    with done:
        corrections.show(library, recording)
        reports.show(library, recording, checked)
    about.show(library, recording)


def _correct(library: Library, recording: Recording, put: dict) -> None:
    """A landmark was put elsewhere in the player: the numbers follow."""
    try:
        x, y = (float(value) for value in put["image"])
        library.correct(recording.id, float(put["time_s"]), int(Landmark[str(put["landmark"])]), (x, y), door.who())
    except PosecheckError as error:
        st.error(str(error))
    except (KeyError, TypeError, ValueError):
        st.error(texts.GONE)
    else:
        st.rerun()
