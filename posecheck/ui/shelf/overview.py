"""The first page of the library: clients, what waits to be looked through, what is being analysed, what is overdue."""

from __future__ import annotations

import streamlit as st

from posecheck.library.facts import Client, Recording, State
from posecheck.library.library import Library
from posecheck.ui.shelf import client_form, door, links, practice, texts
from posecheck.ui.shelf.links import plain

#: So many lines are shown at first: each is an element of its own in the browser.
FEW = 25


def show(library: Library) -> None:
    """Draws the page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(texts.TITLE, anchor=False, width="stretch")
        if st.button(texts.NEW_CLIENT, type="primary"):
            client_form.add(library)
    everybody = library.clients.all()
    listed, work = st.columns([3, 2], gap="large")
    with listed:
        _show_clients()
    with work:
        _show_due(library)
        if everybody:
            _show_worklist(library, {client.id: client.name for client in everybody})
        _show_queue(library)
    practice.show(library)


@st.fragment
def _show_clients() -> None:
    """The list; while one searches, only this part of the page is drawn again."""
    library = door.again()
    st.header(texts.CLIENTS, anchor=False)
    everybody = library.clients.all()
    if not everybody:
        st.markdown(texts.NO_CLIENTS)
        return
    search = st.text_input(texts.SEARCH, placeholder=texts.SEARCH, label_visibility="collapsed", key="client-search")
    known = sorted({tag for client in everybody for tag in client.tags})
    tags = st.pills(texts.TAGS, known, selection_mode="multi", key="client-tags") if known else []
    found = library.clients.all(search or "", tags or ()) if search or tags else everybody
    if not found:
        st.markdown(texts.NONE_FOUND)
    for client in _some(found, "clients"):
        links.to_client(client.id, _line(client))


def _line(client: Client) -> str:
    tags = tuple(map(plain, client.tags))
    return texts.client_line(plain(client.name), client.recordings, client.last_filmed_on, client.unreviewed, tags)


def _show_due(library: Library) -> None:
    due = library.clients.overdue()
    if not due:
        return
    with st.container(border=True):
        st.header(f"{texts.DUE} ({len(due)})", anchor=False)
        st.caption(texts.DUE_HINT)
        for client in due:
            on = texts.day(client.keep_until) if client.keep_until else ""
            links.to_client(client.id, f"**{plain(client.name)}** · {on}")


def _show_worklist(library: Library, names: dict[str, str]) -> None:
    st.header(texts.WORKLIST, anchor=False)
    waiting = library.recordings.find(reviewed=False)
    if not waiting:
        st.caption(texts.WORKLIST_DONE)
        return
    for recording in _some(waiting, "worklist"):
        links.to_recording(recording.id, _work(recording, names.get(recording.client_id, "")))


def _work(recording: Recording, client: str) -> str:
    held = " · ".join(dict.fromkeys(links.held_text(one) for one in recording.holds)) or texts.NOT_HELD
    return f"**{plain(client)}** · {texts.day(recording.filmed_on)} · {held}"


def _some(found: tuple, key: str) -> tuple:
    """The first few, unless all are asked for."""
    if len(found) <= FEW or st.session_state.get(f"all-{key}"):
        return found
    st.checkbox(texts.SHOW_ALL.format(count=len(found)), key=f"all-{key}")
    return found[:FEW]


def _show_queue(library: Library) -> None:
    if library.queue.pending():
        st.header(texts.QUEUE, anchor=False)
        _follow()


@st.fragment(run_every=1.0)
def _follow() -> None:
    """Follows what is analysed; draws the whole page again when something has ended."""
    library = door.again()
    pending = library.queue.pending()
    ids = [one.id for one in pending if one.state is not State.FAILED]
    before = st.session_state.get("queue-ids")
    st.session_state["queue-ids"] = ids
    if before is not None and before != ids:
        st.rerun()
    for recording in pending[:FEW]:
        if recording.state is State.FAILED:
            links.to_recording(recording.id, f":red-badge[{texts.STATES['failed']}] {plain(recording.name)}")
        else:
            st.progress(recording.progress, f"{plain(recording.name)}: {texts.STATES[recording.state]}")
    if any(one.state is State.FAILED for one in pending) and st.button(texts.RETRY):
        library.queue.retry()
        st.rerun()
