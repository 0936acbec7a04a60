"""The log of what was corrected by hand: what, when, by whom, from where to where; and how to take it back."""

from __future__ import annotations

import math

import streamlit as st

from posecheck import words
from posecheck.body.skeleton import Landmark
from posecheck.errors import PosecheckError
from posecheck.library.facts import Correction, Recording
from posecheck.library.library import Library
from posecheck.ui.shelf import door, texts
from posecheck.ui.shelf.links import plain


def show(library: Library, recording: Recording) -> None:
    """The log, where anything was corrected."""
    found = library.corrections(recording.id)
    if not found:
        return
    st.header(texts.CORRECTIONS, anchor=False)
    for correction in found:
        with st.container(horizontal=True, vertical_alignment="top", gap="small"):
            st.markdown(_told(correction), width="stretch")
            if correction.holds and st.button(texts.UNDO, key=f"undo-{correction.id}"):
                _undo(library, correction)


def _told(one: Correction) -> str:
    told = texts.CORRECTION.format(
        landmark=words.landmark(Landmark(one.landmark)).capitalize(),
        time=texts.clock(one.time_s),
        before=_place(one.before),
        after=_place(one.after),
        when=texts.moment(one.made_at),
        by=_by(one.made_by),
    )
    if one.undone_at is None:
        return told
    return texts.CORRECTION_UNDONE.format(told=told, when=texts.moment(one.undone_at), by=_by(one.undone_by))


def _place(place: tuple[float, float]) -> str:
    return f"{place[0]:.0f}, {place[1]:.0f}" if all(map(math.isfinite, place)) else texts.UNSEEN


def _by(who: str | None) -> str:
    return f", {plain(who)}" if who else ""


def _undo(library: Library, correction: Correction) -> None:
    try:
        library.undo_correction(correction.id, door.who())
    except PosecheckError as error:
        st.error(str(error))
    else:
        st.rerun()
