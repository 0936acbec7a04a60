"""Notes on a recording: on the whole, or at a moment that a click goes to."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.facts import Note, Recording
from posecheck.library.library import Library
from posecheck.ui.shelf import door, texts
from posecheck.ui.shelf.links import plain


def begin(recording: Recording, time_s: float) -> None:
    """Something is to be noted about a moment."""
    st.session_state[f"noted-{recording.id}"] = time_s


def sought(recording: Recording) -> tuple[int, float] | None:
    """The moment that the player was last sent to, with a number of its own."""
    return st.session_state.get(f"sought-{recording.id}")


def _seek(recording: Recording, time_s: float) -> None:
    number, _ = sought(recording) or (0, 0.0)
    st.session_state[f"sought-{recording.id}"] = number + 1, time_s


def show(library: Library, recording: Recording) -> None:
    """The notes, and where one writes another."""
    st.header(texts.NOTES, anchor=False)
    found = library.notes.of(recording.id)
    for note in found:
        _show_note(library, recording, note)
    if not found:
        st.caption(texts.NOTE_NONE)
    _show_form(library, recording)


def _show_note(library: Library, recording: Recording, note: Note) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        if note.time_s is not None:
            st.button(
                texts.clock(note.time_s),
                key=f"go-{note.id}",
                help=texts.NOTE_GO.format(time=texts.clock(note.time_s)),
                on_click=_seek,
                args=(recording, note.time_s),
            )
        by = f", {plain(note.written_by)}" if note.written_by else ""
        st.markdown(f"{plain(note.text)}  \n:gray[{texts.moment(note.written_at)}{by}]", width="stretch")
        st.button(
            "✕", key=f"drop-{note.id}", help=texts.NOTE_DELETE, type="tertiary", on_click=library.notes.remove,
            args=(note.id,),
        )  # fmt: skip


def _show_form(library: Library, recording: Recording) -> None:
    key = f"noted-{recording.id}"
    time_s = st.session_state.get(key)
    with st.form(f"note-{recording.id}", clear_on_submit=True, border=False):
        label = texts.NOTE_WHOLE if time_s is None else texts.NOTE_HERE.format(time=texts.clock(time_s))
        text = st.text_area(label, placeholder=texts.NOTE_PLACEHOLDER, height=80, max_chars=4000)
        if st.form_submit_button(texts.NOTE_ADD) and text.strip():
            try:
                library.notes.add(recording.id, text, time_s, door.who())
            except PosecheckError as error:
                st.error(str(error))
            else:
                st.session_state.pop(key, None)
                st.rerun()
